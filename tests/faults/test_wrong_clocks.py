"""A process whose clock is an hour wrong sends nothing early, late or twice: leases and due times are the database's."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from campaign.common.embedded.waiting import wait_until
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import LEASE
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.processes import (
    celery_beat,
    celery_worker,
    forget_hints,
    hints,
    stopping_worker,
    sweep_until,
    with_clock,
)
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.processes

HOUR = 3600
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """How wrong the processes' clock is, in seconds."""
    file = tmp_path / "clock"
    set_clock(file, 0)
    return file


def set_clock(clock: Path, seconds: int) -> None:
    """In one step: processes read it all the time."""
    draft = clock.with_suffix(".new")
    draft.write_text(str(seconds))
    draft.replace(clock)


def all_but(later: int) -> bool:
    return OutgoingMail.objects.exclude(state=State.ACCEPTED).count() == later


@pytest.mark.parametrize("wrong_by", [HOUR, -HOUR])
def test_a_worker_with_a_wrong_clock_sends_what_is_due_by_the_databases_clock(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path, clock: Path, wrong_by: int
) -> None:
    campaign = stories.open_campaign(people=5)
    stories.people(campaign, 4, timezone.now() - MINUTE)
    later = OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("pk", flat=True)[:10]
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(next_attempt_at=Now())
    OutgoingMail.objects.filter(pk__in=list(later)).update(next_attempt_at=Now() + timedelta(minutes=30))
    set_clock(clock, wrong_by)
    with celery_worker(with_clock(surroundings, clock), tmp_path) as worker:
        assert sweep_until(lambda: all_but(later=10)), worker.log()
        pass_time(timedelta(minutes=15))
        stories.people(stories.open_campaign("another", people=1), 1)
        assert sweep_until(lambda: all_but(later=10)), worker.log()
        pass_time(timedelta(minutes=15))
        assert sweep_until(lambda: all_but(later=0)), worker.log()
    invariant.holds(campaign, mail_server.received())


@pytest.mark.parametrize("wrong_by", [HOUR, -HOUR])
def test_the_lease_that_a_worker_with_a_wrong_clock_takes_is_as_long_as_any(
    surroundings: dict[str, str], tmp_path: Path, clock: Path, wrong_by: int
) -> None:
    stories.people(stories.open_campaign(people=2), 1)
    set_clock(clock, wrong_by)
    with stopping_worker("before:1", with_clock(surroundings, clock), tmp_path):
        leases = OutgoingMail.objects.annotate(left=F("lease_until") - Now()).values_list("left", flat=True)
        assert all(timedelta() < left <= LEASE for left in leases)


@pytest.mark.parametrize("set_by", [HOUR, -HOUR])
def test_beat_goes_on_when_its_clock_is_set(
    surroundings: dict[str, str], tmp_path: Path, clock: Path, set_by: int
) -> None:
    forget_hints()
    with celery_beat(with_clock(surroundings, clock), tmp_path / "beat") as beat:
        assert wait_until(hints, 30), beat.log()
        set_clock(clock, set_by)
        before = len(hints())
        assert wait_until(lambda: len(hints()) > before, 20), beat.log()
    forget_hints()
