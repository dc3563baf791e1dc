"""From the bytes of a file to a table: encodings, delimiters, and what is refused before anybody looks at a line."""

import codecs
from pathlib import Path

import pytest

from campaign.targets.lists.decoding import MOST_BYTES, NotText, decode
from campaign.targets.lists.table import MOST_COLUMNS, read_table

LINES = "Nom;Prénom;Courriel\r\nLévesque;René;rene@mail.example\r\nPeña;José;jose@mail.example\r\n"
EXAMPLES = sorted(Path("static/examples").glob("*.csv"))


@pytest.mark.parametrize(
    ("data", "encoding", "sure"),
    [
        (LINES.encode(), "utf-8", True),
        (codecs.BOM_UTF8 + LINES.encode(), "utf-8", True),
        (codecs.BOM_UTF16_LE + LINES.encode("utf-16-le"), "utf-16-le", True),
        (codecs.BOM_UTF16_BE + LINES.encode("utf-16-be"), "utf-16-be", True),
        (LINES.encode("utf-16-le"), "utf-16-le", False),
        (LINES.encode("utf-16-be"), "utf-16-be", False),
        (LINES.encode("windows-1252"), "windows-1252", False),
    ],
)
def test_each_encoding_gives_the_same_text(data: bytes, encoding: str, sure: bool) -> None:
    decoded = decode(data)
    assert decoded.text == LINES
    assert (decoded.encoding, decoded.sure) == (encoding, sure)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 a zip named .csv", "not text"),
        (b"\xd0\xcf\x11\xe0 an old spreadsheet", "not text"),
        (b"name,e-mail\nAna\x00,ana@mail.example\n", "value zero"),
        (b"name\n\x81\x8d\n", "breaks at byte 6"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "UTF-16"),
        (b"", "nothing in it"),
        (b" \r\n\t\n", "nothing in it"),
        (b"a" * (MOST_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(NotText, match=words):
        decode(data)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_first_lines(delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (("name", "e-mail"), ("Ana", "a@mail.example")))
    table = read_table(text)
    assert table.delimiter == delimiter
    assert [row.cells for row in table.rows] == [("name", "e-mail"), ("Ana", "a@mail.example")]


def test_a_comma_inside_a_title_is_no_delimiter() -> None:
    table = read_table("Ana;Minister of Parks, Lakes;ana@mail.example\nBo;Minister of Trees, Bees;bo@mail.example\n")
    assert table.delimiter == ";"


def test_lines_keep_their_numbers_around_empty_ones_and_quoted_line_breaks() -> None:
    table = read_table('name,title\n\nAna,"Minister\nof Parks"\n,,\nBo,Critic,\n')
    assert [(row.line, row.cells) for row in table.rows] == [
        (1, ("name", "title")),
        (3, ("Ana", "Minister\nof Parks")),
        (6, ("Bo", "Critic")),
    ]


def test_short_lines_are_as_wide_as_the_widest() -> None:
    assert [row.cells for row in read_table("a,b,c\nd\n").rows] == [("a", "b", "c"), ("d", "", "")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,e-mail\n" + '"Ana,a@mail.example\n', "from line 2 on"),
        ('name,e-mail\n"Ana" Quispe,a@mail.example\n', "from line 2 on"),
        (",".join("x" * 10_000), "10000 columns"),
        (",".join("x" * (MOST_COLUMNS + 1)), f"a list can have {MOST_COLUMNS}"),
        ("a" * 5_000_000, "from line 1 on"),
        ("name\n" + "a" * 100_000, "more than 10,000 characters"),
        ("name\n" * 5_002, "more than 5,000 people"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(NotText, match=words):
        read_table(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_lists_as_they_stand(path: Path) -> None:
    table = read_table(decode(path.read_bytes()).text)
    assert len(table.rows) == 2
