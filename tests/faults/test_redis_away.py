"""Redis emptied, restarted, frozen and gone: supporters go on writing, and every letter leaves once it is back."""

import time
from datetime import timedelta

import pytest
import redis
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.common.embedded.waiting import wait_until
from campaign.delivery.models import OutgoingMail
from campaign.delivery.states import State
from campaign.participation.models import Participation
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.service import BreakableService

pytestmark = pytest.mark.processes

ANSWER_SECONDS = 3


def sent(campaign: Campaign) -> int:
    return OutgoingMail.objects.filter(campaign=campaign, state=State.ACCEPTED).count()


def all_sent(campaign: Campaign) -> bool:
    return not OutgoingMail.objects.filter(campaign=campaign).exclude(state=State.ACCEPTED).exists()


def somebody_writes_without_redis(service: BreakableService, campaign: Campaign) -> None:
    """Forms and confirmations are answered in time and kept; for each process the first one meets the outage."""
    page = service.page(f"/en/c/{campaign.slug}/")
    for number in range(6):
        began = time.monotonic()
        assert service.submit(page, campaign.slug, f"{campaign.slug}{number}@mail.example")
        assert time.monotonic() - began < ANSWER_SECONDS
    assert Participation.objects.filter(campaign=campaign).count() == 6
    assert sent(campaign) == 0, "nobody can be woken"


def everybody_confirms_and_all_leaves(service: BreakableService, campaign: Campaign) -> None:
    people = Participation.objects.filter(campaign=campaign)
    assert wait_until(lambda: sent(campaign) == people.count(), 45), "all are asked to confirm"
    for mail in service.received():
        if mail.recipients[0].startswith(campaign.slug):
            assert service.confirm(mail)
    pass_time(timedelta(seconds=campaign.undo_window_seconds))
    assert wait_until(lambda: all_sent(campaign), 45)
    invariant.holds(campaign, service.received())


def test_redis_emptied_and_restarted_in_the_middle_of_sending_loses_no_letter(service: BreakableService) -> None:
    campaign = stories.open_campaign("emptied", people=20)
    stories.people(campaign, 10, timezone.now() - timedelta(hours=1))
    assert wait_until(lambda: sent(campaign) >= 20, 30)
    redis.Redis.from_url(service.redis_url).flushall()
    service.kill("redis-server")
    assert sent(campaign) < 210, "it was the middle"
    assert wait_until(lambda: all_sent(campaign), 45)
    invariant.holds(campaign, service.received())


def test_while_redis_is_frozen_supporters_are_answered_in_time_and_their_letters_leave_afterwards(
    service: BreakableService,
) -> None:
    campaign = stories.open_campaign("frozen")
    with service.frozen("redis-server"):
        somebody_writes_without_redis(service, campaign)
    everybody_confirms_and_all_leaves(service, campaign)


def test_after_ten_minutes_without_redis_all_letters_leave(service: BreakableService) -> None:
    campaign = stories.open_campaign("gone")
    with service.stopped("redis"):
        somebody_writes_without_redis(service, campaign)
        pass_time(timedelta(minutes=10))
        assert sent(campaign) == 0
    everybody_confirms_and_all_leaves(service, campaign)
