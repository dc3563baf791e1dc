"""PostgreSQL restarted and killed while people write and letters leave: what was acknowledged is there, and every letter leaves."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from threading import Event

import pytest
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.common.embedded.waiting import wait_until
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.states import State
from campaign.participation.models import Participation
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.service import BreakableService

pytestmark = pytest.mark.processes

WRITERS = 3
# As many drains as the worker has children may each be in the middle of a mail.
CHILDREN = 2
MOMENT = timedelta(seconds=1)


def restart(service: BreakableService) -> None:
    with service.stopped("postgres"):
        """Down for a moment."""


def kill(service: BreakableService) -> None:
    service.kill("bin/postgres")


BREAKS = pytest.mark.parametrize("break_it", [restart, kill])
Break = Callable[[BreakableService], None]


def letters(campaign: Campaign, *states: State) -> int:
    return OutgoingMail.objects.filter(campaign=campaign, kind=Kind.LETTER, state__in=states).count()


def all_sent(campaign: Campaign) -> bool:
    return not OutgoingMail.objects.filter(campaign=campaign).exclude(state=State.ACCEPTED).exists()


def send_all(campaign: Campaign) -> None:
    """What was being sent at the crash comes back with its lease, what may have been sent is sent again."""
    waiting = OutgoingMail.objects.filter(campaign=campaign, state=State.QUEUED)
    assert wait_until(lambda: not waiting.exists(), 45)
    pass_time(LEASE + MOMENT)
    busy = OutgoingMail.objects.filter(campaign=campaign, state__in=(State.QUEUED, State.SENDING))
    assert wait_until(lambda: not busy.exists(), 45)
    pass_time(UNCERTAIN_DELAY)
    assert wait_until(lambda: all_sent(campaign), 45)


@contextmanager
def people_writing(service: BreakableService, campaign: Campaign) -> Iterator[list[str]]:
    """All through the block, people send forms; the addresses of those whose form was acknowledged."""
    page = service.page(f"/en/c/{campaign.slug}/")
    acknowledged: list[str] = []
    over, numbers = Event(), count()

    def write() -> None:
        while not over.is_set():
            address = f"{campaign.slug}{next(numbers)}@mail.example"
            if service.submit(page, campaign.slug, address):
                acknowledged.append(address)

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write) for _ in range(WRITERS)]
        try:
            yield acknowledged
        finally:
            over.set()
        for each in writing:
            each.result()


@BREAKS
def test_whoever_heard_that_the_letter_is_kept_can_rely_on_it(service: BreakableService, break_it: Break) -> None:
    campaign = stories.open_campaign(f"written-{break_it.__name__}", people=2)
    with people_writing(service, campaign) as acknowledged:
        assert wait_until(lambda: len(acknowledged) >= 5, 20)
        break_it(service)
        before = len(acknowledged)
        assert wait_until(lambda: len(acknowledged) >= before + 5, 60), "the site answers again"
    assert wait_until(service.database_answers, 60)
    kept = set(Participation.objects.filter(campaign=campaign).values_list("email", flat=True))
    assert set(acknowledged) <= kept
    asked = OutgoingMail.objects.filter(campaign=campaign, kind=Kind.CONFIRMATION)
    assert asked.count() == len(kept), "none without its mail"
    send_all(campaign)
    for mail in service.received():
        if mail.recipients[0] in acknowledged[:10]:
            service.confirm(mail)
    pass_time(timedelta(seconds=campaign.undo_window_seconds))
    send_all(campaign)
    invariant.holds(campaign, service.received(), crashes=CHILDREN)


@BREAKS
def test_letters_that_are_leaving_at_that_moment_all_arrive(service: BreakableService, break_it: Break) -> None:
    campaign = stories.open_campaign(f"sent-{break_it.__name__}", people=20)
    stories.people(campaign, 10, timezone.now() - timedelta(hours=1))
    assert wait_until(lambda: letters(campaign, State.ACCEPTED) >= 20, 30)
    break_it(service)
    assert wait_until(service.database_answers, 60)
    assert letters(campaign, State.ACCEPTED) < 200, "it was the middle"
    send_all(campaign)
    invariant.holds(campaign, service.received(), crashes=CHILDREN)
