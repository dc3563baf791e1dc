import pytest

from campaign.targets.lists.columns import Meaning, guess, has_header, problem_with
from campaign.targets.lists.table import read_table
from tests.targets.lists.test_reading_a_file import EXAMPLES

M = Meaning


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("Name,E-mail,Title,Ward,Party", [M.NAME, M.EMAIL, M.ROLE, M.RIDING, M.PARTY]),
        ("Last Name,First Name,E-mail Address", [M.LAST_NAME, M.FIRST_NAME, M.EMAIL]),
        ("Nom,Prénom,Courriel,Langue préférée", [M.LAST_NAME, M.FIRST_NAME, M.EMAIL, M.LANGUAGE]),
        ("NOM;COURRIEL;CIRCONSCRIPTION", [M.NAME, M.EMAIL, M.RIDING]),
        (
            "Nombre;Apellidos;Correo electrónico;Partido;Provincia",
            [M.FIRST_NAME, M.LAST_NAME, M.EMAIL, M.PARTY, M.PROVINCE],
        ),
        ("Nombre;Correo;Cargo", [M.NAME, M.EMAIL, M.ROLE]),
        ("Phone;E-mail;E-mail;Name", [M.IGNORE, M.EMAIL, M.IGNORE, M.NAME]),
    ],
)
def test_headings_in_three_languages_are_known_without_accents_and_capitals(header: str, meanings: list[M]) -> None:
    table = read_table(f"{header}\n")
    assert has_header(table)
    assert guess(table, headed=True) == meanings


def test_without_headings_an_at_sign_means_an_address_and_two_words_a_name() -> None:
    table = read_table("3,Ana Quispe,ana@mail.example\n4,Bo Li,bo@mail.example\n")
    assert not has_header(table)
    assert guess(table, headed=False) == [M.IGNORE, M.NAME, M.EMAIL]


def test_a_person_called_like_a_heading_is_no_header() -> None:
    assert not has_header(read_table("Mail,mail@mail.example\n"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_column_of_the_examples_is_known(path: object) -> None:
    table = read_table(path.read_text("utf-8-sig"))  # type: ignore[attr-defined]
    assert has_header(table)
    assert M.IGNORE not in guess(table, headed=True)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["name", "email"], ""),
        (["last_name", "", "email", ""], ""),
        (["name", ""], "e-mail addresses"),
        (["first_name", "email"], "holds the name"),
        (["name", "email", "email"], "Two columns"),
    ],
)
def test_a_list_needs_a_name_and_an_address_each_once(columns: list[str], words: str) -> None:
    assert words in problem_with(columns)
    assert bool(words) == bool(problem_with(columns))
