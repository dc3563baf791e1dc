"""What mail services tell us at /webhooks/mail/, what is believed, and how fast it is recorded."""

import json
import time
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.receivers import events
from campaign.delivery.states import State
from campaign.web.webhooks import LARGEST_BODY
from tests import stories
from tests.delivery.reported import (
    MAILGUN,
    REFERENCE,
    SECRET,
    leave,
    mailgun_signature,
    payload,
    sent_letter,
    state_of,
)
from tests.web.hooks import mailgun, mailgun_form, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailgun(settings: Settings) -> None:
    settings.WEBHOOK_SECRET, settings.EMAIL_URL = SECRET, MAILGUN


def test_a_delivery_a_bounce_and_a_complaint_are_recorded_in_the_services_words() -> None:
    letter = sent_letter()
    for name, state in (("delivered", "delivered"), ("failed", "bounced"), ("complained", "complained")):
        assert mailgun(name, letter).status_code == 200
        assert state_of(letter) == state
    bounce = DeliveryEvent.objects.get(mail=letter, to_state=State.BOUNCED)
    assert bounce.reason == "5.1.1 The email account that you tried to reach does not exist"


def test_a_hundred_copies_in_any_order_are_one_event_each() -> None:
    letter = sent_letter()
    before = DeliveryEvent.objects.count()
    for number in range(100):
        assert mailgun(("failed", "delivered", "failed_later", "opened")[number % 4], letter).status_code == 200
    assert state_of(letter) == State.BOUNCED
    assert DeliveryEvent.objects.count() == before + 1


def test_a_bounce_that_overtakes_its_acceptance_ends_the_doubt() -> None:
    letter = sent_letter()
    OutgoingMail.objects.filter(pk=letter.pk).update(state=State.UNCERTAIN, provider_reference="", accepted_at=None)
    mailgun("delivered", letter)
    assert state_of(letter) == State.DELIVERED


@pytest.mark.parametrize(
    "changed",
    [
        {"OUTBOX_ID": ""},
        {"OUTBOX_ID": "no number"},
        {"OUTBOX_ID": "9" * 30},
        {"OUTBOX_ID": "", "REFERENCE": REFERENCE[1:-1] + "{id}"},
    ],
)
def test_without_its_number_a_mail_is_found_by_the_services_reference(changed: dict[str, str]) -> None:
    letter = sent_letter()
    mailgun("delivered", letter, **{name: value.format(id=letter.pk) for name, value in changed.items()})
    assert state_of(letter) == State.DELIVERED


def test_without_either_it_is_found_by_our_message_id() -> None:
    letter = sent_letter(reference="")
    body = payload("mailgun_delivered.json", letter, OUTBOX_ID="", **mailgun_signature())
    assert b'"message-id": ""' in body
    post(body.replace(b'"message-id": ""', b'"message-id": "' + payload_id(letter) + b'"'))
    assert state_of(letter) == State.DELIVERED


def payload_id(letter: OutgoingMail) -> bytes:
    (line,) = [line for line in payload("answer_person.eml", letter).splitlines() if line.startswith(b"In-Reply-To")]
    return line.partition(b"<")[2].rstrip(b">")


def test_a_report_about_unknown_mail_is_taken_and_creates_nothing() -> None:
    letter = sent_letter()
    before = DeliveryEvent.objects.count(), OutgoingMail.objects.count()
    body = payload("mailgun_failed.json", letter, OUTBOX_ID="999999", REFERENCE="<x@elsewhere>", **mailgun_signature())
    assert post(body).status_code == 200
    assert (DeliveryEvent.objects.count(), OutgoingMail.objects.count()) == before
    assert state_of(letter) == State.ACCEPTED


def test_the_number_of_another_installations_mail_is_not_taken_for_ours() -> None:
    letter = sent_letter()
    assert mailgun("failed", letter, REFERENCE="<x@elsewhere>", RECIPIENT="stranger@mail.example").status_code == 200
    assert state_of(letter) == State.ACCEPTED


@pytest.mark.parametrize(
    ("service", "name", "state"),
    [
        ("postmark", "postmark_bounce.json", State.BOUNCED),
        ("sendgrid", "sendgrid_delivered.json", State.DELIVERED),
        ("resend", "resend_bounced.json", State.BOUNCED),
    ],
)
def test_services_without_a_signature_report_with_the_secret(
    settings: Settings, service: str, name: str, state: State
) -> None:
    settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK = "smtp://127.0.0.1:25", f"{service}://?api_key=k"
    letter = sent_letter()
    assert post(payload(name, letter), service).status_code == 200
    assert state_of(letter) == state


def test_a_bounce_that_the_service_calls_soft_condemns_nobody(settings: Settings) -> None:
    settings.EMAIL_URL = "postmark://?server_token=k"
    stories.submitted(stories.open_campaign(people=1))
    confirmation = OutgoingMail.objects.get(kind=Kind.CONFIRMATION)
    leave([confirmation])
    with mock.patch.object(events, "record") as record:
        assert post(payload("postmark_soft_bounce.json", confirmation), "postmark").status_code == 200
        assert post(payload("postmark_bounce.json", confirmation), "postmark").status_code == 200
    assert [call.args[0][0].hard for call in record.call_args_list] == [False, True]


def test_a_database_that_fails_makes_the_service_try_again() -> None:
    letter = sent_letter()
    with mock.patch.object(events, "record", side_effect=OperationalError("the server closed the connection")):
        assert mailgun("failed", letter).status_code == 500
    assert state_of(letter) == State.ACCEPTED
    assert mailgun("failed", letter).status_code == 200
    assert state_of(letter) == State.BOUNCED


def test_a_thousand_events_are_recorded_within_two_seconds_by_few_queries(settings: Settings) -> None:
    settings.EMAIL_URL = "sparkpost://?api_key=k"
    stories.people(stories.open_campaign(people=5), 200)
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").select_related("addressee__target"))
    assert len(letters) == 1000
    for letter in letters:
        letter.to_email = letter.addressee.target.email if letter.addressee and letter.addressee.target else ""
        letter.state, letter.provider_reference = State.ACCEPTED, f"{letter.pk}0001"
    OutgoingMail.objects.bulk_update(letters, ["to_email", "state", "provider_reference"])
    one: list[Any] = [json.loads(payload("sparkpost_event.json", letter)) for letter in letters]
    body = json.dumps(one).encode()
    assert len(body) < LARGEST_BODY
    before, began = DeliveryEvent.objects.count(), time.monotonic()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert post(body, "sparkpost").status_code == 200
    assert time.monotonic() - began < 2
    assert DeliveryEvent.objects.count() == before + 1000
    assert set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", flat=True)) == {State.BOUNCED}
    assert len(queries) < 50


@pytest.mark.parametrize(
    ("name", "state", "replies"),
    [
        ("postfix_unknown.eml", State.BOUNCED, 0),
        ("exchange_full.eml", State.BOUNCED, 0),
        ("postfix_delayed.eml", State.ACCEPTED, 0),
        ("answer_automatic.eml", State.ACCEPTED, 1),
        ("answer_person.eml", State.ACCEPTED, 1),
        ("server_without_status.eml", State.ACCEPTED, 0),
    ],
)
def test_mail_that_a_service_took_in_for_us_is_read(name: str, state: State, replies: int) -> None:
    letter = sent_letter()
    raw = payload(name, letter)
    for _ in range(2):
        assert mailgun_form(raw, "somebody@dearminister.example").status_code == 200
    assert state_of(letter) == state
    assert OutgoingMail.objects.filter(kind=Kind.REPLY).count() == replies
