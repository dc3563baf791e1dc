"""Mail that has left, and what services and mail servers say of it, from the raw payloads in payloads/."""

import hashlib
import hmac
import time
from base64 import b64encode
from pathlib import Path

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import CampaignPage
from campaign.delivery.links import envelope_sender, message_id
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from tests import stories

PAYLOADS = Path(__file__).parent / "payloads"
SECRET = "hooks:0123456789abcdef"
SIGNING_KEY = "a-signing-key"
REFERENCE = "<20261123120409.1.ABCDEF@mg.dearminister.example>"
MAILGUN = f"mailgun://?api_key=key-1&webhook_signing_key={SIGNING_KEY}"


def leave(mails: list[OutgoingMail], reference: str = REFERENCE, provider: str = "mailgun") -> None:
    """As if each had been claimed and accepted; letters get the mailbox of their addressee."""
    for mail in mails:
        if mail.kind == Kind.LETTER and mail.addressee and mail.addressee.target:
            address = mail.addressee.target.email
            OutgoingMail.objects.filter(pk=mail.pk).update(to_email=address, to_name=mail.addressee.target.name)
        move([mail.pk], (State.QUEUED,), Change(State.SENDING))
        change = Change(State.ACCEPTED, provider=provider, reference=reference and f"{reference[:-1]}{mail.pk}>")
        move([mail.pk], (State.SENDING,), change)
        mail.refresh_from_db()


def sent_letter(
    campaign: Campaign | None = None, reference: str = REFERENCE, page: CampaignPage | None = None
) -> OutgoingMail:
    """The letter of one supporter to Nina Minister, accepted by Mailgun."""
    stories.confirmed(campaign or stories.open_campaign(people=1), page=page)
    letter = OutgoingMail.objects.get(kind=Kind.LETTER)
    leave([letter], reference)
    return letter


def sent_confirmation(reference: str = REFERENCE) -> OutgoingMail:
    stories.submitted(stories.open_campaign(people=1))
    confirmation = OutgoingMail.objects.get(kind=Kind.CONFIRMATION)
    leave([confirmation], reference)
    return confirmation


def payload(name: str, mail: OutgoingMail, **changed: str) -> bytes:
    """A payload about that mail. Each word in capitals can be given another value."""
    values = {
        "OUTBOX_ID": str(mail.pk),
        "MESSAGE_ID": message_id(mail.pk),
        "SENDER": envelope_sender(mail.pk),
        "RECIPIENT": mail.to_email,
        "REFERENCE": mail.provider_reference,
    } | changed
    text = (PAYLOADS / name).read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(word, value)
    return text.encode()


def mailgun_signature(key: str = SIGNING_KEY, at: float | None = None) -> dict[str, str]:
    timestamp, token = str(int(time.time() if at is None else at)), "c0ffee" * 8
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"TIMESTAMP": timestamp, "TOKEN": token, "SIGNATURE": signature}


def basic(secret: str = SECRET) -> str:
    return f"Basic {b64encode(secret.encode()).decode()}"


def state_of(mail: OutgoingMail) -> str:
    return OutgoingMail.objects.values_list("state", flat=True).get(pk=mail.pk)
