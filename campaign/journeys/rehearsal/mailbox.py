"""The supporters' mailboxes: confirmation mails as they arrive in the sandbox, opened as a mail program opens them."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from campaign.delivery.models import Kind, OutgoingMail, SandboxMail

# On whatever host: the service may be driven by another name than the public one that its mails bear.
LINK = re.compile(r"https?://\S+/confirm/\S+")


class SentElsewhere(Exception):
    """The mails went to a provider instead of the sandbox: the service is not in sandbox mode."""


class Mailbox:
    """Remembers what was opened. Rows of several workers appear in no order, so it asks for those not yet seen."""

    def __init__(self, campaign_id: int) -> None:
        self._campaign_id = campaign_id
        self._seen: set[int] = set()

    def new_mail(self) -> Iterator[tuple[str, str]]:
        """(address, link to confirm) of each mail that arrived since the last call; the link is "" where there is none."""
        mails = SandboxMail.objects.filter(outgoing__campaign=self._campaign_id, kind=Kind.CONFIRMATION)
        new = set(mails.values_list("pk", flat=True)) - self._seen
        self._seen |= new
        for raw in mails.filter(pk__in=new).values_list("raw", flat=True):
            yield opened(bytes(raw))

    def check(self) -> None:
        """Raises SentElsewhere."""
        mails = OutgoingMail.objects.filter(campaign=self._campaign_id).exclude(provider__in=("", "sandbox"))
        if provider := mails.values_list("provider", flat=True).first():
            raise SentElsewhere(provider)


def opened(raw: bytes) -> tuple[str, str]:
    """To whom a mail is, and the link in its plain text that leads to our page for confirming."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    link = LINK.search(text)
    return message["To"].addresses[0].addr_spec, link[0] if link else ""
