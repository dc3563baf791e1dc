"""What an organizer reads when a letter cannot be kept: the part, the line, and a sentence."""

import pytest
from django.utils.translation import override

from campaign.letters.parts import PART_NAMES
from campaign.letters.validation import LONGEST, Problem, validate, validate_part
from campaign.letters.variables import VARIABLES, variables_for
from tests.letters.texts import PARTS, parts_with


def only(part: str, text: str) -> Problem:
    problems = validate_part(part, text)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_good_letter_has_no_problem() -> None:
    assert validate(PARTS) == []


@pytest.mark.parametrize("variable", [variable.name for variable in VARIABLES])
def test_every_listed_variable_may_stand_in_a_salutation(variable: str) -> None:
    assert validate_part("salutation", f"{{{{ {variable} }}}}") == []


@pytest.mark.parametrize("part", ["subject", "body"])
def test_subject_and_body_know_campaign_and_site_alone(part: str) -> None:
    assert {variable.name for variable in variables_for(part)} == {"campaign.title", "site.name"}
    assert "not known yet in this part" in only(part, "Dear {{ target.name }}").message


def test_an_unknown_variable_is_named_with_its_line() -> None:
    problem = only("salutation", "Dear\n\n{{ target.nmae }},")

    assert (problem.line, problem.message) == (3, "There is no variable “target.nmae”.")


def test_an_unknown_variable_in_a_branch_that_is_rarely_taken_is_found() -> None:
    text = '{% if target.title == "King" %}\n{% unless target.party == "None" %}\n{{ oops }}{% endunless %}{% endif %}'

    assert only("opening", text).line == 3


def test_a_misspelled_variable_in_a_condition_or_a_filter_is_found() -> None:
    assert "target.tittle" in only("opening", '{% if target.tittle == "x" %}y{% endif %}').message
    assert "target.nam" in only("opening", "{{ target.greeting | default: target.nam }}").message
    assert "target.tittle" in only("opening", '{% case target.tittle %}{% when "x" %}y{% endcase %}').message
    assert "target.nam" in only("opening", "{% case target.name %}{% when target.nam %}y{% endcase %}").message


@pytest.mark.parametrize("block", ["if target.title == 'x'", "unless target.title == 'x'", "case target.title"])
def test_an_unclosed_tag_is_named_with_the_line_it_was_opened_on(block: str) -> None:
    problem = only("opening", f"One.\n{{% {block} %}}\nTwo.\nThree.")

    assert problem.line == 2
    assert f"{{% {block} %}}” is never closed" in problem.message
    assert f"{{% end{block.split()[0]} %}}" in problem.message


def test_of_two_tags_the_one_left_open_is_named() -> None:
    text = '{% if target.title == "a" %}\n{% if target.title == "b" %}\nx\n{% case target.title %}\n{% endif %}'
    lines = [(problem.line, "never closed" in problem.message) for problem in validate_part("opening", text)]

    assert lines == [(1, True), (4, True)]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Dear {{ target.name,", 1, "never closed"),
        ("Dear\n{{ target.name\n{{ target.title }}", 2, "never closed"),
        ("Dear\n{% if target.name", 2, "never closed"),
        ("\n\n{% comment %} a note", 3, "never closed"),
        ("Dear\n{ target.name }},", 2, "never opened"),
        ("{% endif %}", 1, "never opened"),
        ("{{ }}", 1, "no variable between"),
        ("{{ target name }}", 1, "cannot be understood"),
        ("{{ 'Dear }}", 1, "cannot be understood"),
        ("\n{% if target.title = 'x' %}{% endif %}", 2, "cannot be understood"),
        ("{% if target.title == 'x' and %}{% endif %}", 1, "cannot be understood"),
        ("{% if %}x{% endif %}", 1, "needs a condition"),
        ("{% else %}", 1, "belongs inside"),
        ("{% if target.name == 'x' %}{% when 'x' %}{% endif %}", 1, "belongs inside"),
        ("{% if target.name == 'x' %}{% else %}\n{% else %}{% endif %}", 2, "would never be read"),
        ("{% if target.name == 'x' %}{% else target.name %}{% endif %}", 1, "nothing but its name"),
        ("{% case target.name %}{% when 'x' junk %}{% endcase %}", 1, "cannot be understood"),
        ("{{ target.name | upcase: 'x' }}", 1, "cannot be understood"),
        ("{% if supporter.place %}x{% endif %}", 1, "always true"),
        ("{% if target.name == 'x' or supporter.place %}x{% endif %}", 1, "always true"),
        ("a\n\x00b", 2, "cannot be printed"),
        ("a\x1b[31m", 1, "cannot be printed"),
    ],
)
def test_a_slip_is_named_with_its_line(text: str, line: int, says: str) -> None:
    problem = only("opening", text)

    assert problem.line == line
    assert says in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "{% comment %} {{ anything }} {% if %} {% endcomment %}Dear",
        "{% comment %}{% comment %}{% endcomment %}{% endcomment %}",
        "{%- if supporter.place != blank -%} x {%- elsif target.name contains 'A' -%} y {%- endif -%}",
        "{% case target.title %}{% when 'a', \"b\" or 'c' %}x{% else %}y{% endcase %}",
        "{{ target['name'] | strip | upcase }}",
        "{{- target.party | default: target.name -}}",
        "50 % of 10 {x} are 5",
    ],
)
def test_the_liquid_that_letters_need_is_accepted(text: str) -> None:
    assert validate_part("opening", text) == []


@pytest.mark.parametrize("part", PART_NAMES)
def test_only_the_opening_may_be_empty(part: str) -> None:
    problems = validate_part(part, " \n ")

    assert [problem.message for problem in problems] == ([] if part == "opening" else ["This part is empty."])


@pytest.mark.parametrize("part", PART_NAMES)
def test_a_text_that_is_too_long_says_by_how_much(part: str) -> None:
    assert validate_part(part, "x" * LONGEST[part]) == []
    assert str(LONGEST[part] + 1) in only(part, "x" * (LONGEST[part] + 1)).message


def test_a_subject_stands_on_one_line() -> None:
    assert "one line" in only("subject", "Hello\nBcc: everybody").message
    assert "cannot be printed" in only("subject", "Hello\rBcc: everybody"[:5] + "\x07").message


def test_problems_come_in_the_order_of_parts_and_lines() -> None:
    problems = validate(parts_with(signature="{{ b }}\n{{ a }}", salutation="{% if %}\n{{ c }}{% endif %}"))

    assert [(problem.part, problem.line) for problem in problems] == [
        ("salutation", 1),
        ("salutation", 2),
        ("signature", 1),
        ("signature", 2),
    ]


def test_a_problem_is_said_in_the_organizers_language_once_translated() -> None:
    with override("fr"):
        assert validate_part("salutation", "{{ nobody }}")[0].message


def test_a_character_that_turns_the_direction_of_the_text_is_named_with_its_line() -> None:
    problem = only("body", "One.\nT\u202eow.")
    assert (problem.line, "invisible character" in problem.message) == (2, True)
