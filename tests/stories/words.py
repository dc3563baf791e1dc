"""The words that stories are told in: when they happen, what letters and pages say, and how people are greeted."""

from datetime import UTC, datetime

from campaign.letters.parts import LetterParts

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SUPPORTER = "Ana Quispe"
SUPPORTER_ADDRESS = "ana.quispe@mail.example"
ROLES = {"en": "Foreign affairs", "fr": "Affaires étrangères", "es": "Asuntos exteriores"}
GREETINGS = {"en": "Dear {name}", "fr": "Bonjour {name}", "es": "Hola, {name}"}

LETTERS = {
    "en": LetterParts(
        subject="Please speak up for {{ campaign.title }}",
        salutation="{{ target.greeting }},",
        opening="I write to you as {{ target.title }}.",
        body="I ask you to speak up for peaceful protesters.\n\nThank you for reading this.",
        signature="Sincerely,\n{{ supporter.name }}\n{{ supporter.place }}",
    ),
    "fr": LetterParts(
        subject="Prenez la parole : {{ campaign.title }}",
        salutation="{{ target.greeting }},",
        opening="Je vous écris au titre de vos fonctions ({{ target.title }}).",
        body="Je vous demande de défendre celles et ceux qui manifestent pacifiquement.\n\nMerci de m’avoir lue.",
        signature="Cordialement,\n{{ supporter.name }}\n{{ supporter.place }}",
    ),
    "es": LetterParts(
        subject="Alce la voz: {{ campaign.title }}",
        salutation="{{ target.greeting }}:",
        opening="Le escribo por su función ({{ target.title }}).",
        body="Le pido que defienda a quienes se manifiestan pacíficamente.\n\nGracias por leer esta carta.",
        signature="Atentamente,\n{{ supporter.name }}\n{{ supporter.place }}",
    ),
}
TITLES = {"en": "Peaceful protest", "fr": "Manifester en paix", "es": "Protesta pacífica"}
