"""A campaign's letters in the states that a number counts: how many there are, and the newest of them found by an index.

In the order in which their people sent the form, which has an index for each campaign. By the letters' own keys, one would go
through the millions of another campaign that came later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import WAITING, State
from campaign.stats import counts
from campaign.stats.changes import WAITS
from campaign.web.staff.figures import STATE_GROUPS
from campaign.web.staff.paging import MOST_FOUND

# Sums are kept by the day of the confirmation, in the campaign's zone: nobody sent the form later than so long after it began.
AFTER_ITS_DAY = timedelta(days=2)


@dataclass(frozen=True)
class Rows:
    """Where `at_least`, there are more than `total`."""

    letters: QuerySet[OutgoingMail]
    total: int
    at_least: bool = False


def rows_of(campaign: Campaign, group: str) -> Rows:
    """Newest first. A group that is not known is all there are."""
    states = STATE_GROUPS.get(group)
    days = counts.letters_by_day(campaign.pk)
    if states is None:
        return Rows(_newest(campaign), sum(day.states.total() for day in days))
    if set(states) < set(WAITING):
        return _waiting(campaign, states)
    told = {WAITS} if states == WAITING else set(states)
    number = sum(day.states[state] for day in days for state in told)
    if number <= MOST_FOUND:
        return Rows(_few(campaign, states), number)
    last = max(day.begins for day in days if any(day.states[state] for state in told))
    return Rows(_up_to(_newest(campaign), last).filter(state__in=states), number)


def _waiting(campaign: Campaign, states: tuple[State, ...]) -> Rows:
    """Of the states in which letters wait, each for itself, no sums are kept: they are counted as far as they are listed."""
    number = _in_states(campaign, states).values("pk")[: MOST_FOUND + 1].count()
    if number <= MOST_FOUND:
        return Rows(_few(campaign, states), number)
    return Rows(_newest(campaign).filter(state__in=states), MOST_FOUND, at_least=True)


def _newest(campaign: Campaign) -> QuerySet[OutgoingMail]:
    return _ordered(OutgoingMail.objects.filter(participation__campaign=campaign, kind=Kind.LETTER))


def _few(campaign: Campaign, states: tuple[State, ...]) -> QuerySet[OutgoingMail]:
    """Taken together by the index of states, and then put in order: else all letters are gone through for these."""
    return _ordered(OutgoingMail.objects.filter(pk__in=_in_states(campaign, states).values("pk")[:MOST_FOUND]))


def _in_states(campaign: Campaign, states: tuple[State, ...]) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(campaign=campaign, kind=Kind.LETTER, state__in=states)


def _up_to(letters: QuerySet[OutgoingMail], day: datetime) -> QuerySet[OutgoingMail]:
    return letters.filter(participation__submitted_at__lt=day + AFTER_ITS_DAY)


def _ordered(letters: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
    return letters.order_by("-participation__submitted_at", "-participation_id", "-pk")
