"""A supporter sends the form: one pending letter, and one mail that asks for the confirmation."""

from datetime import datetime

from django.db import connection, transaction

from campaign.campaigns.queries import is_open_now
from campaign.delivery import outbox
from campaign.delivery.models import Kind
from campaign.delivery.queries import address_history
from campaign.delivery.wake import wake_workers
from campaign.journeys import caps
from campaign.participation import services
from campaign.participation.models import Participation
from campaign.participation.services import Submission

__all__ = ["CampaignClosed", "Submission", "submit"]


class CampaignClosed(Exception):
    """The campaign takes no more letters."""


@transaction.atomic
def submit(submission: Submission, now: datetime) -> Participation:
    """Keep the letter and write to its address, unless it got its share of mails today.

    New, repeated and already confirmed addresses are treated alike towards the outside; what differs is only the mail,
    which the owner of the address alone can read.
    """
    if not is_open_now(submission.campaign.pk):
        raise CampaignClosed
    participation = services.submit(submission, now)
    ask_to_confirm(participation, Kind.CONFIRMATION, now)
    return participation


def ask_to_confirm(participation: Participation, kind: Kind, now: datetime) -> bool:
    """Write to the address: please confirm, or you have already taken part. False when the cap says no."""
    _one_at_a_time(participation.canonical_email)
    history = address_history(participation, now - caps.WINDOW)
    if not caps.may_mail(participation.campaign_id, history.sent, now):
        return False
    # To the spelling that confirmed: not every server takes "ana+x" for ana, and the link opens her letter.
    kind = Kind.RECEIPT_LINK if history.confirmed_as else kind
    wrote = outbox.queue_to_supporter(participation, kind, now, to=history.confirmed_as)
    wake_workers()
    return wrote > 0


def _one_at_a_time(address: str) -> None:
    """Two submissions of one address at once are counted one after the other; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address])
