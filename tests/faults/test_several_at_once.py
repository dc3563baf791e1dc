"""Several workers, sweeps and beats over one queue: each letter leaves exactly once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.common.embedded.waiting import wait_until
from campaign.delivery import due, sending
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.provider import configured_providers
from campaign.delivery.services import sweep
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.processes import celery_beat, celery_worker, forget_hints, hints, one_by_one
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.processes

ROUNDS = 1000
MOMENT = timedelta(seconds=1)


def at_once(*work: Callable[[], object]) -> list[object]:
    """Each in a thread and on a database connection of its own, begun in the same moment."""
    barrier = Barrier(len(work))

    def run(task: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def all_accepted() -> bool:
    return not OutgoingMail.objects.exclude(state=State.ACCEPTED).exists()


def a_campaign(people: int, supporters: int) -> Campaign:
    campaign = stories.open_campaign(people=people)
    stories.people(campaign, supporters)
    return campaign


def test_two_workers_never_send_the_same_letter_in_a_thousand_rounds(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = a_campaign(people=10, supporters=ROUNDS // 11 + 1)
    with ExitStack() as stack:
        workers = [stack.enter_context(one_by_one(surroundings, tmp_path / f"{n}.log")) for n in (1, 2)]
        sent = [int(worker.wait_for_word()) for worker in workers]
    assert sum(sent) == OutgoingMail.objects.count() >= ROUNDS
    assert all(sent), "both had a part"
    invariant.holds(campaign, mail_server.received())
    assert OutgoingMail.objects.exclude(attempts=1).count() == 0


def test_two_sweeps_at_once_give_back_what_the_dead_held_only_once(
    surroundings: dict[str, str], mail_server: SmtpServer
) -> None:
    campaign = a_campaign(people=5, supporters=4)
    while due.claim_due(3):
        """Its worker dies."""
    pass_time(LEASE + MOMENT)
    doubts = OutgoingMail.objects.exclude(claim=None).values("claim").distinct().count()
    at_once(*[lambda: sweep(timezone.now())] * 4)
    recovered = DeliveryEvent.objects.filter(from_state=State.SENDING)
    assert recovered.count() == OutgoingMail.objects.count()
    assert recovered.filter(to_state=State.UNCERTAIN).count() == doubts
    sending.drain(*configured_providers())
    pass_time(UNCERTAIN_DELAY)
    sending.drain(*configured_providers())
    invariant.holds(campaign, mail_server.received())


def test_two_beats_cause_nothing_to_be_sent_twice(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = a_campaign(people=5, supporters=20)
    forget_hints()
    with ExitStack() as stack:
        for number in (1, 2):
            stack.enter_context(celery_beat(surroundings, tmp_path / f"beat{number}"))
        assert wait_until(lambda: len(set(hints())) == 2, 30), "both tick"
        worker = stack.enter_context(celery_worker(surroundings, tmp_path))
        assert wait_until(all_accepted, 30), worker.log()
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, attempts=1).count() == 100
    invariant.holds(campaign, mail_server.received())
