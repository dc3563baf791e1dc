"""Working on exports, a slice at a time: rows, the pieces of the file and where it stands change in one transaction.

Whatever dies in the middle of a slice, the next begins where the last that was finished ended: nothing is doubled and nothing left out.
Slices take turns among the exports and among the mail that leaves, and no transaction is open for long (docs/adr/0020).
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaign.campaigns.models import Campaign
from campaign.common.alone import alone
from campaign.exports.columns import Column, Kind
from campaign.exports.formats import WRITERS, Heading, Writer
from campaign.exports.models import OPEN, Export, Failure, Format, Piece, State
from campaign.exports.reading import FIRST_BLOCK, Key, Reader, next_size

log = logging.getLogger(__name__)

# A confirmation that waits behind a slice waits so long, and a transaction with writes keeps the tallies so long: our judgement.
SLICE_SECONDS = 1.5
# Not kept from anybody by one mishap, nor tried for ever: our judgement.
MOST_TRIES = 5
# What broke off is taken up again after so long, by beat.
STALE = timedelta(seconds=15)
PIECE_BYTES = 1024 * 1024
# What a ZIP can say of itself without its later extension, and more than most can open.
LARGEST_FILE = 4 * 1024**3 - 1


def anything_waits(now: datetime) -> bool:
    """Whether an export waits that nobody has worked on for a while: its hint was lost, or its worker."""
    return (
        Export.objects.filter(state__in=OPEN).exists()
        and not Export.objects.filter(state__in=OPEN, worked_at__gt=now - STALE).exists()
    )


def work(now: datetime, seconds: float = SLICE_SECONDS) -> bool:
    """A slice of the export that was served longest ago; whether there is more to do. One at a time, on all machines together."""
    with alone("exports.work") as ours:
        if not ours:
            return False
        export = Export.objects.filter(state__in=OPEN).order_by(F("worked_at").asc(nulls_first=True), "pk").first()
        if export is None:
            return False
        if export.tries >= MOST_TRIES:
            fail(export, Failure.TRIES, now)
        elif _begin(export, now):
            _slice(export, now, time.monotonic() + seconds)
        return Export.objects.filter(state__in=OPEN).exists()


def _begin(export: Export, now: datetime) -> bool:
    """Committed before the slice: a slice that kills its worker is counted as well. False where it was cancelled meanwhile."""
    rows = Export.objects.filter(pk=export.pk, state__in=OPEN)
    return bool(rows.update(state=State.RUNNING, tries=F("tries") + 1, worked_at=now))


def _slice(export: Export, now: datetime, until: float) -> None:
    campaign = export.campaign
    if campaign is None:
        fail(export, Failure.GONE, now)
        return
    with transaction.atomic(), override(export.language):
        file = _File(export)
        done = _write(export, campaign, file, until)
        file.close()
        values: dict[str, object] = {
            "rows": export.rows,
            "passed": export.passed,
            "size": export.size,
            "pieces": export.pieces,
        }
        if done:
            values |= {"state": State.DONE, "position": {}, "ended_at": now}
        else:
            values |= {"position": export.position}
        # Cancelled meanwhile: what this slice wrote is taken back.
        if not Export.objects.filter(pk=export.pk, state=State.RUNNING).update(tries=0, **values):
            transaction.set_rollback(True)
    if export.size > LARGEST_FILE:
        fail(export, Failure.SIZE, now)


def _write(export: Export, campaign: Campaign, file: "_File", until: float) -> bool:
    """Blocks until the time is over; whether that was the last."""
    position = export.position
    reader = Reader(export, campaign)
    writer = _writer(export, reader.columns, campaign)
    if not position:
        position |= {"key": (reader.first.at, reader.first.id), "people": FIRST_BLOCK}
        file.add(writer.begin())
    while True:
        # What broke off was perhaps too much at once.
        people = max(1, position["people"] >> 3 * export.tries)
        block, before = reader.block(Key(*position["key"]), people), export.rows
        for rows in reader.rows(block):
            file.add(writer.rows(rows))
            export.rows += len(rows)
        export.passed += block.people
        position["key"] = (block.until.at, block.until.id)
        position["people"] = next_size(people, export.rows - before)
        if block.is_last:
            file.add(writer.end())
            return True
        if time.monotonic() >= until:
            file.add(writer.pause())
            position["memory"] = writer.memory
            return False


def _writer(export: Export, columns: tuple[Column, ...], campaign: Campaign) -> Writer:
    headings = [_heading(one, campaign, Format(export.format)) for one in columns]
    return WRITERS[Format(export.format)](headings, export.position.get("memory", {}))


def _heading(column: Column, campaign: Campaign, kind: Format) -> Heading:
    label = str(column.label)
    if column.kind is Kind.MOMENT:
        label = _("%(what)s (%(zone)s)") % {"what": label, "zone": campaign.time_zone.replace("_", " ")}
    words = {value: str(word) for value, word in column.words.items()} if column.words else None
    return Heading(column.key, label, column.kind, words)


class _File:
    """The pieces of a file: whole ones as they fill, and what is left at the end of a slice."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._open = bytearray()

    def add(self, content: bytes) -> None:
        self._open += content
        while len(self._open) >= PIECE_BYTES:
            self._keep(PIECE_BYTES)

    def close(self) -> None:
        if self._open:
            self._keep(len(self._open))

    def _keep(self, length: int) -> None:
        Piece.objects.create(export=self._export, number=self._export.pieces, data=bytes(self._open[:length]))
        del self._open[:length]
        self._export.pieces += 1
        self._export.size += length


def fail(export: Export, why: Failure, now: datetime) -> None:
    """It ends without a file; what was written of it goes."""
    with transaction.atomic():
        ended = {"state": State.FAILED, "failure": why, "ended_at": now, "position": {}}
        if Export.objects.filter(pk=export.pk).exclude(state__in=(State.CANCELLED, State.DELETED)).update(**ended):
            Piece.objects.filter(export=export).delete()
            log.error("Export %s of %s failed: %s", export.pk, export.subject, why)
