"""How fast letters leave: what an organizer chooses, and what the page asks when it would take too long."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery import forecast
from campaign.delivery.forecast import Line
from campaign.web.organizers.pace import question_of
from tests.stories import NOW
from tests.web.staff.pages import words

PACE, CAMPAIGN = "/staff/campaigns/peaceful-protest/pace/", "/staff/campaigns/peaceful-protest/"
AS_IT_WAS = {"mailbox_per_hour": "", "horizon_days": "14"}

Forecast = Callable[..., None]


def line(days: float, per_hour: int | None = 60, waiting: int = 312, now: datetime = NOW) -> Line:
    return Line("Nina Minister", "target1@mail.example", waiting, per_hour, now + timedelta(days=days), "")


@pytest.fixture
def forecast_says(monkeypatch: pytest.MonkeyPatch) -> Forecast:
    def say(*lines: Line) -> None:
        monkeypatch.setattr(forecast, "of_campaign", lambda campaign, now, sums: list(lines))

    return say


def test_what_is_chosen_is_kept(as_organizer: Client, protest: Campaign) -> None:
    chosen = {"mailbox_per_hour": "120", "office_hours": "on", "bundles": "on", "horizon_days": "7"}
    answer = as_organizer.post(PACE, chosen, follow=True)
    assert "The pace is saved." in words(answer)
    protest.refresh_from_db()
    assert (protest.mailbox_per_hour, protest.office_hours, protest.bundles, protest.horizon_days) == (
        120,
        True,
        True,
        7,
    )
    as_organizer.post(PACE, AS_IT_WAS)
    protest.refresh_from_db()
    assert (protest.mailbox_per_hour, protest.office_hours, protest.bundles, protest.horizon_days) == (
        None,
        False,
        False,
        14,
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("mailbox_per_hour", "601", "This site sends at most 600 an hour to one mailbox."),
        ("mailbox_per_hour", "0", "greater than or equal to 1"),
        ("mailbox_per_hour", "-5", "greater than or equal to"),
        ("mailbox_per_hour", "many", "Enter a whole number."),
        ("horizon_days", "0", "greater than or equal to 1"),
        ("horizon_days", "366", "Choose at most 365 days."),
        ("horizon_days", "", "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    as_organizer: Client, protest: Campaign, settings: Settings, field: str, value: str, said: str
) -> None:
    settings.MAILBOX_PER_HOUR_CAP = 600
    answer = as_organizer.post(PACE, AS_IT_WAS | {"office_hours": "on", field: value})
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{value}"' in answer.content.decode() or not value
    protest.refresh_from_db()
    assert not protest.office_hours


@pytest.mark.parametrize(("usual", "said"), [(60, "usual pace, 60"), (None, "as fast as it goes")])
def test_what_an_empty_pace_means_is_said(
    as_organizer: Client, protest: Campaign, settings: Settings, usual: int | None, said: str
) -> None:
    settings.MAILBOX_PER_HOUR = usual
    assert said in words(as_organizer.get(PACE))


def test_the_forecast_tells_of_each_recipient_when_the_last_letter_leaves(
    as_organizer: Client, protest: Campaign, forecast_says: Forecast
) -> None:
    assert "No letter is waiting." in words(as_organizer.get(PACE))
    forecast_says(line(0.2), Line("Carl Critic", "target2@mail.example", 5, None, None, "Paused by hand."))
    page = words(as_organizer.get(PACE))
    assert "Nina Minister target1@mail.example 312 60 Nov. 23, 2026, 11:48 a.m." in page
    assert "Carl Critic target2@mail.example 5 as it goes – Paused by hand." in page
    assert "The last letter leaves late" not in page


def test_beyond_the_horizon_both_pages_ask_and_a_button_answers(
    as_organizer: Client, protest: Campaign, forecast_says: Forecast
) -> None:
    forecast_says(line(28, per_hour=60, now=timezone.now()), line(1, now=timezone.now()))
    for address in (PACE, CAMPAIGN):
        page = words(as_organizer.get(address))
        assert "you want all letters to leave within 14 days." in page
        assert "Send 120 an hour to one mailbox" in page
        assert "Send hourly bundles" in page
    as_organizer.post(PACE, {"action": "faster"})
    protest.refresh_from_db()
    assert (protest.mailbox_per_hour, protest.bundles) == (120, False)
    as_organizer.post(PACE, {"action": "bundles"})
    protest.refresh_from_db()
    assert (protest.mailbox_per_hour, protest.bundles) == (120, True)


def test_a_pace_beyond_the_cap_is_not_offered(protest: Campaign, settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR_CAP = 600
    slow = question_of(protest, [line(141, per_hour=60)], NOW)
    assert slow is not None
    assert (slow.pace, slow.bundles) == (None, True)
    just = question_of(protest, [line(140, per_hour=60)], NOW)
    assert just is not None
    assert just.pace == 600


def test_where_it_is_soon_enough_nothing_is_asked_and_an_old_button_does_nothing(
    as_organizer: Client, protest: Campaign, forecast_says: Forecast
) -> None:
    assert question_of(protest, [line(14)], NOW) is None
    assert question_of(protest, [], NOW) is None
    answer = as_organizer.post(PACE, {"action": "faster"}, follow=True)
    assert "Nothing was changed" in words(answer)
    protest.refresh_from_db()
    assert protest.mailbox_per_hour is None


def test_with_nothing_left_to_do_the_page_says_so(
    as_organizer: Client, protest: Campaign, forecast_says: Forecast
) -> None:
    Campaign.objects.update(bundles=True)
    forecast_says(line(900, now=timezone.now()))
    assert "Nothing faster is possible here: give the campaign more days." in words(as_organizer.get(PACE))


def test_the_pace_of_another_team_stays_theirs(as_stranger: Client, protest: Campaign) -> None:
    assert as_stranger.get(PACE).status_code == 404
    assert as_stranger.post(PACE, {"action": "bundles"}).status_code == 404
    protest.refresh_from_db()
    assert not protest.bundles
