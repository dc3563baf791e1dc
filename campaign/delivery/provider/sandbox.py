"""The provider of the sandbox: every mail stays in the database, where it is read at /sandbox/."""

from campaign.delivery.models import SandboxMail
from campaign.delivery.provider.receipts import Message, Outcome, Receipt


class SandboxProvider:
    name = "sandbox"
    idempotent = False

    def open(self) -> None:
        """Nothing to open."""

    def send(self, message: Message) -> Receipt:
        mail = message.mail
        SandboxMail.objects.create(
            outgoing_id=mail.outbox_id,
            kind=mail.kind,
            envelope_from=mail.envelope_from,
            sender=f"{mail.sender.name} <{mail.sender.address}>",
            to=mail.to.address,
            subject=mail.subject,
            raw=message.raw,
        )
        return Receipt(Outcome.ACCEPTED)

    def close(self) -> None:
        """Nothing to close."""
