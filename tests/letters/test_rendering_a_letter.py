"""What leaves: the organizer's words filled in for one addressee, the supporter's as they typed them, as text and HTML."""

import pytest

from campaign.letters.rendering import (
    CannotRender,
    SupporterNames,
    TargetNames,
    fill_campaign_variables,
    render_letter,
)
from tests.letters.texts import CRITIC, PARTS, PEOPLE, parts_with, people_with


def test_a_letter_reads_from_greeting_to_signature() -> None:
    letter = render_letter(PARTS, PEOPLE, "About peace", "I ask you to act.")

    assert letter.subject == "About peace"
    assert letter.text == ("Dear Minister Anand,\n\nYou decide.\n\nI ask you to act.\n\nYours,\n\nAna Roy\nH2X 1Y4\n")


def test_each_addressee_gets_their_own_greeting_and_opening() -> None:
    letter = render_letter(PARTS, people_with(target=CRITIC), "About peace", "I ask you to act.")

    assert letter.text.startswith("Dear Michael Chong,\n\nYou can ask.\n\nI ask you")


def test_an_empty_opening_leaves_no_gap() -> None:
    assert "Anand,\n\nI ask" in render_letter(parts_with(opening=""), PEOPLE, "s", "I ask").text
    blank_for_some = parts_with(opening='{% if target.title == "King" %}Sire.{% endif %}')
    assert "Anand,\n\nI ask" in render_letter(blank_for_some, PEOPLE, "s", "I ask").text


def test_a_supporter_without_a_place_leaves_no_empty_line_at_the_end() -> None:
    nowhere = people_with(supporter=SupporterNames("Ana", "Roy", "Ana Roy", ""))

    assert render_letter(PARTS, nowhere, "s", "b").text.endswith("\n\nAna Roy\n")


def test_liquid_that_a_supporter_types_stays_as_typed() -> None:
    typed = "Dear {{ target.name }}, {% include 'x' %} {% if %} {{ settings.SECRET_KEY }}"

    assert typed in render_letter(PARTS, PEOPLE, typed, typed).text
    assert render_letter(PARTS, PEOPLE, typed, typed).subject == typed


def test_liquid_in_a_name_stays_as_typed() -> None:
    odd = people_with(supporter=SupporterNames("{{", "}}", "{{ target.party }}", "{% raw %}"))

    assert render_letter(PARTS, odd, "s", "b").text.endswith("{{ target.party }}\n{% raw %}\n")


def test_the_html_says_the_same_in_paragraphs_and_lines() -> None:
    html = render_letter(PARTS, PEOPLE, "About peace", "One.\r\nTwo.\r\n \r\n\r\nThree.").html

    assert '<html lang="en" dir="ltr">' in html
    assert "<title>About peace</title>" in html
    assert "<p>One.<br>\nTwo.</p>\n<p>Three.</p>" in html
    assert "<p>Ana Roy<br>\nH2X 1Y4</p>\n</body>" in html


def test_nothing_anyone_wrote_becomes_markup() -> None:
    evil = "<script>alert(1)</script> & <b>"
    people = people_with(
        supporter=SupporterNames("A", "B", evil, evil), target=TargetNames(name=evil, greeting=f"Dear {evil}")
    )
    html = render_letter(parts_with(opening=f"{evil} {{{{ target.name }}}}"), people, evil, evil).html

    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;") == 7


def test_a_filter_cannot_undo_the_escaping() -> None:
    people = people_with(target=TargetNames(name="<i>x</i>", greeting="<i>x</i>"))
    html = render_letter(parts_with(salutation="{{ target.name | upcase | strip }}"), people, "s", "b").html

    assert "&lt;I&gt;X&lt;/I&gt;" in html


def test_a_subject_is_one_line_whatever_it_holds() -> None:
    assert render_letter(PARTS, PEOPLE, "Hello\r\nBcc: x@mail.example", "b").subject == "Hello Bcc: x@mail.example"


def test_the_form_is_filled_with_the_campaigns_words() -> None:
    parts = parts_with(body="{{ campaign.title }} on {{ site.name }}.\n\nEnd.\n")

    assert fill_campaign_variables(parts, "Peace {{ now }}", "Dear Minister") == (
        "About Peace {{ now }}",
        "Peace {{ now }} on Dear Minister.\n\nEnd.",
    )


def test_a_part_that_cannot_be_rendered_says_so_rather_than_leaving_a_hole() -> None:
    with pytest.raises(CannotRender, match="nmae"):
        render_letter(parts_with(salutation="Dear {{ target.nmae }},"), PEOPLE, "s", "b")
    with pytest.raises(CannotRender):
        render_letter(parts_with(salutation="Dear {{ target.name"), PEOPLE, "s", "b")
