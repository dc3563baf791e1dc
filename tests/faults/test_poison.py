"""A row that cannot be sent ends where a person finds it, with the reason, and the queue goes on."""

from pathlib import Path

import pytest

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.participation.models import Participation
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.processes import stopping_worker, sweep
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.processes

POISON = "These words are poison."


def test_a_letter_that_cannot_be_composed_fails_with_the_reason_and_the_queue_goes_on(
    surroundings: dict[str, str], mail_server: SmtpServer
) -> None:
    campaign = stories.open_campaign(people=2)
    first, *_ = stories.people(campaign, 3)
    Participation.objects.filter(pk=first.pk).update(first_name="Eve\r\nBcc: x@mail.example")
    drain(*configured_providers())
    invariant.holds(campaign, mail_server.received(), besides={State.FAILED: 2})
    failed = OutgoingMail.objects.filter(state=State.FAILED, kind=Kind.LETTER)
    assert all(mail.reason.startswith("Could not be composed.") for mail in failed)


# At the first death the mail that was first in the claim is blamed; after that each is composed in its turn.
@pytest.mark.parametrize(("position", "deaths"), [(0, 2), (1, 3)])
def test_a_letter_at_which_each_worker_dies_fails_after_a_few_deaths_and_takes_no_other_with_it(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path, position: int, deaths: int
) -> None:
    campaign = stories.open_campaign(people=1)
    poisoned = stories.people(campaign, 3)[position]
    Participation.objects.filter(pk=poisoned.pk).update(body=POISON)
    drain_people_first()
    for _ in range(deaths):
        die_at_the_poison(surroundings, tmp_path)
        pass_time(UNCERTAIN_DELAY)
    drain(*configured_providers())
    invariant.holds(campaign, mail_server.received(), besides={State.FAILED: 1})
    failed = OutgoingMail.objects.get(state=State.FAILED)
    assert failed.participation_id == poisoned.pk
    assert failed.reason.startswith("Twice without an answer. The worker stopped")


def drain_people_first() -> None:
    """Nothing but letters is left."""
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER)
    due = letters.values_list("next_attempt_at", flat=True)[0]
    letters.update(next_attempt_at=due.replace(year=due.year + 1))
    drain(*configured_providers())
    letters.update(next_attempt_at=due)


def die_at_the_poison(surroundings: dict[str, str], folder: Path) -> None:
    with stopping_worker(f"composing:{POISON}", surroundings, folder) as worker:
        worker.kill()
    pass_time(LEASE)
    sweep()
