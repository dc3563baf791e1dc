import re

import pytest
from django.core.cache import cache
from django.test import Client

from campaign.campaigns.models import Campaign, CampaignText
from campaign.web.organizers.accents import readable, suggestion
from campaign.web.supporters import page_cache
from campaign.web.supporters.accents import contrast
from tests import stories
from tests.web.staff.pages import words

PAGE = "/staff/campaigns/peaceful-protest/page/en/"
SETTINGS = "/staff/campaigns/peaceful-protest/settings/"

TEXT = {"title": "Peace", "ask": "Speak up.", "story": "One.\r\n\r\nTwo.", "share_text": "", "thanks": ""}
CHOICES = {"goal": "2500", "accent": "#1f5f8b", "postal_code": "required", "undo_window_seconds": "300"}


def _text(protest: Campaign) -> CampaignText:
    return protest.texts.get(language="en")


def test_what_the_page_says_can_be_changed(as_organizer: Client, protest: Campaign) -> None:
    answer = as_organizer.post(PAGE, TEXT, follow=True)
    assert "The page is saved." in words(answer)
    assert _text(protest).title == "Peace"
    assert _text(protest).story == "One.\n\nTwo."


def test_a_language_without_page_gets_its_first_text(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.update(languages=["en", "fr", "es"])
    as_organizer.post("/staff/campaigns/peaceful-protest/page/es/", TEXT)
    assert protest.texts.get(language="es").title == "Peace"


def test_line_breaks_pasted_into_a_one_line_text_become_spaces(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(PAGE, TEXT | {"ask": "Speak\r\nup."})
    assert _text(protest).ask == "Speak up."


@pytest.mark.parametrize(
    "typed", [{"title": " "}, {"title": "x" * 201}, {"story": ""}, {"ask": "a\x07b"}, {"title": "a\x00b"}]
)
def test_a_page_that_cannot_be_shown_is_not_saved_and_nothing_typed_is_lost(
    as_organizer: Client, protest: Campaign, typed: dict[str, str]
) -> None:
    answer = as_organizer.post(PAGE, TEXT | {"thanks": "Merci"} | typed)
    assert answer.status_code == 422
    assert "Nothing is saved yet" in words(answer)
    assert "Merci" in words(answer)
    assert _text(protest).title == "Peaceful protest"


def test_a_goal_may_move_on_when_it_is_reached(as_organizer: Client, protest: Campaign) -> None:
    stories.people(protest, 2)
    shown = []
    for stretches in ({}, {"stretch_goals": "on"}):
        as_organizer.post(SETTINGS, CHOICES | {"goal": "2"} | stretches)
        page_cache.forget()
        shown.append(words(as_organizer.get("/en/c/peaceful-protest/")))
        cache.clear()
        shown.append(str(as_organizer.get("/api/v1/campaigns/peaceful-protest/").json()["goal"]))
    assert re.search(r"The goal is 2\s?\.", shown[0])
    assert re.search(r"The goal is 5\s?\.", shown[2])
    assert (shown[1], shown[3]) == ("2", "5")


def test_goal_colour_postal_code_and_undo_window_can_be_changed(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(SETTINGS, CHOICES)
    protest.refresh_from_db()
    changed = (protest.goal, protest.accent, protest.postal_code, protest.undo_window_seconds)
    assert changed == (2500, "#1f5f8b", "required", 300)


def test_settings_touch_nothing_else(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(SETTINGS, CHOICES | {"state": "closed", "slug": "mine", "purpose": "demo"})
    protest.refresh_from_db()
    assert (protest.state, protest.slug, protest.purpose) == ("open", "peaceful-protest", "action")


@pytest.mark.parametrize("accent", ["#ffcc00", "#FF6F61", "#ffffff", "#8899aa"])
def test_a_colour_nobody_could_read_is_refused_with_one_that_can_be_read(
    as_organizer: Client, protest: Campaign, accent: str
) -> None:
    answer = as_organizer.post(SETTINGS, CHOICES | {"accent": accent})
    assert answer.status_code == 422
    assert f"{accent} is too light" in words(answer)
    assert suggestion(accent) in words(answer)
    protest.refresh_from_db()
    assert protest.accent == "#b3261e"
    as_organizer.post(SETTINGS, CHOICES | {"accent": suggestion(accent)})
    protest.refresh_from_db()
    assert protest.accent == suggestion(accent)


@pytest.mark.parametrize("typed", ["red", "#12345", "#12345g", "b3261e", "", "#b3261e;}", "javascript:"])
def test_what_is_no_colour_is_refused(as_organizer: Client, protest: Campaign, typed: str) -> None:
    assert as_organizer.post(SETTINGS, CHOICES | {"accent": typed}).status_code == 422


@pytest.mark.parametrize(
    "typed", [{"goal": "0"}, {"goal": "99999999999"}, {"undo_window_seconds": "-1"}, {"undo_window_seconds": "86401"}]
)
def test_numbers_out_of_bounds_are_refused(as_organizer: Client, protest: Campaign, typed: dict[str, str]) -> None:
    assert as_organizer.post(SETTINGS, CHOICES | typed).status_code == 422
    protest.refresh_from_db()
    assert protest.goal == 1000


@pytest.mark.parametrize("accent", [f"#{red:02x}{green:02x}80" for red in (0, 128, 255) for green in (0, 128, 255)])
def test_every_suggestion_is_readable_on_the_page_and_under_white(accent: str) -> None:
    offered = suggestion(accent)
    assert readable(offered)
    assert contrast(offered, "#ffffff") >= 4.5
    assert (offered == accent) == readable(accent)
