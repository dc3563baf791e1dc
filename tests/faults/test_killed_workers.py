"""Celery's real worker killed or stopped in the middle of its mail: what it held comes back, and the next one sends it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.processes import Process, celery_worker, sweep, sweep_until
from tests.smtp_server import SmtpServer, smtp_server

pytestmark = pytest.mark.processes

MOMENT = timedelta(seconds=1)


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[SmtpServer]:
    """Takes a moment for each mail, as servers do, so that there is a middle to crash in."""
    with smtp_server(tmp_path / "mails", "data:1-:wait 0.02") as server:
        yield server


def letters(*states: State) -> int:
    return OutgoingMail.objects.filter(kind=Kind.LETTER, state__in=states).count()


def all_accepted() -> bool:
    return not OutgoingMail.objects.exclude(state=State.ACCEPTED).exists()


def claims_held() -> int:
    return OutgoingMail.objects.filter(state=State.SENDING).order_by().values("claim").distinct().count()


def end_leases_and_doubts(worker: Process) -> None:
    """What the dead held is recovered, what they may have sent is sent again."""
    pass_time(LEASE + MOMENT)
    assert sweep_until(lambda: letters(State.QUEUED, State.SENDING) == 0), worker.log()
    pass_time(UNCERTAIN_DELAY)
    assert sweep_until(all_accepted), worker.log()


def campaign_with(letters: int) -> Campaign:
    campaign = stories.open_campaign(people=50)
    stories.people(campaign, letters // 50)
    return campaign


def test_a_killed_pool_child_costs_at_most_one_extra_copy(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = campaign_with(letters=100)
    with celery_worker(surroundings, tmp_path) as worker:
        assert sweep_until(lambda: letters(State.ACCEPTED) >= 20), worker.log()
        worker.kill_a_child()
        assert letters(State.ACCEPTED) < 100, "it was the middle"
        assert sweep_until(lambda: letters(State.QUEUED) == 0 and claims_held() <= 1), "the other child goes on"
        end_leases_and_doubts(worker)
    invariant.holds(campaign, mail_server.received(), crashes=1)


def test_a_killed_worker_costs_at_most_one_extra_copy_for_each_of_its_children(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = campaign_with(letters=100)
    with celery_worker(surroundings, tmp_path) as worker:
        assert sweep_until(lambda: letters(State.ACCEPTED) >= 20), worker.log()
        worker.kill()
        assert letters(State.ACCEPTED) < 100, "it was the middle"
    with celery_worker(surroundings, tmp_path) as worker:
        end_leases_and_doubts(worker)
    invariant.holds(campaign, mail_server.received(), crashes=2)


def test_a_worker_told_to_stop_with_a_thousand_letters_queued_leaves_none_half_sent(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = campaign_with(letters=1000)
    with celery_worker(surroundings, tmp_path) as worker:
        assert sweep_until(lambda: letters(State.ACCEPTED) >= 20), worker.log()
        worker.terminate()
    sweep()
    assert letters(State.SENDING) == 0
    assert letters(State.QUEUED) > 0, "it was the middle"
    mail_server.kill()
    with (
        smtp_server(mail_server.folder, port=mail_server.port) as quick_server,
        celery_worker(surroundings, tmp_path) as worker,
    ):
        assert sweep_until(all_accepted, 60), worker.log()
    invariant.holds(campaign, quick_server.received(), crashes=0)


def test_what_was_committed_before_a_crash_that_let_nobody_be_woken_is_found_by_the_sweep(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = stories.open_campaign(people=5)
    with monkeypatch.context() as crash:
        crash.setattr("django.db.transaction.on_commit", lambda hint: None)  # the process ends right after the commit
        stories.people(campaign, 2)
    with celery_worker(surroundings, tmp_path) as worker:
        assert sweep_until(all_accepted), worker.log()
    invariant.holds(campaign, mail_server.received(), crashes=0)
