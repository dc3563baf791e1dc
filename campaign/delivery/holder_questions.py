"""Asks the organizers what becomes of letters whose seat has another holder by now, and follows what they chose.

That such letters wait does not depend on it: claims see it for themselves (delivery.lines). So a minute more or less is no matter.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from campaign.accounts.queries import addresses_of
from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.holder_decisions import (
    ChangedAgain,
    Decision,
    Settled,
    cancel,
    decide,
    time_to_choose,
    waiting_at,
)
from campaign.delivery.lines import Lead, Place, leads
from campaign.delivery.models import HolderChange
from campaign.delivery.outbox import queue_to_staff
from campaign.delivery.wake import wake_workers

log = logging.getLogger(__name__)

NAMED_IN_MAIL = 20


def follow(now: datetime) -> None:
    """Ask what is new, end what is over, decide what nobody decided in time, and cancel what came after a decision."""
    ask(now)
    for change in HolderChange.objects.filter(decided_at=None, over_at=None, found_at__lte=now - time_to_choose()):
        try:
            decide(change, Decision.MOVE, None, now)
        except (Settled, ChangedAgain) as error:
            log.info("Change of holder %s: %s", change.pk, type(error).__name__)  # the next round looks again
    for change in HolderChange.objects.filter(decision=Decision.CANCEL, over_at=None):
        cancel(change)


@transaction.atomic
def ask(now: datetime) -> list[HolderChange]:
    """The questions that are new, of which the teams are told by mail. Another worker that asks in this moment does it all."""
    if not _alone():
        return []
    waiting = dict.fromkeys(places_waiting())
    in_force = list(HolderChange.objects.filter(over_at=None))
    found = leads({*waiting, *(row.place for row in in_force)}, "en", timezone.localdate(now))
    over = {row.pk for row in in_force if _is_over(row, found[row.place], row.place in waiting)}
    back = {row.pk for row in in_force if found[row.place].former is None}
    # What somebody decides in this moment stays decided, unless the letters are the former holder's again.
    ending = Q(pk__in=back) | Q(pk__in=over, decided_at=None)
    HolderChange.objects.filter(ending, over_at=None).update(over_at=now)
    asked = {row.place for row in in_force if row.is_open and row.pk not in over}
    new = HolderChange.objects.bulk_create(
        [_question(place, found[place], now) for place in waiting if place not in asked and _is_new(found[place])]
    )
    _tell(new, found, now)
    return new


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('delivery.holder_questions', 0))")
        return bool(cursor.fetchone() == (True,))


# Of each line the first that may be claimed and the first that is held, each by its index: the order makes the planner take the one of
# claims, as it does for them, and not read all that waits.
_WAITING = """
SELECT stream.addressee_id, stream.seat, stream.written_for FROM delivery_stream AS stream
LEFT JOIN LATERAL (
    SELECT id FROM delivery_outgoingmail
    WHERE addressee_id = stream.addressee_id AND seat = stream.seat AND written_for = stream.written_for
        AND kind = 'letter' AND state IN ('queued', 'uncertain')
    ORDER BY next_attempt_at, id LIMIT 1
) AS claimable ON true
LEFT JOIN LATERAL (
    SELECT id FROM delivery_outgoingmail
    WHERE addressee_id = stream.addressee_id AND seat = stream.seat AND written_for = stream.written_for AND state = 'held'
    LIMIT 1
) AS held ON true
WHERE stream.written_for <> 0 AND coalesce(claimable.id, held.id) IS NOT NULL
ORDER BY stream.id
"""


def places_waiting() -> list[Place]:
    """Where letters wait that were written for somebody who may have to give up the seat."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        rows: list[Place] = cursor.fetchall()
    return rows


def _is_over(row: HolderChange, lead: Lead, waits: bool) -> bool:
    """The same person is back; or, while nobody has chosen, the seat is vacant or somebody else's, or no letter waits any more."""
    if lead.former is None:
        return True
    return row.is_open and (not waits or lead.holder is None or lead.holder.target_id != row.successor_id)


def _is_new(lead: Lead) -> bool:
    return lead.asks and not lead.decision


def _question(place: Place, lead: Lead, now: datetime) -> HolderChange:
    addressee, seat, person = place
    assert lead.holder is not None  # noqa: S101 - as of every lead that asks
    return HolderChange(
        addressee_id=addressee,
        seat=seat,
        former_id=person,
        successor_id=lead.holder.target_id,
        letters=waiting_at(place),
        found_at=now,
    )


def _tell(changes: Iterable[HolderChange], found: Mapping[Place, Lead], now: datetime) -> None:
    """One mail a campaign to its team, in English as all mail to staff; to the admins where the team has nobody."""
    by_campaign: dict[int, list[HolderChange]] = defaultdict(list)
    several = list(changes)
    rows = Addressee.objects.in_bulk({change.addressee_id for change in several})
    for change in several:
        by_campaign[rows[change.addressee_id].campaign_id].append(change)
    for campaign in Campaign.objects.select_related("team").filter(pk__in=by_campaign):
        lines = [_line(change, found[change.place]) for change in by_campaign[campaign.pk]]
        queue_to_staff(addresses_of(campaign.team), f"{settings.SITE_NAME}: {campaign.slug}", _words(lines, now), now)
    if several:
        wake_workers()


def _line(change: HolderChange, lead: Lead) -> str:
    former, holder = lead.former, lead.holder
    assert former is not None  # noqa: S101 - as of every lead that asks
    assert holder is not None  # noqa: S101 - the same
    role = f"{holder.role}: " if holder.role else ""
    return f"- {role}{change.letters} written for {former.name}; now it is {holder.name}."


def _words(lines: Sequence[str], now: datetime) -> str:
    more = [f"- and {len(lines) - NAMED_IN_MAIL} more"] if len(lines) > NAMED_IN_MAIL else []
    until = timezone.localtime(now + time_to_choose())
    return "\n".join(
        [
            "Letters wait that were written for somebody who no longer holds the office:",
            *lines[:NAMED_IN_MAIL],
            *more,
            "",
            "You choose: move them to the new holder, do not send them, or send them as they were written.",
            f"Where nobody has chosen by {until:%Y-%m-%d %H:%M} ({settings.TIME_ZONE}), they go to the new holder.",
            "",
            f"{settings.PUBLIC_URL}/staff/holders/",
            "",
        ]
    )
