"""A roster file is read whole or not at all, and every broken line is named."""

from pathlib import Path

import pytest

from campaign.targets.importing.reading import COLUMNS, RosterError, read_roster
from tests.targets.conftest import ROSTERS, WriteRoster, line


def problems(path: Path) -> list[str]:
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    return [str(problem) for problem in caught.value.problems]


def second(**cells: str) -> str:
    return line(**({"source_id": "2", "name": "Bo Minister", "riding_code": "59002"} | cells))


@pytest.mark.parametrize(("number", "without_address", "without_id"), [(44, 0, 1), (45, 3, 0)])
def test_the_shipped_rosters_are_read_whole(number: int, without_address: int, without_id: int) -> None:
    rows = read_roster(ROSTERS / f"mps-{number}.csv")
    assert len(rows) == 337
    assert sum(not row.email for row in rows) == without_address
    assert sum(not row.source_id for row in rows) == without_id


def test_addresses_are_lower_cased_and_languages_become_codes(write_roster: WriteRoster) -> None:
    [row] = read_roster(write_roster(line(email="Ada.Minister@Mail.Example", preferred_language="French")))
    assert row.email == "ada.minister@mail.example"
    assert row.preferred_language == "fr"


def test_a_byte_order_mark_windows_line_ends_and_an_empty_last_line_are_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{','.join(COLUMNS)}\r\n{line()}\r\n\r\n".encode())
    assert [row.name for row in read_roster(path)] == ["Ada Minister"]


def test_a_column_more_than_needed_is_ignored(write_roster: WriteRoster) -> None:
    path = write_roster(line() + ",613-555-0100", header=",".join([*COLUMNS, "phone"]))
    assert len(read_roster(path)) == 1


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (second(email="ada"), "ada:"),
        (second(email="ada@раrl.gc.ca"), "ASCII"),
        (second(email='"ada@mail.example\r\nBcc: x@mail.example"'), "control character, U+000D"),
        (second(name="Ada\x00Minister"), "control character, U+0000"),
        (second(name="Ada \u202eretsiniM"), "control character, U+202E"),
        (second(name=""), "name is empty"),
        (second(last_name=" "), "last_name is empty"),
        (second(party="x" * 101), "party is longer than 100 characters"),
        (second(preferred_language="Klingon"), "unknown language Klingon"),
        (second() + ",more", "12 fields instead of 11"),
        ("Ada Minister,Ada", "2 fields instead of 11"),
        (second(source_id="", riding_code=""), "neither source_id nor riding_code"),
        (second(source_id="1"), "source_id 1 stands in line 2 already"),
        (line(source_id="2"), "name and riding_code Ada Minister, 59001 stands in line 2 already"),
        ('"Ada"Minister' + second(), "not CSV"),
    ],
)
def test_a_broken_line_is_named(write_roster: WriteRoster, broken: str, message: str) -> None:
    [problem] = problems(write_roster(line(), broken))
    assert problem.startswith("line 3: ")
    assert message in problem


def test_bytes_that_are_not_utf_8_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(f"{','.join(COLUMNS)}\n{line()}\n{line(source_id='2', name='Éva')}\n".encode("latin-1"))
    assert problems(path) == ["line 3: not UTF-8"]


def test_lines_are_counted_as_an_editor_counts_them(write_roster: WriteRoster) -> None:
    [first, second] = problems(write_roster(line(role='"one\ntwo"'), "", line(source_id="2", email="ada")))
    assert first.startswith("line 2: a control character")
    assert second.startswith("line 5: ada:")


def test_all_problems_are_listed_at_once(write_roster: WriteRoster) -> None:
    found = problems(write_roster(line(email="one"), line(source_id="2", name="", riding_code="2"), "x"))
    assert [problem.partition(":")[0] for problem in found] == ["line 2", "line 3", "line 4"]


def test_no_more_than_fifty_problems_are_listed_and_the_rest_is_counted(write_roster: WriteRoster) -> None:
    with pytest.raises(RosterError) as caught:
        read_roster(write_roster(*["x"] * 60))
    assert len(caught.value.problems) == 50
    assert caught.value.total == 60


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1: the file is empty"),
        ("name,email\nAda,ada@mail.example\n", "line 1: the column first_name is missing"),
        (",".join(COLUMNS) + "\n", "line 2: the file has no rows"),
        (",".join([*COLUMNS, "name"]) + "\n", "line 1: the column 'name' occurs twice"),
    ],
)
def test_a_file_without_a_usable_header_or_rows_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    assert message in problems(path)
