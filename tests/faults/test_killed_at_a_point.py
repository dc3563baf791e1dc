"""kill -9 at an exact point of a worker's work: at most one mail is in doubt, and every letter still arrives."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.faults.processes import stopping_worker, sweep
from tests.smtp_server import Received, SmtpServer

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


WRITER = re.compile(r"^\d+\. .* <(.+?)>", re.MULTILINE)


def letters_in(bundles: list[Received]) -> Counter[tuple[str, str]]:
    """How many copies of each letter arrived: to whom, from whom."""
    copies = Counter[tuple[str, str]]()
    for mail in bundles:
        body = mail.message.get_body(("plain",))
        assert body is not None
        copies.update((mail.recipients[0], writer) for writer in WRITER.findall(body.get_content()))
    return copies


def test_a_worker_killed_after_a_bundle_was_taken_costs_one_extra_copy_of_that_bundle_alone(
    surroundings: dict[str, str], mail_server: SmtpServer, tmp_path: Path
) -> None:
    campaign = stories.open_campaign(people=2)
    Campaign.objects.filter(pk=campaign.pk).update(bundles=True)
    stories.people(campaign, 8)
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER)
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    kill_at("after:1", surroundings, tmp_path)
    (first,) = mail_server.received()
    time_passes(LEASE)
    time_passes(UNCERTAIN_DELAY)
    assert set(states()) == {State.ACCEPTED}
    arrived = letters_in(mail_server.received())
    assert arrived.keys() == set(letters.values_list("to_email", "participation__email"))
    twice = {letter for letter, number in arrived.items() if number > 1}
    assert twice == letters_in([first]).keys()
    assert max(arrived.values()) == 2
    flagged = letters.filter(possible_duplicate=True).values_list("to_email", "participation__email")
    assert set(flagged) == twice
    assert len({mail.message_id for mail in mail_server.received()}) == 2, "the copy has the same Message-ID"
    invariant.everybody_has_one_letter_per_recipient(campaign)
