"""Mail servers that are slow, drop, close early or are full: each letter ends where it should, and none is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import MAX_ATTEMPTS, UNCERTAIN_DELAY
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.smtp_server import SmtpServer, smtp_server

pytestmark = [pytest.mark.processes, pytest.mark.django_db]

# Longer than any retry, and than the memory of a breaker.
LONG = timedelta(hours=12)
Misbehaving = Callable[..., SmtpServer]


@pytest.fixture
def misbehaving(tmp_path: Path, settings: Settings) -> Iterator[Misbehaving]:
    """Start a server with these faults; all mail goes there."""
    settings.DELIVERY_MODE = "live"
    with ExitStack() as stack:

        def start(*faults: str) -> SmtpServer:
            server: AbstractContextManager[SmtpServer] = smtp_server(tmp_path / "mails", *faults)
            started = stack.enter_context(server)
            settings.EMAIL_URL = started.url
            return started

        yield start


def campaign_with_ten_letters() -> Campaign:
    campaign = stories.open_campaign(people=5)
    stories.people(campaign, 2)
    return campaign


def send() -> None:
    drain(*configured_providers())


def states() -> set[str]:
    return set(OutgoingMail.objects.values_list("state", flat=True))


def test_a_server_that_greets_slower_than_anybody_waits_gets_all_letters_when_it_greets(
    misbehaving: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.delivery.provider.smtp.PROVIDER_TIMEOUT_SECONDS", 0.2)
    campaign, server = campaign_with_ten_letters(), misbehaving("connect:1:wait 1")
    send()
    assert states() == {State.QUEUED}
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {0}, "nothing was tried"
    send()
    assert server.received() == [], "it is left in peace for a while"
    monkeypatch.undo()
    pass_time(LONG)
    send()
    invariant.holds(campaign, server.received())


def test_a_server_that_greets_slowly_but_in_time_gets_all_letters_at_once(misbehaving: Misbehaving) -> None:
    campaign, server = campaign_with_ten_letters(), misbehaving("connect:1:wait 0.5")
    send()
    invariant.holds(campaign, server.received())


@pytest.mark.parametrize(("what", "copies"), [("drop", 0), ("keep-drop", 1)])
def test_a_letter_whose_connection_broke_in_its_content_is_sent_once_more(
    misbehaving: Misbehaving, what: str, copies: int
) -> None:
    campaign, server = campaign_with_ten_letters(), misbehaving(f"data:5:{what}")
    send()
    assert OutgoingMail.objects.filter(state=State.UNCERTAIN).count() == 1
    send()
    assert OutgoingMail.objects.filter(state=State.ACCEPTED).count() == 11, "it is not sent again at once"
    pass_time(UNCERTAIN_DELAY)
    send()
    invariant.holds(campaign, server.received(), crashes=copies)


def test_a_server_that_closes_after_a_few_mails_gets_the_others_later(misbehaving: Misbehaving) -> None:
    closes = [f"mail:{n}:421 4.7.0 Too many mails from you" for n in (4, 8)]
    campaign, server = campaign_with_ten_letters(), misbehaving(*closes)
    send()
    assert OutgoingMail.objects.filter(state=State.QUEUED, reason__startswith="421").count() == 2
    pass_time(LONG)
    send()
    invariant.holds(campaign, server.received())


def test_a_full_mailbox_is_tried_for_two_days_and_stops_no_other(misbehaving: Misbehaving) -> None:
    campaign = campaign_with_ten_letters()
    server = misbehaving("rcpt:target1@mail.example:552 5.2.2 Mailbox full")
    for _ in range(MAX_ATTEMPTS):
        send()
        pass_time(LONG)
    send()
    invariant.holds(campaign, server.received(), besides={State.FAILED: 2})
    failed = OutgoingMail.objects.filter(state=State.FAILED, kind=Kind.LETTER)
    assert set(failed.values_list("to_email", flat=True)) == {"target1@mail.example"}
    assert all(mail.reason.startswith(f"Given up after {MAX_ATTEMPTS} attempts. 552") for mail in failed)


def test_a_mailbox_that_is_emptied_gets_its_letters(misbehaving: Misbehaving) -> None:
    campaign = campaign_with_ten_letters()
    server = misbehaving(*(f"rcpt:{n}:552 5.2.2 Mailbox full" for n in (3, 4, 5)))
    send()
    assert OutgoingMail.objects.filter(state=State.QUEUED).count() == 3
    pass_time(LONG)
    send()
    invariant.holds(campaign, server.received())
