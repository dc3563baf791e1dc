"""What a letter says in several ways: other subjects, first and last paragraphs for some supporters, other openings for some recipients."""

from dataclasses import dataclass
from typing import Any

# Each further way halves what can be learnt of the others in the same time; and a page of fields is not read.
MOST_OTHERS = 3
MOST_OPENINGS = 5
# Whom an opening is for: those who hold an office, those who hold none, and by party or by a word of their role.
OFFICE, MEMBER, PARTY, ROLE = "office", "member", "party:", "role:"


@dataclass(frozen=True, slots=True)
class OpeningFor:
    """Other words in place of the opening, for recipients that any of `fits` names: "office", "member", "party:NDP", "role:critic"."""

    fits: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Others:
    """Beside the letter's own: further subjects, first and last paragraphs, each in its order, and openings, the first that fits wins."""

    subjects: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    openings: tuple[OpeningFor, ...] = ()

    def tidied(self) -> "Others":
        """Without those that are empty, so that equal texts compare equal."""
        openings = (OpeningFor(_kept(one.fits), tidy(one.text)) for one in self.openings)
        return Others(
            _kept(self.subjects),
            _kept(self.beginnings),
            _kept(self.endings),
            tuple(one for one in openings if one.fits or one.text),
        )

    def ways(self) -> dict[str, list[str]]:
        """As a revision keeps them."""
        found = {"subjects": self.subjects, "beginnings": self.beginnings, "endings": self.endings}
        return {name: list(texts) for name, texts in found.items() if texts}

    def openings_kept(self) -> list[dict[str, Any]]:
        return [{"fits": list(one.fits), "text": one.text} for one in self.openings]


NO_OTHERS = Others()


def read_others(ways: dict[str, list[str]], openings: list[dict[str, Any]]) -> Others:
    """What `ways` and `openings_kept` gave."""
    if not ways and not openings:
        return NO_OTHERS
    subjects, beginnings, endings = (tuple(ways.get(name, ())) for name in ("subjects", "beginnings", "endings"))
    found = tuple(OpeningFor(tuple(one["fits"]), one["text"]) for one in openings)
    return Others(subjects, beginnings, endings, found)


def tidy(text: str) -> str:
    """Line feeds for the line ends a browser sends, no blank lines around the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _kept(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in map(tidy, texts) if text)
