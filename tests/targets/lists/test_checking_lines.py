"""What is wrong with the lines of a list, each by its number and column, and what is not wrong at all."""

import pytest

from campaign.targets.lists.checking import Checked, check
from campaign.targets.lists.table import Row, Table, read_table

COLUMNS = ("name", "email", "role", "preferred_language", "riding")


def checked(*lines: tuple[str, ...]) -> Checked:
    padded = [Row(number, (*cells, "", "", "", "")[:5]) for number, cells in enumerate(lines, start=1)]
    return check(Table(",", tuple(padded)), COLUMNS, headed=False)


def problems(*lines: tuple[str, ...]) -> list[str]:
    return [str(problem) for problem in checked(*lines).problems]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("Ana", "ana at mail.example"), "Line 1, e-mail: This does not look like an e-mail address"),
        (("Ana", ""), "Line 1, e-mail: Give an e-mail address."),
        (
            ("Ana", "ana@mail.example\r\nBcc: all@mail.example"),
            "Line 1, e-mail: An e-mail address cannot contain line breaks",
        ),
        (("Ana", "аna@mail.example"), "Line 1, e-mail: A target's e-mail address can hold ASCII characters only."),
        (("", "ana@mail.example"), "Line 1, name: There is no name."),
        (("Ana\r\nBcc: all@mail.example", "ana@mail.example"), "Line 1, name: This must be one line"),
        (("Ana \u202emoor", "ana@mail.example"), "Line 1, name: This contains invisible characters"),
        (("Ana \x07", "ana@mail.example"), "Line 1, name: This must be one line"),
        (("A" * 101, "ana@mail.example"), "Line 1, name: This is too long: 100 characters at most."),
        (("Ana", "ana@mail.example", "x" * 401), "Line 1, title or role: This is too long: 400 characters at most."),
    ],
)
def test_a_broken_cell_is_named_by_line_and_column(line: tuple[str, ...], words: str) -> None:
    [problem] = problems(line)
    assert problem.startswith(words)
    assert checked(line).people == []


def test_an_address_and_a_person_stand_in_one_line_only() -> None:
    found = problems(
        ("Ana Quispe", "ana@mail.example"),
        ("Bo Li", "Ana@Mail.Example"),
        ("ANA QUISPÉ", "other@mail.example"),
        ("Ana Quispe", "third@mail.example", "", "", "Ward 2"),
    )
    assert found == [
        "Line 2, e-mail: ana@mail.example stands in line 1 already.",
        "Line 3, name: ANA QUISPÉ stands in line 1 already.",
    ]


@pytest.mark.parametrize(
    "name", ["=cmd|'/c calc'!A1", "<b>Ana</b>", "{{ settings.SECRET_KEY }}", "O'Neil-Ng, Jr.", "Željko", "李小龍"]
)
def test_a_name_is_text_whatever_it_looks_like(name: str) -> None:
    [person] = checked((name, "info@mail.example")).people
    assert person.name == person.last_name == name


def test_a_name_in_two_columns_is_put_together_and_one_in_one_is_never_taken_apart() -> None:
    table = read_table("Ana;Quispe Mamani;ana@mail.example")
    [person] = check(table, ("first_name", "last_name", "email"), headed=False).people
    assert (person.name, person.first_name, person.last_name) == ("Ana Quispe Mamani", "Ana", "Quispe Mamani")
    [whole] = checked(("Ana Quispe Mamani", "ana@mail.example")).people
    assert (whole.first_name, whole.last_name) == ("", "Ana Quispe Mamani")


def test_a_line_break_in_a_title_becomes_a_space() -> None:
    [person] = checked(("Ana", "ana@mail.example", "Minister\r\nof Parks")).people
    assert person.role == "Minister of Parks"


@pytest.mark.parametrize(("text", "code"), [("Français", "fr"), ("ENGLISH", "en"), ("español", "es"), ("", "")])
def test_a_language_is_known_by_its_name_in_three_languages(text: str, code: str) -> None:
    found = checked(("Ana", "ana@mail.example", "", text))
    assert found.people[0].preferred_language == code
    assert found.notes == []


def test_a_language_that_the_service_does_not_speak_is_noted_and_left_empty() -> None:
    found = checked(("Ana", "ana@mail.example", "", "Klingon"))
    assert found.people[0].preferred_language == ""
    assert "Klingon" in str(found.notes[0])


def test_a_column_that_is_not_there_is_not_known_rather_than_empty() -> None:
    table = read_table("Ana,ana@mail.example")
    [person] = check(table, ("name", "email"), headed=False).people
    assert set(person.facts) == {"name", "first_name", "last_name", "email"}


def test_progress_is_told_line_by_line() -> None:
    told: list[tuple[int, int]] = []
    table = read_table("name,mail\nAna,ana@mail.example\nBo,bo@mail.example")
    check(table, ("name", "email"), headed=True, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
