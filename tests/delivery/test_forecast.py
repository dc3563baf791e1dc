"""The forecast says when the last letter leaves; the queue itself, under a clock that is wound on, agrees within 5 %."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery import forecast
from campaign.delivery.forecast import last_leaves
from campaign.delivery.models import Kind, OutgoingMail, Pause
from campaign.delivery.pace import Rate, office_open
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TORONTO = ZoneInfo("America/Toronto")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=TORONTO)


@pytest.fixture(autouse=True)
def _sixty_an_hour(settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR = 60


@pytest.fixture(autouse=True)
def _the_same_jitter_each_time() -> None:
    """Within 5 % is a promise about nearly all queues: one in some thousands is unlucky, and must not be met by chance."""
    random.seed(2022)


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        row = cursor.fetchone()
    assert row is not None
    now: datetime = row[0]
    return now


def left(campaign: Campaign) -> int:
    return OutgoingMail.objects.filter(campaign=campaign, kind=Kind.LETTER, state=State.QUEUED).count()


def minutes_until_empty(campaign: Campaign) -> int:
    for minutes in range(1000):
        drain(SandboxProvider())
        if not left(campaign):
            return minutes
        pass_time(MINUTE)
    raise AssertionError("it never empties")


@pytest.mark.parametrize(("mine", "theirs"), [(40, 0), (40, 50)])
def test_the_queue_empties_when_the_forecast_says(mine: int, theirs: int) -> None:
    campaign = stories.open_campaign("mine", people=1)
    stories.people(campaign, mine)
    if theirs:
        stories.people(stories.open_campaign("theirs", people=1), theirs)
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    now = database_now()
    (line,) = forecast.of_campaign(campaign, now)
    assert (line.name, line.waiting, line.per_hour) == ("Nina Minister", mine, 60)
    assert line.last_leaves_at is not None
    assert minutes_until_empty(campaign) == pytest.approx((line.last_leaves_at - now) / MINUTE, rel=0.05, abs=2)


def test_the_forecast_stays_true_while_letters_leave() -> None:
    campaign = stories.open_campaign(people=1)
    stories.people(campaign, 40)
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    for _ in range(10):
        drain(SandboxProvider())
        pass_time(MINUTE)
    now = database_now()
    (line,) = forecast.of_campaign(campaign, now)
    assert line.last_leaves_at is not None
    assert minutes_until_empty(campaign) == pytest.approx((line.last_leaves_at - now) / MINUTE, rel=0.05, abs=2)


@pytest.mark.parametrize("letters", [1, 5, 6, 60, 700, 1500, 4000])
def test_in_office_hours_it_agrees_with_a_clock_that_ticks_through_them(letters: int) -> None:
    rate = Rate(60, 5)
    clock, waiting, tokens = MONDAY, letters, 5.0
    while True:
        if office_open(clock, TORONTO):
            taken = min(waiting, int(tokens))
            waiting, tokens = waiting - taken, tokens - taken
        if not waiting:
            break
        clock, tokens = clock + MINUTE, min(5.0, tokens + 1)
    predicted = last_leaves(MONDAY, letters, rate, TORONTO)
    assert (predicted - MONDAY) / MINUTE == pytest.approx((clock - MONDAY) / MINUTE, rel=0.05, abs=2)


def test_a_million_letters_to_one_mailbox_take_69_days_at_the_cap() -> None:
    assert (last_leaves(MONDAY, 1_000_000, Rate(600, 5), None) - MONDAY).days == 69


def test_a_bundle_is_one_mail_however_many_letters_it_carries() -> None:
    campaign = stories.open_campaign(people=1)
    Campaign.objects.update(bundles=True)
    stories.people(campaign, 320)
    now = database_now()
    (line,) = forecast.of_campaign(campaign, now)
    assert line.last_leaves_at == now + 2 * MINUTE  # seven bundles, five of them at once


def test_what_is_in_the_way_is_said_instead_of_a_time() -> None:
    campaign = stories.open_campaign(people=1)
    stories.people(campaign, 2)
    pause(stories.admin(), "Wrong letter", stories.NOW, Subject(Pause.Scope.CAMPAIGN, str(campaign.pk)))
    (line,) = forecast.of_campaign(campaign, database_now())
    assert (line.last_leaves_at, line.hindrance) == (None, "This campaign is paused.")


def test_where_nothing_waits_there_is_no_line() -> None:
    campaign = stories.open_campaign(people=1)
    assert forecast.of_campaign(campaign, database_now()) == []
