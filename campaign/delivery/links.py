"""Where a mail's identifiers and links point: Message-ID, envelope sender, and the supporter's pages."""

from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from campaign.participation.models import Participation
from campaign.participation.tokens import token_for


@lru_cache(maxsize=64)  # a mail needs it twice in a row
def _seal(outbox_id: int) -> str:
    return salted_hmac("campaign.delivery.mail", str(outbox_id)).hexdigest()


def message_id(outbox_id: int) -> str:
    """The same for every attempt, so that a mailbox that has the letter can tell the second copy."""
    return f"<mail.{outbox_id}.{_seal(outbox_id)[:16]}@{settings.MAIL_DOMAIN}>"


def bundle_message_id(bundle: int) -> str:
    """Another than that of the letter it is named after, which may some day travel alone."""
    return f"<bundle.{bundle}.{_seal(bundle)[:16]}@{settings.MAIL_DOMAIN}>"


def envelope_sender(outbox_id: int) -> str:
    """One per mail (VERP), so that a bounce tells which mail came back. Sealed: nobody can invent a bounce."""
    return f"bounce+{outbox_id}.{_seal(outbox_id)[:12]}@{settings.MAIL_DOMAIN}"


def confirm_link(participation: Participation) -> str:
    return f"{settings.PUBLIC_URL}/{participation.language}/confirm/{token_for('confirm', participation)}/"


def letter_link(participation: Participation) -> str:
    return f"{settings.PUBLIC_URL}/{participation.language}/letter/{token_for('letter', participation)}/"


def campaign_link(participation: Participation) -> str:
    return f"{settings.PUBLIC_URL}/{participation.language}/c/{participation.campaign.slug}/"
