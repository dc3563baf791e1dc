"""Where a mail's identifiers and links point: Message-ID, envelope sender, and the supporter's pages."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from campaign.participation.models import Participation
from campaign.participation.tokens import token_for

# How many hexadecimal digits of the seal stand in each.
MESSAGE_SEAL, SENDER_SEAL = 16, 12


@lru_cache(maxsize=64)  # a mail needs it twice in a row
def _seal(outbox_id: int) -> str:
    return salted_hmac("campaign.delivery.mail", str(outbox_id)).hexdigest()


def message_id(outbox_id: int) -> str:
    """The same for every attempt, so that a mailbox that has the letter can tell the second copy."""
    return f"<mail.{outbox_id}.{_seal(outbox_id)[:MESSAGE_SEAL]}@{settings.MAIL_DOMAIN}>"


def bundle_message_id(bundle: int) -> str:
    """Another than that of the letter it is named after, which may some day travel alone."""
    return f"<bundle.{bundle}.{_seal(bundle)[:16]}@{settings.MAIL_DOMAIN}>"


def envelope_sender(outbox_id: int) -> str:
    """One per mail (VERP), so that a bounce tells which mail came back. Sealed: nobody can invent a bounce."""
    return f"bounce+{outbox_id}.{_seal(outbox_id)[:SENDER_SEAL]}@{settings.MAIL_DOMAIN}"


# Mail servers may change the case of what they quote; at most 18 digits, as a key is a 64-bit number.
_SENDERS = re.compile(rf"(?ia)\bbounce\+(\d{{1,18}})\.([0-9a-f]{{{SENDER_SEAL}}})@([a-z0-9.-]*[a-z0-9])")
_MESSAGE_IDS = re.compile(rf"(?ia)\bmail\.(\d{{1,18}})\.([0-9a-f]{{{MESSAGE_SEAL}}})@([a-z0-9.-]*[a-z0-9])")


def mail_of_sender(text: str) -> int | None:
    """The outbox id behind the first of our envelope senders in a text, e.g. a header; None where none has its seal."""
    return _sealed(_SENDERS, text)


def mail_of_message_id(text: str) -> int | None:
    """The same for our Message-IDs."""
    return _sealed(_MESSAGE_IDS, text)


def _sealed(pattern: re.Pattern[str], text: str) -> int | None:
    for digits, seal, domain in pattern.findall(text):
        whole = salted_hmac("campaign.delivery.mail", str(int(digits))).hexdigest()
        if domain.lower() == settings.MAIL_DOMAIN.lower() and constant_time_compare(seal.lower(), whole[: len(seal)]):
            return int(digits)
    return None


def confirm_link(participation: Participation) -> str:
    return f"{settings.PUBLIC_URL}/{participation.language}/confirm/{token_for('confirm', participation)}/"


def letter_link(participation: Participation) -> str:
    return f"{settings.PUBLIC_URL}/{participation.language}/letter/{token_for('letter', participation)}/"


def answers_link(participation: Participation) -> str:
    """The page on which they tell whether an answer came."""
    return f"{settings.PUBLIC_URL}/{participation.language}/answers/{token_for('answers', participation)}/"


def campaign_link(participation: Participation) -> str:
    return f"{settings.PUBLIC_URL}/{participation.language}/c/{participation.campaign.slug}/"
