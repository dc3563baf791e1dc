"""Organizers hear of their week once, on Monday morning, unless they stopped it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys import digest
from campaign.stats import services
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=ZoneInfo(settings.TIME_ZONE))


@pytest.fixture
def organizer() -> User:
    """Of a team with a campaign that two people wrote to in the week before, and one on Monday morning."""
    user = stories.organizer()
    campaign = stories.open_campaign(people=1)
    for number, ago in enumerate((timedelta(days=2), timedelta(days=6), timedelta(minutes=30))):
        stories.confirmed(campaign, f"person{number}@mail.example", MONDAY - ago)
    for _ in range(2):
        services.fold_new(60)
    return user


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=Kind.STAFF))


def test_the_week_is_told_once_with_the_figures_of_the_pages(organizer: User) -> None:
    assert digest.send_due(MONDAY) == 1
    assert digest.send_due(MONDAY + timedelta(hours=3)) == 0
    (mail,) = mails()
    assert mail.to_email == organizer.email
    assert "The week from 2026-11-16 to 2026-11-22." in mail.text
    assert "2 people this week, 3 in all; the goal is 1,000." in mail.text
    assert "/staff/campaigns/peaceful-protest/statistics/" in mail.text


def test_before_eight_nobody_is_told_and_a_missed_morning_is_made_up_for(organizer: User) -> None:
    assert digest.send_due(MONDAY - timedelta(minutes=10)) == 0
    assert digest.send_due(MONDAY + timedelta(days=2)) == 1


def test_who_stopped_it_hears_nothing_and_may_begin_again(organizer: User, client: Client) -> None:
    client.force_login(organizer)
    client.post("/staff/digest/", {"digest": "no"})
    assert digest.send_due(MONDAY) == 0
    assert "You do not get it." in client.get("/staff/digest/").content.decode()
    client.post("/staff/digest/", {"digest": "yes"})
    assert digest.send_due(MONDAY) == 1


def test_of_a_quiet_closed_campaign_there_is_nothing_to_tell(organizer: User) -> None:
    Campaign.objects.update(state="closed")
    assert digest.send_due(MONDAY + timedelta(days=14)) == 0
    assert mails() == []


def test_other_teams_hear_nothing_of_it(organizer: User) -> None:
    organizer.teams.set([stories.team("another")])
    assert digest.send_due(MONDAY) == 0
