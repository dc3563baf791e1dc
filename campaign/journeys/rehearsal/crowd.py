"""Made-up supporters, the same for the same run: who they are, where from, in which language, and what they change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

# Lengths have no common factor, so that names, places and habits meet in ever new ways.
FIRST_NAMES = ("Ana", "Benoît", "Chloé", "Dylan", "Esperanza", "Fatima", "Gauri", "Hélène", "Iñaki", "Jun", "Kateri")
LAST_NAMES = ("Quispe", "Tremblay", "MacDonald", "Nguyễn", "O’Brien", "Peña", "Singh-Gill", "Kowalczyk", "Obed")
PLACES = (
    ("Montréal", "H2X 1Y4"),
    ("Toronto", "m5v2t6"),
    ("", "V6B 1A1"),
    ("Iqaluit", "X0A 0H0"),
    ("St. John’s", "a1c 5m2"),
    ("Trois-Rivières", "G9A5H3"),
    ("Winnipeg", "R3C 0V8"),
)
LANGUAGES = ("en", "en", "fr", "en", "es")
OWN_WORDS = {
    "en": "My neighbours talk about this every day, and so do I.",
    "fr": "Mes voisins en parlent tous les jours, et moi aussi : c’est à nous d’agir.",
    "es": "Mis vecinos hablan de esto cada día, y yo también. ¿Qué hará usted?",
}
EDITS_EVERY = 3
NEWSLETTER_EVERY = 4

# RFC 2544: kept for tests of networks, so that nobody's address is borrowed; 131,072 of them.
FIRST_CLIENT = int(IPv4Address("198.18.0.0"))
CLIENTS = 2**17


@dataclass(frozen=True)
class Person:
    """One supporter. `own_words` is a paragraph they add to the letter, or ""; `riding` the code they choose where they are asked."""

    first_name: str
    last_name: str
    email: str
    city: str
    postal_code: str
    language: str
    newsletter: bool
    own_words: str
    client: str
    riding: str = ""


def crowd(run: str, size: int, languages: Sequence[str], ridings: Sequence[str] = ()) -> Iterator[Person]:
    """As many people as wanted, from the first on; those whose language the campaign lacks write in its first.

    Where they are asked for their riding, they come from these in turn.
    """
    for number in range(1, size + 1):
        wanted = LANGUAGES[number % len(LANGUAGES)]
        language = wanted if wanted in languages else languages[0]
        city, postal_code = PLACES[number % len(PLACES)]
        yield Person(
            first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
            last_name=LAST_NAMES[number % len(LAST_NAMES)],
            email=f"rehearsal-{run}-{number}@mail.example",
            city=city,
            postal_code=postal_code,
            language=language,
            newsletter=number % NEWSLETTER_EVERY == 0,
            own_words=OWN_WORDS[language] if number % EDITS_EVERY == 0 else "",
            client=str(IPv4Address(FIRST_CLIENT + number % CLIENTS)),
            riding=ridings[number % len(ridings)] if ridings else "",
        )
