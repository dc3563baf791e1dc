"""A letter's variants as supporters see them: which subject, first and last paragraph, and the words they make."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from campaign.letters.parts import LetterParts
from campaign.letters.people import campaign_values
from campaign.letters.rendering import BLANK_LINES, render_part

__all__ = ["BLANK_LINES", "FIRST", "WRITTEN", "Texts", "Variant", "texts_of"]

WRITTEN = re.compile(r"([1-9])\.([1-9])\.([1-9])", re.ASCII)


class Variant(NamedTuple):
    """The number of each, from one; one is the letter's own. Written "2.1.3"."""

    subject: int = 1
    beginning: int = 1
    ending: int = 1

    def __str__(self) -> str:
        return f"{self.subject}.{self.beginning}.{self.ending}"


FIRST = Variant()


@dataclass(frozen=True, slots=True)
class Texts:
    """What supporters can be shown, filled in: data from here on, whatever braces it holds."""

    subjects: tuple[str, ...]
    beginnings: tuple[str, ...]
    middle: str
    endings: tuple[str, ...]

    @property
    def sizes(self) -> Variant:
        return Variant(len(self.subjects), len(self.beginnings), len(self.endings))

    @property
    def number(self) -> int:
        """How many variants there are."""
        subjects, beginnings, endings = self.sizes
        return subjects * beginnings * endings

    def of(self, variant: Variant) -> tuple[str, str]:
        """Subject and body."""
        pieces = (self.beginnings[variant.beginning - 1], self.middle, self.endings[variant.ending - 1])
        return self.subjects[variant.subject - 1], "\n\n".join(piece for piece in pieces if piece)

    def known(self, written: str) -> Variant | None:
        """The variant that is written so, where this letter has it and has more than one."""
        found = WRITTEN.fullmatch(written)
        variant = Variant(*map(int, found.groups())) if found else None
        fits = variant is not None and all(asked <= size for asked, size in zip(variant, self.sizes, strict=True))
        return variant if fits and self.number > 1 else None


def texts_of(parts: LetterParts, campaign_title: str, site_name: str) -> Texts:
    """All subjects, first and last paragraphs, the letter's own first. CannotRender for a text that was never valid."""
    values = campaign_values(campaign_title, site_name)

    def filled(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(render_part(text, values) for text in texts)

    beginning, middle, ending = _in_three(render_part(parts.body, values), parts)
    return Texts(
        subjects=tuple(" ".join(subject.split()) for subject in filled((parts.subject, *parts.others.subjects))),
        beginnings=(beginning, *filled(parts.others.beginnings)),
        middle=middle,
        endings=(ending, *filled(parts.others.endings)),
    )


def _in_three(body: str, parts: LetterParts) -> tuple[str, str, str]:
    """What the letter has no other words for stays in one piece, as it was written."""
    breaks = [found.span() for found in BLANK_LINES.finditer(body)]
    if not breaks:
        return (body, "", "") if parts.others.beginnings else ("", body, "")
    first_ends, rest_begins = breaks[0] if parts.others.beginnings else (0, 0)
    rest_ends, last_begins = breaks[-1] if parts.others.endings else (len(body), len(body))
    return body[:first_ends], body[rest_begins:rest_ends], body[last_begins:]
