"""The text that an editor shows where a letter has no revision yet, so that nobody begins before an empty page.

It is nowhere kept: where a prompt still stands, a letter cannot be saved (letters.validation), hence cannot open.
"""

from campaign.letters.parts import LetterParts

# Begins every line that asks for the organizer's own words; no letter to a minister holds it.
PROMPT = "✎"

_SIGNATURE = "{{ supporter.name }}\n{{ supporter.place }}"

SKELETONS: dict[str, LetterParts] = {
    "en": LetterParts(
        subject="{{ campaign.title }}",
        salutation="{{ target.greeting }},",
        opening="",
        body="✎ Say what has happened, in one or two sentences of plain fact.\n\n"
        "✎ Say why it matters to the person who signs.\n\n"
        "✎ Ask for one thing that the reader can do, and say by when.\n\n"
        "Thank you for your time and your attention.",
        signature=f"Sincerely,\n{_SIGNATURE}",
    ),
    "fr": LetterParts(
        subject="{{ campaign.title }}",
        salutation="{{ target.greeting }},",
        opening="",
        body="✎ Dites ce qui s’est passé, en une ou deux phrases factuelles.\n\n"
        "✎ Dites pourquoi cela compte pour la personne qui signe.\n\n"
        "✎ Demandez une seule chose que le destinataire peut faire, et dites pour quand.\n\n"
        "Je vous remercie de votre temps et de votre attention.",
        signature=f"Cordialement,\n{_SIGNATURE}",
    ),
    "es": LetterParts(
        subject="{{ campaign.title }}",
        salutation="{{ target.greeting }}:",
        opening="",
        body="✎ Diga qué ha pasado, en una o dos frases sobre los hechos.\n\n"
        "✎ Diga por qué le importa a quien firma.\n\n"
        "✎ Pida una sola cosa que quien recibe la carta pueda hacer, y diga para cuándo.\n\n"
        "Gracias por su tiempo y su atención.",
        signature=f"Atentamente,\n{_SIGNATURE}",
    ),
}
