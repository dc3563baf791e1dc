"""Reports of the two services that speak in a way of their own: Postal signs with RSA, Amazon SES speaks through SNS."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pytest_django import Settings

from campaign.delivery.models import AddressProposal, DeliveryEvent, OutgoingMail
from campaign.delivery.states import State
from tests.delivery.reported import SECRET, payload, sent_confirmation, sent_letter, state_of
from tests.mail_api import Answer, mail_api
from tests.web.hooks import post

pytestmark = pytest.mark.django_db

Report = Callable[..., Any]
TOPIC = "arn:aws:sns:ca-central-1:123456789012:mail-reports"
KEYS = "&aws_access_key_id=a&aws_secret_access_key=s"


def reasons(letter: OutgoingMail) -> list[str]:
    return list(DeliveryEvent.objects.filter(mail=letter).values_list("reason", flat=True))


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    """Postal's own, one for the whole installation."""
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def postal(settings: Settings, key: rsa.RSAPrivateKey) -> Report:
    """Posts a report as Postal does: signed, and with the secret that stands in the webhook's address."""
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    settings.WEBHOOK_SECRET = SECRET
    settings.EMAIL_URL = f"postal://?api_key=k&webhook_key={quote(b64encode(public).decode(), safe='')}"

    def report(body: bytes, signer: rsa.RSAPrivateKey = key) -> int:
        signature = b64encode(signer.sign(body, padding.PKCS1v15(), hashes.SHA1()))  # noqa: S303 - Postal's choice
        return int(post(body, "postal", **{"X-Postal-Signature": signature.decode()}).status_code)

    return report


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("delivered", State.DELIVERED, "250 2.0.0 OK: queued as 4ZJ0"),
        (
            "failed",
            State.BOUNCED,
            "550 5.1.1 <target1@mail.example>: Recipient address rejected: User unknown"
            " · Permanent SMTP delivery error when sending to 192.0.2.10:25 (mx.mail.example)",
        ),
        ("bounced", State.BOUNCED, "bounced"),
        ("delayed", State.ACCEPTED, ""),
        ("held", State.ACCEPTED, ""),
    ],
)
def test_what_postal_says_of_a_letter_is_recorded(postal: Report, name: str, state: State, reason: str) -> None:
    letter = sent_letter()
    assert postal(payload(f"postal_{name}.json", letter)) == 200
    assert state_of(letter) == state
    assert reasons(letter)[-1] == reason


def test_postals_number_is_enough_where_it_is_a_number(postal: Report) -> None:
    letter = sent_letter()
    OutgoingMail.objects.filter(pk=letter.pk).update(provider_reference="17")
    body = payload("postal_delivered.json", letter).replace(f'"{letter.provider_reference}"'.encode(), b"17")
    assert b'"id": 17' in body
    assert postal(body) == 200
    assert state_of(letter) == State.DELIVERED


def test_a_report_that_postal_did_not_sign_is_refused(postal: Report) -> None:
    letter = sent_letter()
    body = payload("postal_failed.json", letter)
    assert postal(body, rsa.generate_private_key(65537, 2048)) == 403
    assert post(body, "postal").status_code == 403
    assert post(body, "postal", **{"X-Postal-Signature": "no base64"}).status_code == 403
    assert state_of(letter) == State.ACCEPTED


def test_without_postals_key_in_the_address_nothing_is_believed(settings: Settings, postal: Report) -> None:
    settings.EMAIL_URL = "postal://?api_key=k"
    letter = sent_letter()
    assert postal(payload("postal_failed.json", letter)) == 403
    assert state_of(letter) == State.ACCEPTED


def test_a_hard_failure_at_postal_is_evidence_against_the_address(postal: Report) -> None:
    letter = sent_letter()
    postal(payload("postal_failed.json", letter))
    assert AddressProposal.objects.get().address == letter.to_email


@pytest.fixture
def amazon(settings: Settings) -> Report:
    """Posts what SES says as SNS does: as words within words, with two headers that repeat them."""
    settings.WEBHOOK_SECRET, settings.EMAIL_URL = SECRET, f"amazon-ses://?region_name=eu-west-1{KEYS}"

    def report(message: bytes, kind: str = "Notification", **headers: str) -> int:
        told = {
            "Type": kind,
            "MessageId": "19ba9823-d7f2-53c1-860e-cb10e0d13dfc",
            "TopicArn": TOPIC,
            "Token": "a-token",
            "Message": message.decode(),
            "Timestamp": "2026-11-23T16:43:01.000Z",
            "SignatureVersion": "1",
        }
        named = {"X-Amz-Sns-Message-Type": kind, "X-Amz-Sns-Message-Id": told["MessageId"]} | headers
        return int(post(json.dumps(told).encode(), "amazon-ses", **named).status_code)

    return report


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("delivery", State.DELIVERED, "250 2.6.0 Message received"),
        ("bounce", State.BOUNCED, "smtp; 550 5.1.1 user unknown · Permanent: General"),
        ("soft_bounce", State.BOUNCED, "smtp; 552 5.2.2 mailbox full · Transient: MailboxFull"),
        ("complaint", State.COMPLAINED, "abuse"),
    ],
)
def test_what_amazon_says_of_a_letter_is_recorded(amazon: Report, name: str, state: State, reason: str) -> None:
    letter = sent_letter()
    assert amazon(payload(f"ses_{name}.json", letter)) == 200
    assert state_of(letter) == state
    assert reasons(letter)[-1] == reason


@pytest.mark.parametrize(("name", "proposals"), [("bounce", 1), ("soft_bounce", 0)])
def test_only_a_permanent_bounce_at_amazon_is_evidence_against_the_address(
    amazon: Report, name: str, proposals: int
) -> None:
    amazon(payload(f"ses_{name}.json", sent_letter()))
    assert AddressProposal.objects.count() == proposals


def test_a_supporter_who_complains_to_amazon_is_left_alone(amazon: Report) -> None:
    confirmation = sent_confirmation()
    assert amazon(payload("ses_complaint.json", confirmation)) == 200
    assert state_of(confirmation) == State.COMPLAINED


def test_a_report_whose_headers_say_another_thing_is_refused(amazon: Report) -> None:
    letter = sent_letter()
    body = payload("ses_bounce.json", letter)
    assert amazon(body, **{"X-Amz-Sns-Message-Type": "UnsubscribeConfirmation"}) == 403
    assert amazon(body, **{"X-Amz-Sns-Message-Id": "another"}) == 403
    assert state_of(letter) == State.ACCEPTED


CONFIRMED = b"""<ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ConfirmSubscriptionResult>
<SubscriptionArn>arn:aws:sns:ca-central-1:123456789012:mail-reports:1</SubscriptionArn></ConfirmSubscriptionResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></ConfirmSubscriptionResponse>"""
REFUSED = b"""<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
<Code>AuthorizationError</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"""


def test_the_subscription_is_confirmed_with_the_keys_of_the_address_in_the_topics_region(
    amazon: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_api(Answer(200, CONFIRMED, {"Content-Type": "text/xml"})) as sns:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", sns.url)
        assert amazon(b"You have chosen to subscribe", "SubscriptionConfirmation") == 200
        (asked,) = sns.asked
    assert b"Action=ConfirmSubscription" in asked.body
    assert f"TopicArn={quote(TOPIC, safe='')}".encode() in asked.body
    assert "Credential=a/" in asked.headers["Authorization"]
    assert "/ca-central-1/sns/" in asked.headers["Authorization"]


def test_a_subscription_that_cannot_be_confirmed_now_is_asked_for_again(
    amazon: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_api(Answer(403, REFUSED, {"Content-Type": "text/xml"})) as sns:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", sns.url)
        assert amazon(b"You have chosen to subscribe", "SubscriptionConfirmation") == 503
    monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", "http://127.0.0.1:1")
    assert amazon(b"You have chosen to subscribe", "SubscriptionConfirmation") == 503
