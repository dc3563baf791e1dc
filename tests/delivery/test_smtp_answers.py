"""What an SMTP server says, and what becomes of the letter: nothing is lost, nothing refused is shown as sent."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import MAX_ATTEMPTS
from campaign.delivery.provider import configured_providers, is_permanent
from campaign.delivery.sending import Drained, drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.letters import states
from tests.smtp_server import SmtpServer, smtp_server
from tests.stories import NOW

pytestmark = pytest.mark.django_db
Live = Callable[[SmtpServer], Drained]


@pytest.fixture
def send(settings: Settings) -> Live:
    """Sends what is due through this server, as live mode does."""

    def run(server: SmtpServer) -> Drained:
        settings.DELIVERY_MODE, settings.EMAIL_URL = "live", server.url
        return drain(*configured_providers())

    return run


def letters(number: int = 1) -> None:
    """That many due letters, and no other mail."""
    stories.confirmed(stories.open_campaign(people=number))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)


def test_every_letter_the_server_takes_is_accepted(send: Live, tmp_path: Path) -> None:
    letters(5)
    with smtp_server(tmp_path) as server:
        send(server)
        received = server.received()
    assert states() == [State.ACCEPTED] * 5
    assert sorted(mail.recipients[0] for mail in received) == [f"target{n}@mail.example" for n in range(1, 6)]
    assert {mail.connection for mail in received} == {1}, "one open connection for the batch"


def test_each_letter_has_an_envelope_sender_of_its_own_and_replies_go_to_the_supporter(
    send: Live, tmp_path: Path
) -> None:
    letters(2)
    with smtp_server(tmp_path) as server:
        send(server)
        received = server.received()
    senders = {mail.envelope_from for mail in received}
    assert len(senders) == 2
    assert all(re.fullmatch(r"bounce\+\d+\.[0-9a-f]{12}@dearminister\.example", sender) for sender in senders)
    for mail in received:
        assert mail.message["From"].addresses[0].display_name == "Ana Quispe via Dear Minister"
        assert str(mail.message["Reply-To"]) == "Ana Quispe <ana.quispe@mail.example>"
        assert mail.message["Auto-Submitted"] is None, "a letter is a person's"


def test_our_own_mail_says_that_a_program_wrote_it(send: Live, tmp_path: Path) -> None:
    stories.submitted(stories.open_campaign())
    with smtp_server(tmp_path) as server:
        send(server)
        (mail,) = server.received()
    assert mail.message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("phase", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("550 5.1.1 No such user", State.FAILED),
        ("554 5.7.1 Refused by policy", State.FAILED),
        ("451 4.7.1 Greylisted", State.QUEUED),
        ("421 4.3.2 Closing", State.QUEUED),
        ("552 5.2.2 Mailbox full", State.QUEUED),
    ],
)
def test_a_refused_letter_ends_or_waits_as_the_answer_says(
    send: Live, tmp_path: Path, phase: str, answer: str, state: State
) -> None:
    letters(3)
    with smtp_server(tmp_path, f"{phase}:2:{answer}") as server:
        send(server)
        arrived = len(server.received())
    assert states() == [State.ACCEPTED, state, State.ACCEPTED], "the letters around it are sent all the same"
    assert arrived == 2
    refused = OutgoingMail.objects.exclude(state=State.ACCEPTED).get()
    assert answer[:9] in refused.reason
    assert refused.accepted_at is None


@pytest.mark.parametrize("answer", ["550 5.7.1 Not your address", "451 4.3.0 Later", "421 4.3.2 Closing"])
def test_a_letter_whose_envelope_sender_is_refused_waits_until_we_are_let_in(
    send: Live, tmp_path: Path, answer: str
) -> None:
    letters(3)
    with smtp_server(tmp_path, f"mail:2:{answer}") as server:
        send(server)
        assert len(server.received()) == 2
    assert states() == [State.ACCEPTED, State.QUEUED, State.ACCEPTED]
    assert answer[:9] in OutgoingMail.objects.get(state=State.QUEUED).reason


def test_a_letter_put_off_is_due_again_after_about_five_minutes(send: Live, tmp_path: Path) -> None:
    letters(1)
    with smtp_server(tmp_path, "rcpt:1:451 Later") as server:
        send(server)
    soon, late = Now() + timedelta(minutes=4), Now() + timedelta(minutes=6)
    assert OutgoingMail.objects.filter(next_attempt_at__gt=soon, next_attempt_at__lt=late).count() == 1


def test_a_letter_put_off_for_too_long_fails_and_says_so(send: Live, tmp_path: Path) -> None:
    letters(1)
    OutgoingMail.objects.update(attempts=MAX_ATTEMPTS - 1)
    with smtp_server(tmp_path, "rcpt:1-:451 Later") as server:
        send(server)
    assert states() == [State.FAILED]
    assert "Given up after 18 attempts" in OutgoingMail.objects.get(kind=Kind.LETTER).reason


def test_a_connection_dropped_after_the_content_leaves_the_letter_uncertain_and_goes_on(
    send: Live, tmp_path: Path
) -> None:
    letters(3)
    with smtp_server(tmp_path, "data:2:keep-drop") as server:
        send(server)
        arrived = len(server.received())
    assert states() == [State.ACCEPTED, State.UNCERTAIN, State.ACCEPTED]
    assert arrived == 3


def test_the_second_copy_of_an_uncertain_letter_carries_the_same_message_id(send: Live, tmp_path: Path) -> None:
    letters(1)
    with smtp_server(tmp_path, "data:1:keep-drop") as server:
        send(server)
        OutgoingMail.objects.update(next_attempt_at=NOW)
        send(server)
        first, second = server.received()
    assert first.message["Message-ID"] == second.message["Message-ID"]
    mail = OutgoingMail.objects.get(kind=Kind.LETTER)
    assert (mail.state, mail.possible_duplicate) == (State.ACCEPTED, True)


def test_a_connection_closed_before_the_content_costs_nothing(send: Live, tmp_path: Path) -> None:
    letters(3)
    with smtp_server(tmp_path, "mail:2:drop") as server:
        send(server)
        arrived = len(server.received())
    assert states() == [State.ACCEPTED] * 3
    assert arrived == 3


def test_a_server_that_does_not_answer_leaves_every_letter_waiting(send: Live, tmp_path: Path) -> None:
    letters(3)
    with smtp_server(tmp_path) as server:
        server.kill()
        send(server)
    assert states() == [State.QUEUED] * 3
    assert set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("attempts", flat=True)) == {0}


def test_a_server_that_turns_us_away_at_the_door_leaves_every_letter_waiting(send: Live, tmp_path: Path) -> None:
    letters(2)
    with smtp_server(tmp_path, "connect:1-:554 No service for you") as server:
        send(server)
    assert states() == [State.QUEUED] * 2
    assert "554" in OutgoingMail.objects.filter(kind=Kind.LETTER)[0].reason


@pytest.mark.parametrize("purpose", [Campaign.Purpose.DEMO, Campaign.Purpose.REHEARSAL])
def test_a_demo_never_leaves_this_machine_even_when_live_mode_would_send(
    settings: Settings, purpose: Campaign.Purpose
) -> None:
    stories.confirmed(stories.open_campaign(people=1, purpose=purpose))
    # An address for documentation (RFC 5737): nobody is there, and nobody is asked.
    settings.DELIVERY_MODE, settings.EMAIL_URL = "live", "smtp://192.0.2.1:25"
    drain(*configured_providers())
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {State.FAILED}
    assert set(OutgoingMail.objects.values_list("reason", flat=True)) == {"A demo's letters never leave this machine."}


@pytest.mark.parametrize(
    ("code", "words", "permanent"),
    [
        (550, "5.1.1 unknown", True),
        (552, "too much mail data", False),
        (550, "5.2.2 mailbox full", False),
        (450, "4.2.1 busy", False),
        (421, "closing", False),
        (554, "", True),
    ],
)
def test_only_a_five_that_is_no_full_mailbox_means_never(code: int, words: str, permanent: bool) -> None:
    assert is_permanent(code, words) is permanent
