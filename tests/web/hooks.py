"""Calling the webhooks as mail services do."""

from typing import Any

from django.test import Client

from campaign.delivery.models import OutgoingMail
from tests.delivery.reported import (
    SECRET,
    basic,
    mailgun_signature,
    payload,
)

ADDRESS = "/webhooks/mail/mailgun/"


def post(body: bytes, service: str = "mailgun", secret: str = SECRET, **headers: str) -> Any:
    client = Client(raise_request_exception=False, headers={"authorization": basic(secret)} | headers)
    return client.post(f"/webhooks/mail/{service}/", body, content_type="application/json")


def mailgun(name: str, mail: OutgoingMail, **changed: str) -> Any:
    return post(payload(f"mailgun_{name}.json", mail, **mailgun_signature() | changed))


def mailgun_form(raw: bytes, sender: str, **changed: str) -> Any:
    signature = {name.lower(): value for name, value in (mailgun_signature() | changed).items()}
    form = signature | {"recipient": sender, "sender": "", "body-mime": raw.decode()}
    client = Client(raise_request_exception=False, headers={"authorization": basic()})
    return client.post(f"{ADDRESS}inbound/mime", form)
