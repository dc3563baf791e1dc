"""A sandboxed mail taken apart for the eye: headers, text, HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from campaign.delivery.models import SandboxMail

# What a person looks at; the raw source has all of them.
SHOWN = (
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "List-Unsubscribe",
)


@dataclass(frozen=True)
class OpenedMail:
    """`html` is empty for mail in plain text only."""

    headers: Sequence[tuple[str, str]]
    text: str
    html: str


def opened(mail: SandboxMail) -> OpenedMail:
    message = message_from_bytes(bytes(mail.raw), policy=policy.default)
    headers = [("Return-Path", mail.envelope_from)]
    headers += [(name, str(value)) for name in SHOWN for value in message.get_all(name, [])]
    return OpenedMail(headers, _part(message, "plain"), _part(message, "html"))


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part is not None else ""
