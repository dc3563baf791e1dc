"""The two demo campaigns: complete in three languages, without a problem, and greeting every addressee properly."""

import re
from dataclasses import replace
from typing import Any

import pytest

from campaign.letters.rendering import LetterPeople, SupporterNames, TargetNames, fill_campaign_variables, render_letter
from campaign.letters.validation import validate
from tests.letters.texts import DEMOS, LANGUAGES, SUPPORTER, demo, demo_parts, office_names

EVERY_DEMO = [(slug, language) for slug in DEMOS for language in LANGUAGES]

GREETINGS = {
    ("88384", "en"): "Dear Minister Joly,",
    ("88384", "fr"): "Madame la Ministre,",
    ("88384", "es"): "Estimada ministra Joly:",
    ("25488", "en"): "Dear Michael Chong,",
    ("25488", "fr"): "Monsieur le Député,",
    ("25488", "es"): "Estimado señor Chong:",
    ("496", "en"): "Dear Stéphane Bergeron,",
    ("496", "fr"): "Monsieur le Député,",
    ("496", "es"): "Estimado señor Bergeron:",
    ("105689", "en"): "Dear Heather McPherson,",
    ("105689", "fr"): "Madame la Députée,",
    ("105689", "es"): "Estimada señora McPherson:",
    ("2897", "en"): "Dear Elizabeth May,",
    ("2897", "fr"): "Madame la Députée,",
    ("2897", "es"): "Estimada señora May:",
}

OFFICE_GREETINGS = {
    ("minister-of-foreign-affairs", "en"): "Dear Minister Anand,",
    ("parliamentary-secretary-foreign-affairs", "en"): "Dear Anita Anand,",
    ("critic-foreign-affairs-cpc", "en"): "Dear Anita Anand,",
    ("minister-of-foreign-affairs", "fr"): "Bonjour Anita Anand,",
    ("critic-foreign-affairs-bq", "fr"): "Bonjour Anita Anand,",
    ("minister-of-foreign-affairs", "es"): "A la atención de Anita Anand:",
    ("critic-foreign-affairs-gpc", "es"): "A la atención de Anita Anand:",
}


def letter_text(slug: str, language: str, target: TargetNames, supporter: SupporterNames = SUPPORTER) -> str:
    parts, title = demo_parts(slug, language), demo(slug)["texts"][language]["title"]
    people = LetterPeople(language, supporter, target, campaign_title=title, site_name="Dear Minister")
    return render_letter(parts, people, *fill_campaign_variables(parts, title, "Dear Minister")).text


def person(addressee: dict[str, Any], language: str) -> TargetNames:
    greeting = addressee["greeting"][language]
    return TargetNames(name="A B", greeting=greeting, first_name="A", last_name="B", title=addressee["role"][language])


def holder(slug: str, language: str) -> TargetNames:
    """Whoever holds the office today: no greeting was written for them, so it is their name."""
    return TargetNames("Anita Anand", "Anita Anand", "Anita", "Anand", title=office_names()[slug][language])


@pytest.mark.parametrize(("slug", "language"), EVERY_DEMO)
def test_a_demo_letter_has_no_problem(slug: str, language: str) -> None:
    assert validate(demo_parts(slug, language)) == []


@pytest.mark.parametrize(("slug", "language"), EVERY_DEMO)
def test_a_demo_letter_takes_a_minute_to_read(slug: str, language: str) -> None:
    assert 150 <= len(demo_parts(slug, language).body.split()) <= 220


@pytest.mark.parametrize(("slug", "language"), EVERY_DEMO)
def test_a_demo_page_has_every_text_in_every_language(slug: str, language: str) -> None:
    texts = demo(slug)["texts"][language]

    assert set(texts) == {"title", "ask", "story", "share_text", "thanks"}
    assert all(text.strip() for text in texts.values())
    assert len(texts["share_text"]) <= 250  # a link still fits beside it where posts end at 280
    assert texts["story"].count("\n\n") >= 2


@pytest.mark.parametrize(("slug", "language"), EVERY_DEMO)
def test_a_demo_speaks_calmly_and_without_straight_apostrophes(slug: str, language: str) -> None:
    words = " ".join([*demo(slug)["texts"][language].values(), demo_parts(slug, language).body])

    assert not re.search(r"[!¡']", words)
    if language == "fr":
        assert not re.search(r"[ \w]:", words.replace("\u00a0:", ""))


@pytest.mark.parametrize(("source_id", "language"), GREETINGS)
def test_each_person_of_december_2022_is_greeted_properly(source_id: str, language: str) -> None:
    addressee = next(one for one in demo("peru-2022")["addressees"] if one["source_id"] == source_id)

    text = letter_text("peru-2022", language, person(addressee, language))

    assert text.startswith(GREETINGS[source_id, language] + "\n\n")
    assert text.endswith("\n\nAna Roy\nH2X 1Y4\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minister_and_the_opposition_read_different_openings(language: str) -> None:
    minister, *opposition = [
        letter_text("peru-2022", language, replace(person(one, language), greeting="-")).split("\n\n")[1]
        for one in demo("peru-2022")["addressees"]
    ]

    assert len(set(opposition)) == 1
    assert minister not in opposition


@pytest.mark.parametrize(("slug", "language"), OFFICE_GREETINGS)
def test_whoever_holds_an_office_is_greeted_by_name(slug: str, language: str) -> None:
    text = letter_text("foreign-minister", language, holder(slug, language))

    assert text.startswith(OFFICE_GREETINGS[slug, language] + "\n\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_minister_secretary_and_critics_read_an_opening_of_their_own(language: str) -> None:
    openings = [
        letter_text("foreign-minister", language, holder(one["office"], language)).split("\n\n")[1]
        for one in demo("foreign-minister")["addressees"]
    ]

    assert len(set(openings)) == 3
    assert len(set(openings[2:])) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_office_letter_needs_no_more_than_a_name_and_a_title(language: str) -> None:
    title = office_names()["minister-of-foreign-affairs"][language]
    text = letter_text("foreign-minister", language, TargetNames("Cher", "Cher", title=title))

    assert "Cher" in text.split("\n\n")[0]
    assert "  " not in text.split("\n\n")[0]


@pytest.mark.parametrize("slug", DEMOS)
def test_a_demo_never_passes_for_a_real_action(slug: str) -> None:
    facts = demo(slug)

    assert (facts["slug"], facts["purpose"], facts["undo_window_seconds"]) == (slug, "demo", 120)
    assert facts["default_language"] in LANGUAGES
    assert facts["postal_code"] in {"required", "optional", "off"}
    assert re.fullmatch("#[0-9a-f]{6}", facts["accent"])


def test_the_open_demo_writes_to_offices_that_the_roster_knows() -> None:
    assert {one["office"] for one in demo("foreign-minister")["addressees"]} == set(office_names())
