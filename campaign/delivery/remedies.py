"""What a person does to mail by hand: try again, cancel, release, or note that it arrived. Each is in the mail's history.

What a supporter took back, or what was erased, is never sent again, whatever somebody presses.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from campaign.accounts.models import User
from campaign.delivery.models import DeliveryEvent, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.delivery.suppression import suppressed
from campaign.delivery.wake import wake_workers
from campaign.participation.models import Participation

# One request does no more than this, in steps that hold their locks for a moment each.
MOST_AT_ONCE = 10_000
STEP = 500


class Remedy(models.TextChoices):
    RETRY = "retry"
    RELEASE = "release"
    CANCEL = "cancel"
    MARK_SENT = "mark-sent"


@dataclass(frozen=True)
class Rule:
    """From which states a remedy leads to which, and what the history says of it."""

    olds: tuple[State, ...]
    new: State
    reason: str
    sends: bool = False


RULES: Mapping[Remedy, tuple[Rule, ...]] = MappingProxyType(
    {
        Remedy.RETRY: (
            Rule((State.FAILED, State.SUPPRESSED), State.QUEUED, gettext_noop("Tried again by hand."), sends=True),
        ),
        Remedy.RELEASE: (
            Rule((State.HELD,), State.QUEUED, gettext_noop("Released by hand."), sends=True),
            # Stays in doubt, and is sent once more now instead of after the wait.
            Rule((State.UNCERTAIN,), State.UNCERTAIN, gettext_noop("To be sent again now, by hand."), sends=True),
        ),
        Remedy.CANCEL: (
            Rule((State.QUEUED, State.HELD, State.UNCERTAIN), State.CANCELLED, gettext_noop("Cancelled by hand.")),
        ),
        Remedy.MARK_SENT: (
            Rule((State.UNCERTAIN, State.FAILED), State.ACCEPTED, gettext_noop("Marked as sent by hand.")),
        ),
    }
)


def states_for(remedy: Remedy) -> tuple[State, ...]:
    return tuple(old for rule in RULES[remedy] for old in rule.olds)


def open_to(remedy: Remedy) -> Q:
    """The mails that a remedy may be used on, whose addresses are no longer suppressed or not known to be so."""
    taken_back = Q(participation__state__in=(Participation.State.WITHDRAWN, Participation.State.ERASED))
    sending = [state for rule in RULES[remedy] if rule.sends for state in rule.olds]
    return Q(state__in=states_for(remedy)) & ~(Q(state__in=sending) & taken_back)


def remedies_of(mail: OutgoingMail) -> list[Remedy]:
    """What may be done about this mail now."""
    if mail.state not in {state for remedy in Remedy for state in states_for(remedy)}:
        return []
    this = OutgoingMail.objects.filter(pk=mail.pk)
    return [remedy for remedy in Remedy if _without_suppressed(list(_openly(this, remedy)))]


def use(remedy: Remedy, ids: Collection[int], by: User) -> int:
    """Use the remedy on those of the mails that are open to it; how many were. Each step is a transaction."""
    every = sorted(ids)
    return sum(_use(remedy, every[start : start + STEP], by) for start in range(0, len(every), STEP))


@transaction.atomic
def _use(remedy: Remedy, ids: Sequence[int], by: User) -> int:
    # Locked in order of their keys, as everywhere; the join decides, the mail alone is locked.
    rows = _openly(OutgoingMail.objects.filter(pk__in=ids), remedy).select_for_update(of=("self",)).order_by("pk")
    mails = _without_suppressed(list(rows))
    done = sum(_follow(rule, [mail.pk for mail in mails if mail.state in rule.olds], by) for rule in RULES[remedy])
    if done and any(rule.sends for rule in RULES[remedy]):
        wake_workers()
    return done


def _openly(mails: QuerySet[OutgoingMail], remedy: Remedy) -> QuerySet[OutgoingMail]:
    return mails.filter(open_to(remedy)).only("pk", "state", "to_email")


def _without_suppressed(mails: list[OutgoingMail]) -> list[OutgoingMail]:
    """Mail that was not sent for its address may leave only once somebody lifted the address."""
    still = suppressed({mail.to_email for mail in mails if mail.state == State.SUPPRESSED})
    return [mail for mail in mails if mail.state != State.SUPPRESSED or mail.to_email not in still]


def _follow(rule: Rule, ids: list[int], by: User) -> int:
    if not ids:
        return 0
    if rule.new == State.UNCERTAIN:
        return _at_once(ids, rule.reason, by)
    if State.FAILED in rule.olds and rule.new == State.QUEUED:
        OutgoingMail.objects.filter(pk__in=ids).update(attempts=0)
    delay = timedelta() if rule.new == State.QUEUED else None
    return move(ids, rule.olds, Change(rule.new, rule.reason, delay=delay, by=by.pk))


def _at_once(ids: list[int], reason: str, by: User) -> int:
    """The state stays, so this is no transition; but who brought it forward stands in the history."""
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(mail_id=pk, from_state=State.UNCERTAIN, to_state=State.UNCERTAIN, reason=reason, by=by)
        for pk in ids
    )
    return OutgoingMail.objects.filter(pk__in=ids).update(next_attempt_at=Now(), reason=reason)
