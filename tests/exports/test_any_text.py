"""Whatever people type, and wherever a slice ends: each format gives it back, and no cell of it is a formula."""

import csv
import io
import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.common.spreadsheets import is_formula
from campaign.exports.columns import Kind
from campaign.exports.formats import Heading, Writer
from campaign.exports.formats.comma import Comma
from campaign.exports.formats.lines import Lines
from campaign.exports.formats.workbook import Workbook
from tests.exports.asking import sheet

HEADINGS = (Heading("name", "Name", Kind.TEXT), Heading("n", "Number", Kind.NUMBER))
# What a column of PostgreSQL may hold.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SLICES = st.lists(st.lists(TEXT, max_size=4), min_size=1, max_size=4)
NOT_IN_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def written(kind: type[Writer], slices: list[list[str]]) -> bytes:
    """Each slice by a writer of its own, which knows what the one before it left, through JSON as in the database."""
    memory: dict[str, object] = {}
    data = b""
    for number, names in enumerate(slices):
        writer = kind(HEADINGS, json.loads(json.dumps(memory)))
        data += writer.begin() if number == 0 else b""
        data += writer.rows([(name, number) for name in names])
        data += writer.end() if number == len(slices) - 1 else writer.pause()
        memory = writer.memory
    return data


def rows_of(slices: list[list[str]]) -> list[tuple[str, int]]:
    return [(name, number) for number, names in enumerate(slices) for name in names]


@given(SLICES)
@settings(max_examples=200)
def test_a_workbook_gives_back_what_was_typed(slices: list[list[str]]) -> None:
    head, *rows = sheet(written(Workbook, slices))
    assert head == ["Name", "Number"]
    found = [(name.replace("_x005F_", "_"), int(number)) for name, number in rows]
    assert found == [(NOT_IN_XML.sub("", name), number) for name, number in rows_of(slices)]


@given(SLICES)
@settings(max_examples=200)
def test_lines_give_back_what_was_typed_and_have_a_row_each(slices: list[list[str]]) -> None:
    lines = written(Lines, slices).decode().split("\n")[:-1]
    assert [tuple(json.loads(line).values()) for line in lines] == rows_of(slices)


@given(SLICES)
@settings(max_examples=200)
def test_no_cell_of_csv_is_a_formula_and_everything_else_is_as_it_was_typed(slices: list[list[str]]) -> None:
    text = written(Comma, slices).decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert [(name, int(number)) for name, number in rows] == [
        (f"'{name}" if is_formula(name) else name, number) for name, number in rows_of(slices)
    ]
    assert not any(is_formula(name) for name, _number in rows)
