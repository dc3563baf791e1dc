"""Campaigns that open and close by themselves, and what happens where one cannot."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign, open_campaign, plan
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys import tasks
from campaign.journeys.plans import follow
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db

State = Campaign.State
HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=1)


def ready(slug: str = "peaceful-protest") -> Campaign:
    campaign = stories.draft_campaign(slug)
    stories.add_addressee(campaign, stories.target())
    return campaign


def state_of(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return campaign.state


def told() -> list[str]:
    return list(OutgoingMail.objects.filter(kind=Kind.STAFF).order_by("pk").values_list("subject", flat=True))


def test_a_campaign_opens_and_closes_at_its_hours_and_not_before() -> None:
    campaign = ready()
    plan(campaign, NOW + HOUR, NOW + 2 * HOUR, "America/Lima")
    seen = []
    for at in (NOW, NOW + HOUR - MOMENT, NOW + HOUR, NOW + 2 * HOUR - MOMENT, NOW + 2 * HOUR, NOW + 3 * HOUR):
        follow(at)
        seen.append(state_of(campaign))
    assert seen == [State.DRAFT, State.DRAFT, State.OPEN, State.OPEN, State.CLOSED, State.CLOSED]
    assert (campaign.opened_at, campaign.closed_at) == (NOW + HOUR, NOW + 2 * HOUR)
    assert (campaign.opens_at, campaign.closes_at) == (None, None)


def test_the_team_hears_of_both_in_the_campaigns_time_zone() -> None:
    member = stories.organizer()
    campaign = ready()
    plan(campaign, NOW, NOW + HOUR, "America/Lima")
    follow(NOW)
    follow(NOW + HOUR)
    assert told() == ["Dear Minister: peaceful-protest is open", "Dear Minister: peaceful-protest is closed"]
    mail = OutgoingMail.objects.filter(kind=Kind.STAFF)[0]
    assert mail.to_email == member.email
    assert "(America/Lima)" in mail.text
    assert f"{settings.PUBLIC_URL}/staff/campaigns/peaceful-protest/" in mail.text


def test_one_that_cannot_open_stays_a_draft_and_says_why_once() -> None:
    stories.organizer()
    campaign = stories.draft_campaign()
    plan(campaign, NOW, None, "America/Toronto")
    assert follow(NOW) == 0
    assert follow(NOW + HOUR) == 0
    assert state_of(campaign) == State.DRAFT
    assert told() == ["Dear Minister: peaceful-protest did not open"]
    assert "- Nobody can receive the letter" in OutgoingMail.objects.get(kind=Kind.STAFF).text


def test_one_that_cannot_open_keeps_no_other_from_its_hour() -> None:
    broken, sound = stories.draft_campaign("broken"), ready("sound")
    for campaign in (broken, sound):
        plan(campaign, NOW, None, "America/Toronto")
    assert follow(NOW) == 1
    assert [state_of(broken), state_of(sound)] == [State.DRAFT, State.OPEN]


def test_two_clocks_open_it_once() -> None:
    stories.organizer()
    campaign = ready()
    plan(campaign, NOW, None, "America/Toronto")
    assert [follow(NOW), follow(NOW)] == [1, 0]
    assert len(told()) == 1


def test_whoever_opens_it_by_hand_ends_the_plan_to_open_but_not_to_close() -> None:
    campaign = ready()
    plan(campaign, NOW + HOUR, NOW + 2 * HOUR, "America/Toronto")
    open_campaign(campaign, NOW)
    assert (campaign.opens_at, campaign.closes_at) == (None, NOW + 2 * HOUR)


def test_one_that_is_opened_again_after_its_day_stays_open() -> None:
    campaign = ready()
    plan(campaign, None, NOW + HOUR, "America/Toronto")
    open_campaign(campaign, NOW + 2 * HOUR)
    follow(NOW + 3 * HOUR)
    assert state_of(campaign) == State.OPEN


def test_closing_by_hand_ends_the_plan_to_close() -> None:
    campaign = ready()
    open_campaign(campaign, NOW)
    plan(campaign, None, NOW + 2 * HOUR, "America/Toronto")
    close_campaign(campaign, NOW + HOUR)
    assert campaign.closes_at is None


def test_letters_confirmed_before_the_close_still_leave() -> None:
    campaign = stories.open_campaign()
    stories.confirmed(campaign)
    plan(campaign, None, NOW + HOUR, "America/Toronto")
    follow(NOW + HOUR)
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, state="queued").count() == campaign.addressees.count()


def test_the_database_refuses_a_close_before_the_opening() -> None:
    with pytest.raises(IntegrityError):
        plan(ready(), NOW + HOUR, NOW, "America/Toronto")


def test_the_clock_follows_the_plans() -> None:
    assert settings.CELERY_BEAT_SCHEDULE["plans"]["task"] == tasks.follow_plans.name
    campaign = ready()
    plan(campaign, NOW, None, "America/Toronto")
    tasks.follow_plans()
    assert state_of(campaign) == State.OPEN
