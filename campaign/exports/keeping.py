"""What becomes of files: read in pieces, written down when taken, deleted early or after their week."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports.models import OPEN, Export, Piece, State, Taking

# Long enough for somebody who is away over a weekend; what holds people's names should not lie about for longer.
KEPT = timedelta(days=7)


class FileIsGone(Exception):
    """It was deleted while it was being read: what was sent of it is not the whole."""


def pieces_of(export: Export) -> Iterator[bytes]:
    """The file in its order, one piece in memory at a time and no cursor open between them. Raises FileIsGone."""
    for number in range(export.pieces):
        data = Piece.objects.filter(export=export, number=number).values_list("data", flat=True).first()
        if data is None:
            raise FileIsGone(f"export {export.pk}, piece {number}")
        yield bytes(data)


def write_down(export: Export, by: User, now: datetime) -> None:
    """That its file was taken along."""
    Taking.objects.create(
        by=by,
        at=now,
        campaign_id=export.campaign_id,
        subject=export.subject,
        what=export.what,
        format=export.format,
        part=export.part,
        rows=export.rows,
        export=export,
    )


def write_down_table(campaign: Campaign | None, by: User, now: datetime, **taken: object) -> None:
    """The same of a short table, of a campaign or of all: `taken` is what, format, part and rows."""
    subject = campaign.slug if campaign else ""
    Taking.objects.create(by=by, at=now, campaign=campaign, subject=subject, **taken)


@transaction.atomic
def remove(export: Export, now: datetime) -> State | None:
    """Cancels what is not ready, deletes the file of what is; None where there was nothing to do any more."""
    rows = Export.objects.filter(pk=export.pk)
    if rows.filter(state__in=OPEN).update(state=State.CANCELLED, ended_at=now, position={}):
        found = State.CANCELLED
    elif rows.filter(state=State.DONE).update(state=State.DELETED):
        found = State.DELETED
    else:
        return None
    Piece.objects.filter(export=export).delete()
    return found


@transaction.atomic
def forget(now: datetime) -> int:
    """Deletes files whose week is over; how many. What says who asked and who took them stays."""
    due = list(Export.objects.filter(state=State.DONE, ended_at__lte=now - KEPT).values_list("pk", flat=True))
    Export.objects.filter(pk__in=due, state=State.DONE).update(state=State.EXPIRED)
    Piece.objects.filter(export__in=due).delete()
    return len(due)
