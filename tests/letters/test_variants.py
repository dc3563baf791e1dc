"""A letter says some things in several ways: which there are, what they make, and who reads which opening."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.letters.alternatives import OpeningFor, Others
from campaign.letters.gaps import gaps_in
from campaign.letters.models import Letter
from campaign.letters.originality import percent_changed
from campaign.letters.parts import LetterParts
from campaign.letters.queries import current_revision
from campaign.letters.rendering import render_letter
from campaign.letters.services import duplicate, save_revision
from campaign.letters.validation import validate
from campaign.letters.variants import FIRST, Variant, texts_of
from tests.letters.texts import CRITIC, PARTS, PEOPLE, people_with

OTHERS = Others(
    subjects=("Peace, please",),
    beginnings=("People were hurt.", "{{ campaign.title }} matters."),
    endings=("I await your answer.",),
    openings=(
        OpeningFor(("party:Liberal",), "Your party governs, {{ target.name }}."),
        OpeningFor(("role:critic", "party:NDP"), "You hold the government to account."),
    ),
)
VARIED = replace(PARTS, body="I ask you to act.\n\nNow.\n\nPlease do.", others=OTHERS)


def test_each_variant_is_the_letter_with_its_own_subject_first_and_last_paragraph() -> None:
    texts = texts_of(VARIED, "Peace", "Dear Minister")
    assert (texts.number, texts.sizes) == (12, (2, 3, 2))
    assert texts.of(FIRST) == ("About Peace", "I ask you to act.\n\nNow.\n\nPlease do.")
    assert texts.of(Variant(2, 3, 2)) == ("Peace, please", "Peace matters.\n\nNow.\n\nI await your answer.")


def test_what_has_no_other_words_stays_as_it_was_written() -> None:
    body = "One.\n\n\nTwo.\n \nThree."
    plain = texts_of(replace(PARTS, body=body), "Peace", "Dear Minister")
    assert (plain.number, plain.of(FIRST)[1]) == (1, body)
    ending = texts_of(replace(PARTS, body=body, others=Others(endings=("Four.",))), "Peace", "Dear Minister")
    assert ending.of(Variant(1, 1, 2))[1] == "One.\n\n\nTwo.\n\nFour."
    two = replace(PARTS, body="One.\n\nTwo.", others=Others(beginnings=("A.",), endings=("B.",)))
    assert texts_of(two, "", "").of(Variant(1, 2, 2))[1] == "A.\n\nB."


@pytest.mark.parametrize("written", ["", "1.1", "3.1.1", "0.1.1", "1.1.1.1", "१.1.1", "2.3.2\n", "x" * 999, "-1.1.1"])
def test_only_what_the_letter_has_is_a_variant(written: str) -> None:
    assert texts_of(VARIED, "Peace", "Dear Minister").known(written) is None


def test_a_letter_with_one_text_has_no_variants() -> None:
    assert texts_of(PARTS, "Peace", "Dear Minister").known("1.1.1") is None
    assert texts_of(VARIED, "Peace", "Dear Minister").known("2.3.1") == Variant(2, 3, 1)


def test_a_recipient_reads_the_first_opening_that_fits_else_the_letters_own() -> None:
    def opening(parts: LetterParts, **target: str) -> str:
        people = people_with(target=replace(CRITIC, **target))
        return render_letter(parts, people, "s", "b").text.split("\n\n")[1]

    assert opening(VARIED, party="Liberal") == "Your party governs, Michael Chong."
    assert opening(VARIED, party="Conservative") == "You hold the government to account."
    assert opening(VARIED, title="Member", party="Conservative") == "You can ask."


def test_those_in_office_are_told_from_those_who_are_not() -> None:
    others = Others(
        openings=(OpeningFor(("office",), "You decide this."), OpeningFor(("member",), "You can ask this."))
    )
    parts = replace(PARTS, others=others)
    assert "You decide this." in render_letter(parts, replace(PEOPLE, in_office=True), "s", "b").text
    assert "You can ask this." in render_letter(parts, PEOPLE, "s", "b").text


def test_an_opening_may_say_nothing_to_some() -> None:
    parts = replace(PARTS, others=Others(openings=(OpeningFor(("party:Liberal",), ""),)))
    assert "Anand,\n\nI ask" in render_letter(parts, PEOPLE, "s", "I ask").text


def test_a_gap_is_looked_for_in_the_opening_that_is_read() -> None:
    parts = replace(PARTS, others=Others(openings=(OpeningFor(("role:critic",), "In {{ target.riding }}"),)))
    assert gaps_in(parts, people_with(target=CRITIC)) == ["target.riding"]
    assert gaps_in(parts, PEOPLE) == []


@pytest.mark.parametrize(
    ("others", "part", "says"),
    [
        (Others(subjects=("Fine", "{{ target.name }}")), "subject_3", "target.name"),
        (Others(subjects=("x" * 200,)), "subject_2", "at most 150"),
        (Others(subjects=("About {{ campaign.title }}",)), "subject_2", "already"),
        (Others(beginnings=("Fine.\n{% if x %}",)), "beginning_2", "if"),
        (Others(beginnings=("I ask you to act.",)), "beginning_2", "already"),
        (Others(endings=("\u202eevil",)), "ending_2", "invisible"),
        (Others(endings=("✎ Say it.",)), "ending_2", "✎"),
        (Others(endings=("x " * 4_995,)), "ending_2", "longer"),
        (Others(subjects=("a", "b", "c", "d")), "subject_4", "At most 3"),
        (Others(openings=(OpeningFor((), "Words"),)), "opening_for_1", "Choose"),
        (Others(openings=(OpeningFor(("party:A\nB",), "Words"),)), "opening_for_1", "cannot be told"),
        (Others(openings=(OpeningFor(("everybody",), "Words"),)), "opening_for_1", "cannot be told"),
        (Others(openings=(OpeningFor(("office",), "{{ nobody.name }}"),)), "opening_for_1", "nobody"),
    ],
)
def test_what_is_wrong_with_other_words_is_named_by_its_own_place(others: Others, part: str, says: str) -> None:
    problems = validate(replace(PARTS, others=others))
    assert {problem.part for problem in problems} == {part}
    assert says in problems[0].message


def test_the_longest_variant_must_fit_the_form_and_not_the_sum_of_all() -> None:
    body = f"{'x' * 4_000}\n\n{'y' * 4_000}"
    fits = Others(beginnings=("z" * 5_900, "w" * 5_900), endings=("short",))
    assert validate(replace(PARTS, body=body, others=fits)) == []
    too_long = replace(fits, beginnings=("z" * 6_100,))
    assert [problem.part for problem in validate(replace(PARTS, body=body, others=too_long))] == ["ending_2"]


def test_another_paragraph_needs_a_letter_of_two() -> None:
    problems = validate(replace(PARTS, body="One.", others=Others(beginnings=("Other.",))))
    assert [problem.part for problem in problems] == ["beginning_2"]


@pytest.mark.django_db
def test_a_revision_keeps_all_of_it_and_so_does_a_copy() -> None:
    letter = Letter.objects.create(name="Varied")
    untidy = replace(VARIED, others=replace(OTHERS, subjects=("", " Peace, please\r\n")))
    first = save_revision(letter, "en", untidy, None)
    first.refresh_from_db()
    assert first.parts == VARIED
    assert save_revision(letter, "en", VARIED, None) == first
    assert save_revision(letter, "en", replace(VARIED, others=Others()), None).number == 2
    save_revision(letter, "en", VARIED, None)
    assert current_revision(duplicate(letter).pk, "en").parts == VARIED


def test_how_much_was_changed_is_counted_in_words_not_in_spaces() -> None:
    ours = "I ask you to speak up for peace."
    assert percent_changed(ours, "  I ask you\n\nto speak up for  peace. ") == 0
    assert percent_changed(ours, "I beg you to speak up for peace.") == 12
    assert percent_changed(ours, "Wholly my own.") == 100
    assert percent_changed("word " * 500, "word " * 499 + "other") == 1
    assert percent_changed("Cafe\u0301", "Café") == 0
    assert percent_changed("", "") == 0


@given(st.text(), st.text())
def test_it_is_a_percentage_and_nothing_only_for_the_same_words(ours: str, theirs: str) -> None:
    assert 0 <= percent_changed(ours, theirs) <= 100
    assert percent_changed(ours, ours) == 0


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("a " * 5_000, "b " * 5_000), (" ".join(map(str, range(2_000))), " ".join(map(str, range(2_000, 0, -1))))],
)
def test_the_longest_letters_are_compared_in_no_time(ours: str, theirs: str) -> None:
    started = process_time()
    percent_changed(ours, theirs)
    assert process_time() - started < 0.1
