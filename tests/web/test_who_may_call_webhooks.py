"""Who gets in at /webhooks/mail/: the secret, signatures and their age, sizes, and bodies that make no sense."""

import base64
import hashlib
import hmac
import time

import pytest
from django.test import Client
from pytest_django import Settings

from campaign.delivery.receivers.services import SERVICES
from campaign.delivery.states import State
from campaign.web.webhooks import LARGEST_BODY
from tests.delivery.reported import (
    MAILGUN,
    SECRET,
    basic,
    mailgun_signature,
    payload,
    sent_letter,
    state_of,
)
from tests.web.hooks import ADDRESS, mailgun, mailgun_form, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailgun(settings: Settings) -> None:
    settings.WEBHOOK_SECRET, settings.EMAIL_URL = SECRET, MAILGUN


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
        mailgun_signature(at=time.time() + 3600),
        {"TIMESTAMP": "nan"},
        {"TIMESTAMP": "yesterday"},
    ],
)
def test_a_wrong_or_an_old_signature_is_refused(forged: dict[str, str]) -> None:
    letter = sent_letter()
    assert mailgun("failed", letter, **forged).status_code == 403
    assert state_of(letter) == State.ACCEPTED


@pytest.mark.parametrize("hours", [0.07, 7.9])
def test_what_mailgun_could_not_tell_us_is_taken_as_long_as_it_tries_again(hours: float) -> None:
    letter = sent_letter()
    assert mailgun("failed", letter, **mailgun_signature(at=time.time() - hours * 3600)).status_code == 200
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


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nobody_puts_or_deletes_anything(method: str) -> None:
    assert getattr(Client(headers={"authorization": basic()}), method)(ADDRESS).status_code == 405


@pytest.mark.parametrize("method", ["head", "get"])
def test_a_service_that_asks_whether_there_is_anybody_is_told_so(method: str) -> None:
    assert getattr(Client(headers={"authorization": basic()}), method)(ADDRESS).status_code == 200
    assert getattr(Client(), method)(ADDRESS).status_code == 403


def test_no_token_of_a_form_is_asked_for() -> None:
    letter = sent_letter()
    client = Client(enforce_csrf_checks=True, headers={"authorization": basic()})
    body = payload("mailgun_delivered.json", letter, **mailgun_signature())
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 200


def test_mail_taken_in_with_an_old_signature_is_refused() -> None:
    letter = sent_letter()
    old = mailgun_signature(at=time.time() - 8 * 3600 - 60)
    assert mailgun_form(payload("postfix_unknown.eml", letter), "x@dearminister.example", **old).status_code == 403
    assert state_of(letter) == State.ACCEPTED


def test_no_cookie_is_set_and_nothing_is_kept_by_caches() -> None:
    answer = mailgun("delivered", sent_letter())
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
