"""Keys for reports stand in EMAIL_URL beside those for sending: what the receivers read there, the start must let through."""

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from pytest_django import Settings

from campaign.common import mail_services
from campaign.delivery.receivers import services

pytestmark = pytest.mark.django_db
BASIC = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"hooks:a-long-enough-secret").decode()}


@pytest.mark.parametrize("name", sorted(services.SERVICES))
def test_each_key_that_receivers_read_may_stand_in_the_address(name: str) -> None:
    known = mail_services.SERVICES[name]
    assert set(services.SERVICES[name].keys) <= {*known.needs, *known.takes, *known.for_reports}


def post(client: Client, key: ec.EllipticCurvePrivateKey, at: float) -> int:
    """A report of SendGrid's, signed by that key at that time; the status of the answer."""
    body, moment = json.dumps([]), str(int(at))
    signature = key.sign(f"{moment}{body}".encode(), ec.ECDSA(hashes.SHA256()))
    headers = BASIC | {
        "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": base64.b64encode(signature).decode(),
        "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": moment,
    }
    path = "/webhooks/mail/sendgrid/"
    return client.post(path, body, content_type="application/json", **headers).status_code  # type: ignore[arg-type]


def test_a_report_of_sendgrid_s_is_let_in_by_its_signature_and_a_forged_or_old_one_is_not(
    client: Client, settings: Settings
) -> None:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    quoted = base64.b64encode(public).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    settings.DELIVERY_MODE, settings.WEBHOOK_SECRET = "live", "hooks:a-long-enough-secret"
    settings.EMAIL_URL = f"sendgrid://?api_key=x&tracking_webhook_verification_key={quoted}"
    now = time.time()
    assert [post(client, key, now), post(client, other, now), post(client, key, now - 600)] == [200, 403, 403]
