"""Hints about a text: its length, how hard it is to read, and what mail filters dislike; never a refusal."""

from dataclasses import replace
from typing import Any

import pytest

from campaign.letters.hints import Reading, hints_of, reading_of
from campaign.letters.parts import LetterParts

LETTER = LetterParts("Please speak up", "Dear Nina,", "", "I ask you to speak up for all who are in jail. " * 8, "Ana")


def hints(**changes: Any) -> list[str]:
    return hints_of(replace(LETTER, **changes))


def test_a_plain_letter_of_a_few_sentences_needs_no_hint() -> None:
    assert hints() == []


def test_words_time_and_level_are_counted_as_a_person_reads() -> None:
    # Two sentences of four words, one of the eight longer than six letters: 4 + 100/8 = 16.5.
    assert reading_of("We ask you now. Release them all today!") == Reading(8, 2, 16)
    assert reading_of("We ask you now. Release them all today!").level == "very easy"


def test_what_liquid_fills_in_is_no_word_of_the_organizers() -> None:
    assert reading_of("{{ campaign.title }} {% if site.name %}now{% endif %}").words == 1


@pytest.mark.parametrize("text", ["", "…", "{{ campaign.title }}", "123 45"])
def test_a_text_without_words_has_no_level(text: str) -> None:
    reading = reading_of(text)
    assert (reading.words, reading.lix, reading.level) == (0, None, "")


def test_french_and_spanish_words_with_accents_and_apostrophes_are_words() -> None:
    assert reading_of("L’été dernier, j’ai écrit à l'Assemblée.").words == 6
    assert reading_of("¿Dónde están las niñas?").words == 4


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"body": "Please act. " * 200}, "It is long: offices read one page, about 350 words."),
        ({"body": "Please act."}, "It is short: say what you ask for, and why it matters."),
        (
            {"body": "Parliamentary responsibility necessitates extraordinary accountability mechanisms " * 12},
            "It is hard",
        ),
        ({"subject": "RELEASE THEM ALL NOW"}, "A subject in capitals looks like spam."),
        ({"subject": "Release them!!"}, "Many exclamation marks look like spam."),
        ({"body": LETTER.body + "https://a.example https://b.example https://c.example"}, "Many links look like spam"),
        ({"body": LETTER.body + "https://bit.ly/x"}, "Shortened links look like spam"),
        ({"body": LETTER.body + "https://www.bit.ly:443/x"}, "Shortened links look like spam"),
    ],
)
def test_what_may_be_better_is_said_in_a_sentence(changes: dict[str, str], hint: str) -> None:
    assert [found for found in hints(**changes) if found.startswith(hint)]


@pytest.mark.parametrize("subject", ["Bill C-5", "NDP", "Speak up!", "{{ campaign.title }}"])
def test_an_ordinary_subject_is_no_spam(subject: str) -> None:
    assert hints(subject=subject) == []


def test_ten_thousand_characters_of_anything_are_read_in_a_moment() -> None:
    for text in ("a" * 10_000, "{{" * 5_000, "a' " * 3_300, "\n \n" * 3_300, "http://" * 1_400):
        assert isinstance(hints(body=text), list)
