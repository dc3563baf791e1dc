"""Everything that is wrong with a letter before it is kept, part by part and line by line, in sentences for its organizer."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from liquid.exceptions import LiquidError

from campaign.common.text import DIRECTION_CONTROLS
from campaign.letters.alternatives import MEMBER, MOST_OPENINGS, MOST_OTHERS, OFFICE, PARTY, ROLE
from campaign.letters.expressions import flaws_of
from campaign.letters.language import compiled, marks
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import BLANK_LINES
from campaign.letters.skeletons import PROMPT
from campaign.letters.structure import Structure

# Characters. A subject of more is cut by mail programs; a body of more is not read, and forms accept no more either.
LONGEST = {"subject": 150, "salutation": 1_000, "opening": 4_000, "body": 10_000, "signature": 1_000}
MAY_BE_EMPTY = frozenset({"opening"})
ON_ONE_LINE = frozenset({"subject"})
MOST_MARKS = 100
LONGEST_FIT = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: in which part, on which of its lines, and what."""

    part: str
    line: int
    message: str


def validate(parts: LetterParts) -> list[Problem]:
    """Every problem of a letter, in the order of its parts and lines; an empty list means that it can be sent."""
    found = [problem for one in named_texts(parts) for problem in validate_text(one)]
    return found + prompts_left(parts) + problems_together(parts)


@dataclass(frozen=True, slots=True)
class NamedText:
    """One text of a letter under its own name ("subject_2"), and the part it stands in for."""

    name: str
    part: str
    text: str


def named_texts(parts: LetterParts) -> Iterator[NamedText]:
    """The five parts, then all that may stand in their place."""
    others = parts.others
    yield from (NamedText(part, part, text) for part, text in parts.texts.items())
    for name, part, texts in (
        ("subject", "subject", others.subjects),
        ("beginning", "body", others.beginnings),
        ("ending", "body", others.endings),
    ):
        yield from (NamedText(f"{name}_{number}", part, text) for number, text in enumerate(texts, start=2))
    for number, other in enumerate(others.openings, start=1):
        yield NamedText(f"opening_for_{number}", "opening", other.text)


def validate_text(one: NamedText) -> list[Problem]:
    return [replace(problem, part=one.name) for problem in validate_part(one.part, one.text)]


def prompts_left(parts: LetterParts) -> list[Problem]:
    """The lines that still ask for the organizer's words (letters.skeletons): such a letter can be looked at, not kept."""
    words = _("This line still begins with %(mark)s: write your own words in its place.") % {"mark": PROMPT}
    return [
        Problem(one.name, number, words)
        for one in named_texts(parts)
        for number, line in enumerate(one.text.split("\n"), start=1)
        if PROMPT in line
    ]


def problems_together(parts: LetterParts) -> list[Problem]:
    """What is only wrong beside the rest of the letter."""
    return [*_in_the_way(parts), *_said_twice(parts), *_whom_openings_are_for(parts)]


def _in_the_way(parts: LetterParts) -> Iterator[Problem]:
    others = parts.others
    paragraphs = BLANK_LINES.split(parts.body)
    first, last = (
        ("beginning_2" if others.beginnings else "ending_2"),
        ("ending_2" if others.endings else "beginning_2"),
    )
    if (others.beginnings or others.endings) and len(paragraphs) < 2:
        words = _("The letter needs two paragraphs or more, so that its first or last can be another.")
        yield Problem(first, 1, words)
    more = sum(
        max([0, *(len(text) - len(own) for text in texts)])
        for own, texts in ((paragraphs[0], others.beginnings), (paragraphs[-1], others.endings))
    )
    if len(parts.body) <= LONGEST["body"] < len(parts.body) + more:
        words = _("Together with the letter, this is longer than the %(limit)d characters that are possible.")
        yield Problem(last, 1, words % {"limit": LONGEST["body"]})
    for name, texts in (("subject", others.subjects), ("beginning", others.beginnings), ("ending", others.endings)):
        if len(texts) > MOST_OTHERS:
            yield Problem(f"{name}_{MOST_OTHERS + 1}", 1, _("At most %d others are possible.") % MOST_OTHERS)


def _said_twice(parts: LetterParts) -> Iterator[Problem]:
    others = parts.others
    paragraphs = BLANK_LINES.split(parts.body)
    for name, own, texts in (
        ("subject", parts.subject, others.subjects),
        ("beginning", paragraphs[0], others.beginnings),
        ("ending", paragraphs[-1], others.endings),
    ):
        said = [own, *texts]
        for number, text in enumerate(texts, start=2):
            if text in said[: number - 1]:
                yield Problem(f"{name}_{number}", 1, _("The letter says this already: write other words, or none."))


def _whom_openings_are_for(parts: LetterParts) -> Iterator[Problem]:
    openings = parts.others.openings
    if len(openings) > MOST_OPENINGS:
        yield Problem(f"opening_for_{MOST_OPENINGS}", 1, _("At most %d others are possible.") % MOST_OPENINGS)
    for number, other in enumerate(openings, start=1):
        if not other.fits:
            yield Problem(f"opening_for_{number}", 1, _("Choose who reads this opening."))
        if not all(map(_names_somebody, other.fits)):
            yield Problem(f"opening_for_{number}", 1, _("Those who read this opening cannot be told by these words."))


def _names_somebody(fit: str) -> bool:
    known = fit in (OFFICE, MEMBER) or any(fit.startswith(kind) and fit != kind for kind in (PARTY, ROLE))
    return known and len(fit) <= LONGEST_FIT and fit.isprintable() and not DIRECTION_CONTROLS.search(fit)


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
