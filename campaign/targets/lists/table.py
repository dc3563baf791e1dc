"""The text of a CSV file -> its lines with their cells, by the delimiter that fits, or why there is no table in it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from campaign.targets.importing.csv_rows import BrokenRow, csv_rows
from campaign.targets.lists.decoding import NotText

MOST_LINES = (
    5001  # 5,000 people and their header: the largest parliament has 2,980 (China), the largest councils some hundred
)
MOST_COLUMNS = 60  # each is a field of the form, of which DATA_UPLOAD_MAX_NUMBER_FIELDS takes 500
LONGEST_CELL = 10_000  # far longer than any column's width: an unclosed quotation mark swallows the rest of a file
DELIMITERS = (",", ";", "\t")
ADDRESS = re.compile(r"[^\s@,;]{1,64}@[^\s@,;]{1,255}")
SAMPLE = 20  # lines that the delimiter is told by


@dataclass(frozen=True)
class Row:
    """One record: the number of the line it begins on, from 1, and its cells without space around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Every row that is not empty, each as wide as the widest."""

    delimiter: str
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        return len(self.rows[0].cells)


def read_table(text: str) -> Table:
    """All rows of a text. NotText, with the line, where it is no CSV, or larger than what is taken."""
    delimiter = _delimiter(text)
    rows = list(islice(_records(text, delimiter), MOST_LINES + 1))
    if len(rows) > MOST_LINES:
        raise NotText(_("This has more than 5,000 people. Nothing was kept; split it into several lists."))
    if not rows:
        raise NotText(_("There is nothing in it."))
    width = max(len(row.cells) for row in rows)
    return Table(delimiter, tuple(Row(row.line, row.cells + ("",) * (width - len(row.cells))) for row in rows))


def _records(text: str, delimiter: str) -> Iterator[Row]:
    try:
        yield from (_row(line, cells) for line, cells in csv_rows(text, delimiter) if any(map(str.strip, cells)))
    except BrokenRow as broken:
        words = _("The list cannot be read from line %(line)d on: a quotation mark is missing there, or is too many.")
        raise NotText(words % {"line": broken.line}) from broken


def _row(line: int, cells: list[str]) -> Row:
    while cells and not cells[-1].strip():
        cells.pop()  # spreadsheets write the empty columns to the right of a table, too
    if len(cells) > MOST_COLUMNS:
        words = _("Line %(line)d has %(found)d columns; a list can have %(most)d.")
        raise NotText(words % {"line": line, "found": len(cells), "most": MOST_COLUMNS})
    if any(len(cell) > LONGEST_CELL for cell in cells):
        words = _(
            "A field in line %(line)d has more than 10,000 characters. Perhaps a quotation mark is not closed there."
        )
        raise NotText(words % {"line": line})
    return Row(line, tuple(cell.strip() for cell in cells))


def _delimiter(text: str) -> str:
    """The one that sets most addresses of the first lines free, then cuts most of these lines alike."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text: str, delimiter: str) -> tuple[int, int, int]:
    """How many cells of the first lines are an address, how many lines have the commonest width, and that width."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [cells for cells in islice(reader, SAMPLE) if len(cells) > 1]
    except csv.Error:
        return (0, 0, 0)
    if not rows:
        return (0, 0, 0)
    addresses = sum(bool(ADDRESS.fullmatch(cell.strip())) for cells in rows for cell in cells)
    width, agreeing = Counter(map(len, rows)).most_common(1)[0]
    return (addresses, agreeing, width)
