"""A letter is a text, not a program: nothing in it reads what it was not given, runs long or grows large."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.letters.language import LIQUID
from campaign.letters.rendering import CannotRender, render_letter, render_part
from campaign.letters.validation import validate_part
from tests.letters.texts import PEOPLE, parts_with

VALUES = PEOPLE.values()


@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}",
        "{{ SECRET_KEY }}",
        "{{ now }}",
        "{{ today }}",
        "{{ self }}",
        "{{ target }}",
        "{{ target.__class__ }}",
        "{{ target.name.__class__ }}",
        "{{ target['__class__']['__mro__'] }}",
        "{{ target.name.size }}",
        "{{ target.first }}",
        "{{ target[0] }}",
        "{{ target[supporter.name] }}",
        "{{ [supporter.name] }}",
        "{% include 'settings' %}",
        "{% render 'settings' %}",
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% tablerow i in (1..100000000) %}x{% endtablerow %}",
        "{% assign a = target.name %}",
        "{% capture a %}x{% endcapture %}",
        "{% increment a %}",
        "{% cycle 'a', 'b' %}",
        "{% liquid echo target.name %}",
        "{% echo target.name %}",
        "{% raw %}{{ target.name }}{% endraw %}",
        "{% doc %}x{% enddoc %}",
        "{% # a comment %}",
        "{% %}",
        "{{ (1..20000000) }}",
        '{{ (1..20000000) | join: "x" | size }}',
        "{% if (1..20000000) contains 3 %}x{% endif %}",
        "{% case (1..3) %}{% when 1 %}x{% endcase %}",
        "{{ 12345678901234567890 }}",
        "{% if target.name > 'a' %}x{% endif %}",
        "{{ target.name | append: target.name }}",
        '{{ target.name | replace: "", "xxxxxxxx" }}',
        '{{ "now" | date: "%Y" }}',
        "{{ target.name | safe }}",
        "{{ 'PHNjcmlwdD4=' | base64_decode }}",
        "{{ target.name if true else target.title }}",
    ],
)
def test_what_letters_do_not_need_is_refused(text: str) -> None:
    assert validate_part("salutation", text)


@pytest.mark.parametrize("text", ["{% include 'x' %}", "{% for i in (1..9) %}{% endfor %}", "{{ a | join: 'x' }}"])
def test_what_slipped_past_validation_still_does_not_run(text: str) -> None:
    with pytest.raises(CannotRender):
        render_part(text, {"a": {}})


def test_only_a_handful_of_tags_and_filters_exist_at_all() -> None:
    assert set(LIQUID.tags) == {"if", "unless", "case", "comment", "content", "output", "illegal"}
    assert set(LIQUID.filters) == {"capitalize", "default", "downcase", "strip", "upcase"}


def test_deep_nesting_is_refused_at_the_tag_that_goes_too_deep() -> None:
    deep = "{% if target.name == 'x' %}\n" * 6 + "x" + "{% endif %}" * 6

    assert [problem.line for problem in validate_part("opening", deep)] == [6]
    assert validate_part("opening", "{% if target.name == 'x' %}" * 5 + "x" + "{% endif %}" * 5) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ target.name }}" * 101,
        "{% if " + "target.name == 'x' and " * 40 + "true %}x{% endif %}",
        "{{" * 2000,
        "{%" * 2000,
        "{% comment %}" * 200,
        "{% if target.name == 'x' %}" * 90,
        "{{ target.name " + "| upcase " * 100 + "}}",
        "{{ " + " " * 3000 + "target.name",
    ],
    ids=["many", "long", "braces", "tags", "comments", "blocks", "filters", "spaces"],
)
def test_a_text_made_to_be_slow_is_refused_before_it_is_read(text: str) -> None:
    assert validate_part("opening", text)


FRAGMENTS = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "-", "|", ".", "'", '"', "[", "]", "(", ")", "..", ":", ",", " ", "\n", "==", "!="),
        *("if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "comment", "endcomment"),
        *("target.name", "supporter.place", "campaign", "title", "default", "upcase", "blank", "and", "or", "1", "x"),
        *("{{ target.name }}", "{% if target.name == 'x' %}", "{% endif %}", "{% else %}", "{% raw %}", "{% endraw %}"),
        *("{% case target.title %}", "{% when 'x' %}", "{% endcase %}", "{% comment %}", "{% endcomment %}"),
    ]
)


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_whatever_is_accepted_can_be_rendered(text: str) -> None:
    if not validate_part("opening", text):
        render_part(text, VALUES)


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_whatever_a_supporter_types_arrives_as_typed(words: str) -> None:
    letter = render_letter(parts_with(opening=""), PEOPLE, "Subject", f"Begin {words} end")

    assert f"Begin {words} end" in letter.text
