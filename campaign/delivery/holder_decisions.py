"""What becomes of letters whose seat has another holder by now: move them, do not send them, or send them as written.

A decision is a row that claims look at (delivery.lines); only letters that are not to be sent are touched. What a worker held before
the change was found goes on.
"""

from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.accounts.models import User
from campaign.delivery.lines import Place, leads
from campaign.delivery.models import HolderChange, Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.remedies import MOST_AT_ONCE, STEP
from campaign.delivery.states import CLAIMABLE, State
from campaign.delivery.wake import wake_workers

Decision = HolderChange.Decision

CANCELLED = gettext_noop("Another person holds this office by now; the organizers chose not to send it.")
# As by hand: one in doubt may have arrived, but is not sent a second time.
OPEN_TO_CANCEL = (*CLAIMABLE, State.HELD)


def time_to_choose() -> timedelta:
    """A weekend and a day, unless the site says otherwise. After it letters move: people write to an office, and none may wait for ever."""
    return timedelta(hours=settings.HOLDER_CHOICE_HOURS)


class Settled(Exception):
    """Somebody has chosen already, or the time to choose was over: `change` says what."""

    def __init__(self, change: HolderChange) -> None:
        super().__init__(str(change))
        self.change = change


class ChangedAgain(Exception):
    """The seat has yet another holder by now, or nobody: this question is over, and another may follow."""


class NoAddress(Exception):
    """The former holder cannot be written to, so nothing can be sent as written."""


def decide(change: HolderChange, decision: HolderChange.Decision, by: User | None, now: datetime) -> HolderChange:
    """Keep the decision and do what follows from it; `by` is None where nobody chose in time.

    Raises Settled, ChangedAgain or NoAddress, and then nothing has happened. Of very many letters a part is cancelled later.
    """
    decided = _keep(change, decision, by, now)
    if decision is Decision.CANCEL:
        cancel(decided)
    else:
        wake_workers()
    return decided


@transaction.atomic
def _keep(change: HolderChange, decision: HolderChange.Decision, by: User | None, now: datetime) -> HolderChange:
    row = HolderChange.objects.select_for_update().get(pk=change.pk)
    if row.decision:
        raise Settled(row)
    lead = leads([row.place], "en", timezone.localdate(now))[row.place]
    if not row.is_open or lead.former is None or lead.holder is None or lead.holder.target_id != row.successor_id:
        raise ChangedAgain
    if decision is Decision.SEND and not lead.former.email:
        raise NoAddress
    row.decision, row.decided_by, row.decided_at = decision, by, now
    row.letters = waiting_at(row.place)
    row.save(update_fields=["decision", "decided_by", "decided_at", "letters"])
    return row


def cancel(change: HolderChange) -> int:
    """The letters of a place that are not to be sent, in steps that hold their locks for a moment each; how many."""
    parts = [part.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE] for part in _letters_at(change.place)]
    ids = sorted(chain.from_iterable(parts))[:MOST_AT_ONCE]
    done = Change(State.CANCELLED, CANCELLED, by=change.decided_by_id)
    return sum(move(ids[start : start + STEP], OPEN_TO_CANCEL, done) for start in range(0, len(ids), STEP))


def waiting_at(place: Place) -> int:
    """How many letters wait there, whatever for."""
    return sum(part.count() for part in _letters_at(place))


def first_at(place: Place) -> OutgoingMail | None:
    """The first of them, to be shown."""
    firsts = (
        part.order_by("next_attempt_at", "pk").select_related("participation__revision").first()
        for part in _letters_at(place)
    )
    return next((mail for mail in firsts if mail is not None), None)


def _letters_at(place: Place) -> tuple[QuerySet[OutgoingMail], ...]:
    """Those that may be claimed and those that are held: each has its index, both together have none."""
    addressee, seat, person = place
    here = OutgoingMail.objects.filter(kind=Kind.LETTER, addressee=addressee, seat=seat, written_for=person)
    return here.filter(state__in=CLAIMABLE), here.filter(state=State.HELD)
