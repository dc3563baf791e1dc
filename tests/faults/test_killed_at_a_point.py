"""kill -9 at an exact point of a worker's work: at most one mail is in doubt, and every letter still arrives."""

from datetime import timedelta
from pathlib import Path

import pytest

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.processes import stopping_worker, sweep
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.processes

MOMENT = timedelta(seconds=1)


def states() -> list[str]:
    return list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("state", flat=True))


def time_passes(by: timedelta) -> None:
    """The clock ticks afterwards, and a worker that lives takes what is due."""
    pass_time(by + MOMENT)
    sweep()
    drain(*configured_providers())


def kill_at(point: str, surroundings: dict[str, str], folder: Path) -> None:
    with stopping_worker(point, surroundings, folder) as worker:
        worker.kill()


def test_a_worker_killed_after_the_provider_accepted_costs_one_extra_copy(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = stories.open_campaign(people=5)
    stories.people(campaign, 2)
    kill_at("after:4", surroundings, tmp_path)
    assert len(mail_server.received()) == 4
    time_passes(LEASE)
    assert sorted(states()) == sorted([State.ACCEPTED] * 9 + [State.UNCERTAIN])
    time_passes(UNCERTAIN_DELAY)
    invariant.holds(campaign, mail_server.received(), crashes=1)
    assert sum(invariant.copies_of(mail_server.received()).values()) == 2 + 10 + 1, "it was after the provider accepted"


def test_a_worker_killed_between_its_claim_and_the_call_costs_nothing_but_time(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = stories.open_campaign(people=5)
    stories.people(campaign, 2)
    kill_at("before:1", surroundings, tmp_path)
    assert mail_server.received() == []
    sweep()
    assert set(states()) == {State.SENDING}, "the lease has not run out: the worker may be alive"
    time_passes(LEASE)
    time_passes(UNCERTAIN_DELAY)
    invariant.holds(campaign, mail_server.received(), crashes=0)
