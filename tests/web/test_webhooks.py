"""What mail services may tell us at /webhooks/mail/: who gets in, what is believed, what is answered, and how fast."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.receivers import events
from campaign.delivery.receivers.services import SERVICES
from campaign.delivery.states import State
from campaign.web.webhooks import LARGEST_BODY
from tests import stories
from tests.delivery.reported import (
    MAILGUN,
    REFERENCE,
    SECRET,
    basic,
    leave,
    mailgun_signature,
    payload,
    sent_letter,
    state_of,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/webhooks/mail/mailgun/"


@pytest.fixture(autouse=True)
def _mailgun(settings: Settings) -> None:
    settings.WEBHOOK_SECRET, settings.EMAIL_URL = SECRET, MAILGUN


def post(body: bytes, service: str = "mailgun", secret: str = SECRET, **headers: str) -> HttpResponse:
    client = Client(raise_request_exception=False, headers={"authorization": basic(secret)} | headers)
    return client.post(f"/webhooks/mail/{service}/", body, content_type="application/json")


def mailgun(name: str, mail: OutgoingMail, **changed: str) -> HttpResponse:
    return post(payload(f"mailgun_{name}.json", mail, **mailgun_signature() | changed))


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


@pytest.mark.parametrize("secret", ["", "hooks:wrong", "hooks", f"{SECRET}x", "\xff:\xff"])
def test_whoever_has_not_the_secret_is_refused(secret: str) -> None:
    letter = sent_letter()
    body = payload("mailgun_failed.json", letter, **mailgun_signature())
    assert post(body, secret=secret).status_code == 403
    assert Client().post(ADDRESS, body, content_type="application/json").status_code == 403
    assert Client(headers={"authorization": "Basic !"}).post(ADDRESS).status_code == 403
    assert state_of(letter) == State.ACCEPTED


def test_where_no_secret_is_set_nobody_gets_in(settings: Settings) -> None:
    settings.WEBHOOK_SECRET = ""
    letter = sent_letter()
    assert post(payload("mailgun_failed.json", letter, **mailgun_signature()), secret="").status_code == 404
    assert state_of(letter) == State.ACCEPTED


@pytest.mark.parametrize(
    "forged",
    [
        {"SIGNATURE": "0" * 64},
        mailgun_signature("another key"),
        mailgun_signature(at=1_000_000_000),
        mailgun_signature(at=9_000_000_000),
        {"TIMESTAMP": "nan"},
        {"TIMESTAMP": "yesterday"},
    ],
)
def test_a_wrong_or_an_old_signature_is_refused(forged: dict[str, str]) -> None:
    letter = sent_letter()
    assert mailgun("failed", letter, **forged).status_code == 403
    assert state_of(letter) == State.ACCEPTED


def test_a_signature_of_four_minutes_ago_is_taken() -> None:
    letter = sent_letter()
    assert mailgun("failed", letter, **mailgun_signature(at=time.time() - 240)).status_code == 200
    assert state_of(letter) == State.BOUNCED


def _svix(body: bytes, at: float, key: bytes = b"resend-key") -> dict[str, str]:
    signed = f"msg_1.{int(at)}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"svix-id": "msg_1", "svix-timestamp": str(int(at)), "svix-signature": f"v1,AAAA v1,{signature}"}


def test_resends_signature_is_checked_with_its_age(settings: Settings) -> None:
    key = base64.b64encode(b"resend-key").decode()
    settings.EMAIL_URL = f"resend://?api_key=k&signing_secret=whsec_{key}"
    letter = sent_letter()
    body, now = payload("resend_bounced.json", letter), time.time()
    assert post(body, "resend").status_code == 403
    assert post(body, "resend", **_svix(body, now, b"another")).status_code == 403
    assert post(body, "resend", **_svix(body, now - 400)).status_code == 403
    assert post(body + b" ", "resend", **_svix(body, now)).status_code == 403
    assert state_of(letter) == State.ACCEPTED
    assert post(body, "resend", **_svix(body, now)).status_code == 200
    assert state_of(letter) == State.BOUNCED


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


def test_amazon_is_asked_who_it_is(settings: Settings) -> None:
    settings.EMAIL_URL = "amazon-ses://"
    answer = Client().post("/webhooks/mail/amazon-ses/", b"{}", content_type="application/json")
    assert (answer.status_code, answer["WWW-Authenticate"][:5]) == (401, "Basic")


@pytest.mark.parametrize("service", ["postmark", "smtp", "nobody", "scaleway"])
def test_a_service_that_is_not_configured_has_no_address(service: str) -> None:
    assert post(b"{}", service).status_code == 404


@pytest.mark.parametrize("service", sorted(SERVICES))
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"event-data": 1}'])
def test_what_makes_no_sense_is_never_a_failure_of_ours(settings: Settings, service: str, body: bytes) -> None:
    settings.EMAIL_URL = f"{service}://?api_key=k&webhook_key=k&signing_secret=c2VjcmV0&webhook_signing_key=k"
    assert post(body, service).status_code in (200, 400, 403)


@pytest.mark.parametrize("name", ["mailgun_failed.json", "mailgun_delivered.json"])
def test_a_body_that_was_cut_off_is_400(name: str) -> None:
    letter = sent_letter()
    body = payload(name, letter, **mailgun_signature())
    assert {post(body[:end]).status_code for end in range(1, len(body.rstrip()), 97)} == {400}
    assert state_of(letter) == State.ACCEPTED


def test_ten_megabytes_are_refused_unread_and_one_is_read() -> None:
    assert post(b" " * (10 * 1024 * 1024)).status_code == 413
    assert post(b" " * (LARGEST_BODY + 1)).status_code == 413
    letter = sent_letter()
    body = payload("mailgun_delivered.json", letter, **mailgun_signature())
    assert post(body + b" " * (LARGEST_BODY - len(body))).status_code == 200
    assert state_of(letter) == State.DELIVERED


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_post_and_head_are_answered(method: str) -> None:
    client = Client(headers={"authorization": basic()})
    assert getattr(client, method)(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200
    assert Client().head(ADDRESS).status_code == 403


def test_no_token_of_a_form_is_asked_for() -> None:
    letter = sent_letter()
    client = Client(enforce_csrf_checks=True, headers={"authorization": basic()})
    body = payload("mailgun_delivered.json", letter, **mailgun_signature())
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 200


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


def _mailgun_form(raw: bytes, sender: str, **changed: str) -> HttpResponse:
    signature = {name.lower(): value for name, value in (mailgun_signature() | changed).items()}
    form = signature | {"recipient": sender, "sender": "", "body-mime": raw.decode()}
    client = Client(raise_request_exception=False, headers={"authorization": basic()})
    return client.post(f"{ADDRESS}inbound/mime", form)


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
        assert _mailgun_form(raw, "somebody@dearminister.example").status_code == 200
    assert state_of(letter) == state
    assert OutgoingMail.objects.filter(kind=Kind.REPLY).count() == replies


def test_mail_taken_in_with_an_old_signature_is_refused() -> None:
    letter = sent_letter()
    old = mailgun_signature(at=time.time() - 301)
    assert _mailgun_form(payload("postfix_unknown.eml", letter), "x@dearminister.example", **old).status_code == 403
    assert state_of(letter) == State.ACCEPTED


def test_no_cookie_is_set_and_nothing_is_kept_by_caches() -> None:
    answer = mailgun("delivered", sent_letter())
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
