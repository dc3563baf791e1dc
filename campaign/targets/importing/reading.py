"""A roster file -> its rows, or every problem in it by line; a file with one broken row gives no rows at all."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.targets.addresses import checked_address
from campaign.targets.importing.csv_rows import BrokenRow, csv_rows
from campaign.targets.models import Target

PROBLEMS_SHOWN = 50
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Control, format (bidi overrides, zero-width), line and paragraph separators: none belongs in a name or near a header.
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp"})
LANGUAGES = {"": "", "english": "en", "anglais": "en", "en": "en", "french": "fr", "français": "fr", "fr": "fr"}


@dataclass(frozen=True)
class Row:
    """One person as a roster words it; the fields bear the names of the file's columns."""

    name: str
    first_name: str
    last_name: str
    email: str
    party: str
    riding: str
    riding_code: str
    province: str
    preferred_language: str
    role: str
    source_id: str


COLUMNS = tuple(field.name for field in fields(Row))
LENGTHS = {field.name: field.max_length for field in Target._meta.fields if field.name in COLUMNS and field.max_length}


@dataclass(frozen=True)
class Problem:
    line: int
    message: str

    def __str__(self) -> str:
        return _("line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class RosterError(Exception):
    """A file that cannot be read; `problems` holds the first 50 by line, `total` says how many there are."""

    def __init__(self, problems: list[Problem]) -> None:
        ordered = sorted(problems, key=lambda problem: problem.line)
        self.problems = tuple(ordered[:PROBLEMS_SHOWN])
        self.total = len(ordered)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Record:
    """One line of a CSV file: where it begins, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_roster(path: Path) -> list[Row]:
    """The rows of an mps-*.csv file. RosterError names every broken line; OSError when there is no such file."""
    records, problems = read_records(path, COLUMNS)
    return checked_rows(records, problems)


def checked_rows(records: Sequence[Record], problems: Sequence[Problem] = ()) -> list[Row]:
    """The rows of records with every column. RosterError names each broken one, after the problems found before."""
    found = list(problems)
    first_seen: dict[tuple[str, ...], int] = {}
    rows = []
    for record in records:
        messages = [*_cell_problems(record), *_identity_problems(record, first_seen)]
        found += [Problem(record.line, message) for message in messages]
        if not messages:
            rows.append(_row(record.cells))
    if found:
        raise RosterError(found)
    return rows


def read_records(path: Path, columns: tuple[str, ...]) -> tuple[list[Record], list[Problem]]:
    """The records of a UTF-8 CSV file with these columns at least, and what is wrong with its other lines.

    RosterError when it has no usable header or no rows: nothing more can be said about such a file.
    """
    data = path.read_bytes().removeprefix(BYTE_ORDER_MARK)
    problems = [Problem(line, _("not UTF-8")) for line in _undecodable_lines(data)]
    lines = _csv_lines(data.decode("utf-8", errors="replace"), problems)
    header_line, header = next(lines, (1, []))
    if header_problems := _header_problems(header, columns):
        raise RosterError([*problems, *(Problem(header_line, message) for message in header_problems)])
    records = []
    broken = {problem.line for problem in problems}
    for line, cells in lines:
        message = _line_problem(cells, len(header))
        if message:
            problems.append(Problem(line, message))
        elif line not in broken:
            records.append(Record(line, {column: tidy(cell) for column, cell in zip(header, cells, strict=True)}))
    if not records and not problems:
        raise RosterError([Problem(header_line + 1, _("the file has no rows"))])
    return records, problems


def _undecodable_lines(data: bytes) -> Iterator[int]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield number


def _csv_lines(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each CSV line with the number of the physical line it begins on; what the CSV itself breaks goes to problems."""
    try:
        yield from ((line, cells) for line, cells in csv_rows(text) if cells)
    except BrokenRow as broken:
        problems.append(Problem(broken.line, _("not CSV: %(error)s") % {"error": broken}))


def _header_problems(header: list[str], columns: tuple[str, ...]) -> list[str]:
    if not header:
        return [_("the file is empty")]
    missing = [_("the column %(column)s is missing") % {"column": column} for column in columns if column not in header]
    twice = sorted({column for column in header if header.count(column) > 1})
    return missing + [_("the column %(column)s occurs twice") % {"column": ascii(column)} for column in twice]


def _line_problem(cells: list[str], expected: int) -> str:
    if len(cells) != expected:
        return _("%(found)d fields instead of %(expected)d") % {"found": len(cells), "expected": expected}
    return next(filter(None, map(forbidden_character, cells)), "")


def forbidden_character(cell: str) -> str:
    """What is wrong with a text that has a character no name has; empty when it has none."""
    for character in cell:
        if unicodedata.category(character) in FORBIDDEN_CATEGORIES:
            return _("a control character, U+%(code)s") % {"code": f"{ord(character):04X}"}
    return ""


def tidy(cell: str) -> str:
    """Composed (NFC) and without space around it, so that equal texts are equal."""
    return unicodedata.normalize("NFC", cell).strip()


def _cell_problems(record: Record) -> Iterator[str]:
    cells = record.cells
    for column in ("name", "last_name"):
        if not cells[column]:
            yield _("%(column)s is empty") % {"column": column}
    for column, length in LENGTHS.items():
        if column != "preferred_language" and len(cells[column]) > length:
            yield _("%(column)s is longer than %(length)d characters") % {"column": column, "length": length}
    if cells["preferred_language"].lower() not in LANGUAGES:
        yield _("unknown language %(language)s") % {"language": cells["preferred_language"][:40]}
    if cells["email"]:
        try:
            checked_address(cells["email"])
        except ValidationError as error:
            yield f"{cells['email'][:80]}: {' '.join(error.messages)}"


def _identity_problems(record: Record, first_seen: dict[tuple[str, ...], int]) -> Iterator[str]:
    """A row must be told from every other: by source_id, and where that is blank by name and riding."""
    cells = record.cells
    if not cells["source_id"] and not cells["riding_code"]:
        yield _("neither source_id nor riding_code: nothing tells this person from others")
    for key in (("source_id", cells["source_id"]), ("name and riding_code", cells["name"], cells["riding_code"])):
        if not all(key):
            continue
        before = first_seen.setdefault(key, record.line)
        if before != record.line:
            yield _("%(column)s %(value)s stands in line %(line)d already") % {
                "column": key[0],
                "value": ", ".join(key[1:]),
                "line": before,
            }


def _row(cells: dict[str, str]) -> Row:
    email = checked_address(cells["email"]) if cells["email"] else ""
    language = LANGUAGES[cells["preferred_language"].lower()]
    known = {column: cells[column] for column in COLUMNS}
    return Row(**(known | {"email": email, "preferred_language": language}))
