"""What a letter would leave blank for somebody is known before it is sent."""

from dataclasses import replace

import pytest

from campaign.letters.gaps import gaps_in, names_variable
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import LetterPeople, SupporterNames, TargetNames

NINA = TargetNames("Nina Minister", "Dear Nina Minister", "Nina", "Minister", title="Minister")
PEOPLE = LetterPeople(
    "en", SupporterNames("Camille", "Tremblay", "Camille Tremblay", "Montréal"), NINA, "Peace", "Site"
)


def gaps(opening: str, target: TargetNames = NINA) -> list[str]:
    parts = LetterParts("Subject", "{{ target.greeting }},", opening, "Body", "{{ supporter.name }}")
    return gaps_in(parts, replace(PEOPLE, target=target))


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("", []),
        ("As {{ target.title }} you know this.", []),
        ("In {{ target.riding }} we know you.", ["target.riding"]),
        ("In {{- target.riding -}} we know you.", ["target.riding"]),
        (
            "{{ target.riding }} and {{ target.riding | upcase }} and {{ target.party }}",
            ["target.riding", "target.party"],
        ),
        ('In {{ target.riding | default: "your riding" }} we know you.', []),
        ('{% if target.riding != "" %}In {{ target.riding }} we know you.{% endif %}', []),
        ('{% if target.party == "" %}In {{ target.riding }} we know you.{% endif %}', ["target.riding"]),
        ("{% comment %}{{ target.riding }}{% endcomment %}", []),
        ("{% comment %}{{ target.riding }}{% endcomment %}{{ target.riding }}", ["target.riding"]),
    ],
)
def test_only_what_is_printed_and_empty_is_a_gap(opening: str, expected: list[str]) -> None:
    assert gaps(opening) == expected


def test_the_same_letter_has_no_gap_for_somebody_with_a_riding() -> None:
    assert gaps("In {{ target.riding }} we know you.", replace(NINA, riding="Ahuntsic-Cartierville")) == []


@pytest.mark.parametrize(
    ("salutation", "named"),
    [
        ("{{ target.greeting }},", True),
        ("{% if target.greeting %}Dear{% endif %}", True),
        ("{{ target.name }},", False),
        ("target.greeting,", False),
    ],
)
def test_a_variable_is_named_where_liquid_reads_it(salutation: str, named: bool) -> None:
    parts = LetterParts("Subject", salutation, "", "Body", "Me")
    assert names_variable(parts, "target.greeting") is named
    assert not names_variable(LetterParts("S", "{{ target.first_name }}", "", "B", "Me"), "target.name")
