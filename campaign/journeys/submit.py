"""A supporter sends the form: one pending letter, and one mail that asks for the confirmation."""

from datetime import datetime

from django.db import connection, transaction

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
    if not _alone_and_open(submission.email.canonical, submission.campaign.pk):
        raise CampaignClosed
    participation = services.submit(submission, now)
    _ask_to_confirm(participation, Kind.CONFIRMATION, now)
    return participation


@transaction.atomic
def ask_again(participation: Participation, now: datetime) -> bool:
    """The same mail once more, where the campaign is still open. False when it is not, or the cap says no."""
    if not _alone_and_open(participation.canonical_email, participation.campaign_id):
        return False
    return _ask_to_confirm(participation, Kind.RESEND, now)


def _ask_to_confirm(participation: Participation, kind: Kind, now: datetime) -> bool:
    """Write to the address: please confirm, or you have already taken part. False when the cap says no."""
    history = address_history(participation, now - caps.WINDOW)
    if not caps.may_mail(participation.campaign_id, history.sent, now):
        return False
    # To the spelling that confirmed: not every server takes "ana+x" for ana, and the link opens her letter.
    kind = Kind.RECEIPT_LINK if history.confirmed_as else kind
    wrote = outbox.queue_to_supporter(
        participation, kind, now, to=history.confirmed_as, known_suppressed=history.suppressed
    )
    wake_workers()
    return wrote > 0


def _alone_and_open(address: str, campaign_id: int) -> bool:
    """Whether the campaign is open at this moment; asked for every letter that comes in, so in as few words as it takes.

    Two submissions of one address at once are counted one after the other: the lock ends with the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)), state = 'open' FROM campaigns_campaign WHERE id = %s",
            [address, campaign_id],
        )
        row: tuple[str, bool] | None = cursor.fetchone()
    return row is not None and row[1]
