"""What became of the letters of a test: their states in the order in which they were written, and what the sandbox got."""

from email import message_from_bytes, policy

from campaign.delivery.models import Kind, OutgoingMail, SandboxMail


def states(kind: Kind = Kind.LETTER) -> list[str]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk").values_list("state", flat=True))


def sent() -> list[tuple[str, str]]:
    """To whom letters went, and their words."""
    mails = SandboxMail.objects.filter(kind=Kind.LETTER).order_by("pk")
    return [(mail.to, _text(bytes(mail.raw))) for mail in mails]


def _text(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())
