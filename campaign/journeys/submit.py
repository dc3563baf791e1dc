"""A supporter sends the form: one pending letter, and one mail that asks for the confirmation."""

from dataclasses import dataclass, replace
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
    door = _alone_at_the_door(submission.email.canonical, submission.campaign.pk)
    if not door.is_open:
        raise CampaignClosed
    participation = services.submit(replace(submission, came_before=door.came_before), now)
    _ask_to_confirm(participation, Kind.CONFIRMATION, now)
    return participation


@transaction.atomic
def ask_again(participation: Participation, now: datetime) -> bool:
    """The same mail once more, where the campaign is still open. False when it is not, or the cap says no."""
    if not _alone_at_the_door(participation.canonical_email, participation.campaign_id).is_open:
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


@dataclass(frozen=True)
class Door:
    """Whether the campaign takes letters at this moment, and whether whoever comes has confirmed one to another campaign."""

    is_open: bool
    came_before: bool


_DOOR = """
SELECT pg_advisory_xact_lock(hashtextextended(%(address)s, 0)), state = 'open', EXISTS (
    SELECT FROM participation_participation
    WHERE canonical_email = %(address)s AND campaign_id <> %(campaign)s AND state = 'confirmed'
)
FROM campaigns_campaign WHERE id = %(campaign)s
"""


def _alone_at_the_door(address: str, campaign_id: int) -> Door:
    """Asked for every letter that comes in, so all at once.

    Two submissions of one address at once are counted one after the other: the lock ends with the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DOOR, {"address": address, "campaign": campaign_id})
        row: tuple[str, bool, bool] | None = cursor.fetchone()
    return Door(*row[1:]) if row else Door(is_open=False, came_before=False)
