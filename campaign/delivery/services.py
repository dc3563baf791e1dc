"""What staff and the clock do to the queue: pause, resume, sweep."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.delivery.claiming import recover_lost_claims
from campaign.delivery.heartbeats import forget_old
from campaign.delivery.lines import leads
from campaign.delivery.models import OutgoingMail, Pause
from campaign.delivery.queries import anything_due, is_paused
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.delivery.vacant import FILLED
from campaign.delivery.wake import wake_workers


@dataclass(frozen=True)
class Subject:
    """What is paused: all sending, or the letters of one campaign, to one target, or all mail through one provider."""

    scope: Pause.Scope = Pause.Scope.SITE
    key: str = ""


EVERYTHING = Subject()


@transaction.atomic
def pause(by: User, note: str, now: datetime, subject: Subject = EVERYTHING) -> Pause:
    """Stop sending; a second call keeps the pause in force as it is."""
    current, _ = Pause.objects.get_or_create(
        scope=subject.scope,
        key=subject.key,
        resumed_at=None,
        defaults={"paused_by": by, "note": note, "paused_at": now},
    )
    return current


@transaction.atomic
def resume(by: User, now: datetime, subject: Subject = EVERYTHING) -> bool:
    """Let sending go on; False if it was not paused. Nothing bursts: each mailbox keeps its pace."""
    in_force = Pause.objects.filter(scope=subject.scope, key=subject.key, resumed_at__isnull=True)
    changed = in_force.update(resumed_at=now, resumed_by=by)
    wake_workers()
    return changed == 1


def sweep(now: datetime) -> None:
    """What nobody was woken for: leases that ran out, letters whose seat has somebody again, mail that is due."""
    forget_old()
    recover_lost_claims()
    release_held(now)
    if anything_due() and not is_paused():
        wake_workers()


def release_held(now: datetime) -> int:
    """Queue again the letters that waited for somebody to have their seat, where somebody can be written to; how many.

    Those that were written for another stay until their team has chosen.
    """
    held = OutgoingMail.objects.filter(state=State.HELD, addressee__isnull=False)
    waiting = set(held.order_by().values_list("addressee_id", "seat", "written_for").distinct())
    if not waiting:
        return 0
    # The site's day, as for sending: by another one, letters would be held and released in turns until midnight.
    found = leads(waiting, "en", timezone.localdate(now))
    ready = {place for place, lead in found.items() if lead.recipient is not None and not lead.asks}
    letters = held.filter(addressee__in={place[0] for place in ready})
    places = letters.values_list("pk", "addressee_id", "seat", "written_for")
    released = [pk for pk, *place in places if tuple(place) in ready] if ready else []
    # One statement locks all of them in order of their keys, as a supporter who withdraws does: no deadlock.
    return move(released, (State.HELD,), Change(State.QUEUED, FILLED))
