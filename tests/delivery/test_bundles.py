"""A bundle is one mail that carries up to fifty letters whole; each letter keeps its own row, state and history."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery.claiming import recover_lost_claims
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import Message, Outcome, Receipt, SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a minute is a minute."""
    monkeypatch.setattr("campaign.delivery.pace.PACE_JITTER", 0)


def bundling(letters: int, people: int = 1) -> Campaign:
    """A campaign that bundles, with so many supporters' letters due to each of its people."""
    campaign = stories.open_campaign(people=people)
    Campaign.objects.filter(pk=campaign.pk).update(bundles=True)
    stories.people(campaign, letters)
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    return campaign


def arrived() -> list[EmailMessage]:
    letters = SandboxMail.objects.filter(kind=Kind.LETTER).order_by("pk")
    mails = [message_from_bytes(bytes(mail.raw), policy=SMTP) for mail in letters]
    assert all(isinstance(mail, EmailMessage) for mail in mails)
    return mails


def states() -> list[str]:
    return sorted(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", flat=True))


def test_letters_travel_in_one_mail_each_whole_with_its_writer_s_name_and_address() -> None:
    bundling(3)
    drain(SandboxProvider())
    (mail,) = arrived()
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    for number in (1, 2, 3):
        assert f"{number}. Ana Quispe <supporter{number}@mail.example>, Montréal, H2X 1Y4" in text
    assert text.count("Dear Nina Minister,") == 3
    assert text.count("I ask you to speak up for peaceful protesters.") == 3
    assert mail["Subject"] == "3 letters: Peaceful protest"
    assert mail["Reply-To"] is None
    assert states() == ["accepted"] * 3


def test_each_recipient_gets_a_bundle_of_their_own() -> None:
    bundling(2, people=2)
    drain(SandboxProvider())
    assert sorted(SandboxMail.objects.values_list("to", flat=True)) == ["target1@mail.example", "target2@mail.example"]


def test_full_bundles_leave_at_the_mailbox_s_pace_and_the_rest_when_its_hour_is_over(settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR = 60
    bundling(120)
    drain(SandboxProvider())
    assert states().count("accepted") == 100
    pass_time(HOUR / 2)
    drain(SandboxProvider())
    assert states().count("accepted") == 100
    pass_time(HOUR / 2 + MINUTE)
    drain(SandboxProvider())
    assert states().count("accepted") == 120


def test_full_bundles_are_paced_as_any_mail_is(settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR = 60
    bundling(350)
    drain(SandboxProvider())
    assert states().count("accepted") == 5 * 50
    pass_time(MINUTE + MINUTE / 2)
    drain(SandboxProvider())
    assert states().count("accepted") == 6 * 50


class Doubtful(SandboxProvider):
    """Keeps the mail, and says nothing the first time."""

    asked = 0

    def send(self, message: Message) -> Receipt:
        super().send(message)
        self.asked += 1
        return Receipt(Outcome.UNCERTAIN, "The connection broke.") if self.asked == 1 else Receipt(Outcome.ACCEPTED)


def test_a_bundle_in_doubt_is_sent_once_more_as_it_was() -> None:
    campaign = bundling(3)
    provider = Doubtful()
    drain(provider)
    assert states() == ["uncertain"] * 3
    pass_time(timedelta(minutes=16))
    stories.confirmed(campaign, "later@mail.example")
    drain(provider)
    first, second, new = arrived()
    assert first["Message-ID"] == second["Message-ID"] != new["Message-ID"]
    assert first.as_bytes().count(b"Ana Quispe") == second.as_bytes().count(b"Ana Quispe")
    assert states() == ["accepted"] * 4


def test_of_a_bundle_whose_worker_died_every_letter_is_in_doubt() -> None:
    bundling(3)

    class Dying(SandboxProvider):
        def send(self, message: Message) -> Receipt:
            OutgoingMail.objects.filter(state=State.SENDING).update(lease_until=stories.NOW)
            recover_lost_claims()
            return Receipt(Outcome.TEMPORARY, "too late")

    drain(Dying())
    assert states() == ["uncertain"] * 3


def test_one_letter_alone_is_a_bundle_of_one() -> None:
    bundling(1)
    drain(SandboxProvider())
    (mail,) = arrived()
    assert mail["Subject"] == "1 letter: Peaceful protest"
