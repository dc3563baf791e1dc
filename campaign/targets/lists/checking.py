"""A table and what its columns mean -> the people in it, and everything that is wrong with its lines, by line and column."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.common.text import LINE_LIMIT, clean_line
from campaign.targets.addresses import checked_address
from campaign.targets.importing.reading import LENGTHS
from campaign.targets.lists.columns import Meaning
from campaign.targets.lists.table import Row, Table
from campaign.targets.search import fold

# Folded words for a language, in the three that the site speaks.
LANGUAGES = {
    **dict.fromkeys(("en", "eng", "english", "anglais", "ingles"), "en"),
    **dict.fromkeys(("fr", "fra", "french", "francais", "frances"), "fr"),
    **dict.fromkeys(("es", "spa", "spanish", "espagnol", "espanol"), "es"),
}
# In a name or an address a line break is an attempt, or two people in one cell; in a title it is how somebody typed it.
FOLDED = frozenset({Meaning.ROLE, Meaning.PARTY, Meaning.RIDING, Meaning.PROVINCE})
# A language is looked up, not kept.
LIMITS: dict[Meaning, int] = {
    meaning: LENGTHS[meaning] for meaning in Meaning if meaning in LENGTHS and meaning is not Meaning.LANGUAGE
}
LINE_BREAK = re.compile(r"\r\n|[\r\n]")


@dataclass(frozen=True)
class Person:
    """One line of a list; a column that it does not have is None, and stays as it was."""

    line: int
    name: str
    first_name: str
    last_name: str
    email: str
    role: str | None = None
    party: str | None = None
    riding: str | None = None
    province: str | None = None
    preferred_language: str | None = None

    @property
    def facts(self) -> dict[str, str]:
        """By a Target's field, of those that the list tells."""
        return {name: value for name, value in vars(self).items() if name != "line" and value is not None}


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, or with a whole line where `meaning` is IGNORE."""

    line: int
    meaning: Meaning
    message: str

    def __str__(self) -> str:
        values = {"line": self.line, "column": str(self.meaning.label), "message": self.message}
        return (
            _("Line %(line)d, %(column)s: %(message)s") if self.meaning else _("Line %(line)d: %(message)s")
        ) % values


@dataclass
class Checked:
    """`people` are of lines without problems; `notes` are about lines that stay; `named` is who the broken lines may mean."""

    people: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    @property
    def broken_lines(self) -> int:
        return len({problem.line for problem in self.problems})


def check(
    table: Table, columns: Sequence[str], headed: bool, progress: Callable[[int, int], None] = lambda done, of: None
) -> Checked:
    """Every line of the table. `progress` hears how many of how many lines are done."""
    checked, rows = Checked(), table.rows[headed:]
    places = {Meaning(column): place for place, column in enumerate(columns[: table.width]) if column}
    first_seen: dict[tuple[str, ...], int] = {}
    for done, row in enumerate(rows, start=1):
        _check_row(row, places, first_seen, checked)
        progress(done, len(rows))
    return checked


def _check_row(row: Row, places: dict[Meaning, int], first_seen: dict[tuple[str, ...], int], checked: Checked) -> None:
    cells = {meaning: row.cells[place] for meaning, place in places.items()}
    problems: list[Problem] = []
    facts = {meaning: _clean(row.line, meaning, text, problems) for meaning, text in cells.items()}
    if Meaning.LANGUAGE in facts:
        facts[Meaning.LANGUAGE] = _language(row.line, facts[Meaning.LANGUAGE], checked.notes)
    person = _person(row.line, facts)
    if not problems:
        problems += _widths(person)
    if not problems:
        problems += _seen_before(person, first_seen)
    if problems:
        checked.problems += problems
        checked.named |= {fold(person.name), person.email} - {""}
    else:
        checked.people.append(person)


def _clean(line: int, meaning: Meaning, text: str, problems: list[Problem]) -> str:
    """The cell's text as it is kept; empty, and a problem more, where it cannot be."""
    try:
        if meaning is Meaning.EMAIL:
            return checked_address(text)
        limit = LIMITS.get(meaning, LINE_LIMIT)
        cleaned = clean_line(LINE_BREAK.sub(" ", text) if meaning in FOLDED else text, limit)
    except ValidationError as error:
        problems.append(Problem(line, meaning, " ".join(error.messages)))
        return ""
    if not cleaned and meaning in (Meaning.NAME, Meaning.LAST_NAME):
        problems.append(Problem(line, meaning, _("There is no name.")))
    return cleaned


def _language(line: int, text: str, notes: list[Problem]) -> str:
    code = LANGUAGES.get(fold(text), "")
    if text and not code:
        words = _("“%(text)s” is none of the languages of this service; it is left empty.")
        notes.append(Problem(line, Meaning.LANGUAGE, words % {"text": text[:40]}))
    return code


def _person(line: int, facts: dict[Meaning, str]) -> Person:
    """A whole name is never taken apart: which part comes first is not the same everywhere."""
    first, last = facts.get(Meaning.FIRST_NAME, ""), facts.get(Meaning.LAST_NAME, "")
    name = facts.get(Meaning.NAME) or f"{first} {last}".strip()
    return Person(
        line=line,
        name=name,
        first_name=first,
        last_name=last or name,
        email=facts.get(Meaning.EMAIL, ""),
        role=facts.get(Meaning.ROLE),
        party=facts.get(Meaning.PARTY),
        riding=facts.get(Meaning.RIDING),
        province=facts.get(Meaning.PROVINCE),
        preferred_language=facts.get(Meaning.LANGUAGE),
    )


def _widths(person: Person) -> list[Problem]:
    """What came together from two columns, or is also kept in a narrower one."""
    if len(person.last_name) > LENGTHS["last_name"] or len(person.name) > LENGTHS["name"]:
        words = _("This is too long: %(limit)d characters at most.")
        return [Problem(person.line, Meaning.NAME, words % {"limit": LENGTHS["last_name"]})]
    return []


def _seen_before(person: Person, first_seen: dict[tuple[str, ...], int]) -> list[Problem]:
    """Nobody gets one letter twice: neither an address nor a person of one district stands in two lines."""
    problems = []
    keys = {
        Meaning.EMAIL: ("address", person.email),
        Meaning.NAME: ("person", fold(person.name), fold(person.riding or "")),
    }
    for meaning, key in keys.items():
        before = first_seen.setdefault(key, person.line)
        if before != person.line:
            text = person.email if meaning is Meaning.EMAIL else person.name
            words = _("%(text)s stands in line %(line)d already.")
            problems.append(Problem(person.line, meaning, words % {"text": text, "line": before}))
    return problems
