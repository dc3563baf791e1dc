"""The words of the newsletter box, by version: a consent points at what the person read, for years."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    version: str
    text: str


# A version that was ever shown is never changed or removed; a new one is added and made current.
CURRENT = "2026-11"
NEWSLETTER = {
    "2026-11": {
        "en": "Tell me by e-mail what comes of this and about later actions. I can stop at any time.",
        "fr": "Dites-moi par courriel ce qu’il en advient et parlez-moi d’actions futures. Je peux arrêter à tout moment.",
        "es": "Cuéntenme por correo qué resulta de esto y avísenme de próximas acciones. Puedo darme de baja cuando quiera.",
    }
}


def newsletter_wording(language: str) -> Wording:
    """The current words in a language of the site; English where one is missing."""
    texts = NEWSLETTER[CURRENT]
    return Wording(CURRENT, texts.get(language, texts["en"]))
