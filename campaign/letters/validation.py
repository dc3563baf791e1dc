"""Everything that is wrong with a letter before it is kept, part by part and line by line, in sentences for its organizer."""

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from liquid.exceptions import LiquidError

from campaign.common.text import DIRECTION_CONTROLS
from campaign.letters.expressions import flaws_of
from campaign.letters.language import compiled, marks
from campaign.letters.parts import LetterParts
from campaign.letters.skeletons import PROMPT
from campaign.letters.structure import Structure

# Characters. A subject of more is cut by mail programs; a body of more is not read, and forms accept no more either.
LONGEST = {"subject": 150, "salutation": 1_000, "opening": 4_000, "body": 10_000, "signature": 1_000}
MAY_BE_EMPTY = frozenset({"opening"})
ON_ONE_LINE = frozenset({"subject"})
MOST_MARKS = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: in which part, on which of its lines, and what."""

    part: str
    line: int
    message: str


def validate(parts: LetterParts) -> list[Problem]:
    """Every problem of a letter, in the order of its parts and lines; an empty list means that it can be sent."""
    found = [problem for part, text in asdict(parts).items() for problem in validate_part(part, text)]
    return found + prompts_left(parts)


def prompts_left(parts: LetterParts) -> list[Problem]:
    """The lines that still ask for the organizer's words (letters.skeletons): such a letter can be looked at, not kept."""
    words = _("This line still begins with %(mark)s: write your own words in its place.") % {"mark": PROMPT}
    return [
        Problem(part, number, words)
        for part, text in asdict(parts).items()
        for number, line in enumerate(text.split("\n"), start=1)
        if PROMPT in line
    ]


def validate_part(part: str, text: str) -> list[Problem]:
    """The problems of one part. A text of the wrong size or with unprintable characters is not read any further."""
    return list(_text_problems(part, text)) or sorted(_liquid_problems(part, text), key=lambda problem: problem.line)


def _text_problems(part: str, text: str) -> Iterator[Problem]:
    if not text.strip() and part not in MAY_BE_EMPTY:
        yield Problem(part, 1, _("This part is empty."))
    if len(text) > LONGEST[part]:
        yield Problem(
            part,
            1,
            _("This part has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST[part]},
        )
    if part in ON_ONE_LINE and len(text.strip().splitlines()) > 1:
        yield Problem(part, 2, _("This part must stand on one line."))
    for number, line in enumerate(text.split("\n"), start=1):
        if any(unicodedata.category(character) == "Cc" and character != "\t" for character in line):
            yield Problem(part, number, _("This line holds a character that cannot be printed."))
        if DIRECTION_CONTROLS.search(line):
            yield Problem(part, number, _("This line holds an invisible character that makes readers see other words."))


def _liquid_problems(part: str, text: str) -> list[Problem]:
    found = list(marks(text))
    if len(found) > MOST_MARKS:
        return [Problem(part, found[MOST_MARKS].line, _("This part holds more than %d pieces of Liquid.") % MOST_MARKS)]
    flaws = [Problem(part, flaw.line, flaw.message) for flaw in Structure().flaws(found)]
    problems = flaws + [Problem(part, mark.line, message) for mark in found for message in flaws_of(mark, part)]
    return problems or _unreadable(part, text)


def _unreadable(part: str, text: str) -> list[Problem]:
    """The last word is Liquid's own: a text it cannot read as a whole is never kept."""
    try:
        compiled(text)
    except LiquidError:
        return [Problem(part, 1, _("This part cannot be read as Liquid."))]
    return []
