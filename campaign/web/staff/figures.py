"""The numbers of the staff pages, and the groups of states that each of them counts: a number leads to just these rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import QuerySet

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import CLAIMABLE, TAKEN, TROUBLE, WAITING, State
from campaign.delivery.streams import oldest_late
from campaign.stats import counts
from campaign.stats.changes import WAITS

SENT = (State.ACCEPTED, State.DELIVERED, State.COMPLAINED)
# So many rows are read for a page, and no more (our judgement: some milliseconds).
MOST_COUNTED = 10_000

# What "?state=" may say: every state by itself, and the groups that pages count together.
STATE_GROUPS: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {
        "waiting": WAITING,
        "sent": SENT,
        "taken": TAKEN,
        "trouble": TROUBLE,
        **{state.value: (state,) for state in State},
    }
)


@dataclass(frozen=True)
class Tally:
    """A campaign's letters: on their way, with their readers as far as we know, and come to nothing."""

    waiting: int = 0
    sent: int = 0
    trouble: int = 0


@dataclass(frozen=True)
class Today:
    """Letters of some campaigns since midnight, and those that wait now; `late_seconds` is 0 when all only wait for their turn.

    Of `held` letters no more than MOST_COUNTED are counted.
    """

    accepted: int
    trouble: int
    held: int
    due: int
    late_seconds: float


def tallies(campaign_ids: Collection[int]) -> dict[int, Tally]:
    """By campaign id, exactly as of now."""
    return {
        campaign: Tally(states[WAITS], sum(states[one] for one in SENT), sum(states[one] for one in TROUBLE))
        for campaign, states in counts.letters(campaign_ids).items()
    }


def today(campaign_ids: Collection[int], midnight: datetime, now: datetime) -> Today:
    lately = counts.since(campaign_ids, midnight)
    late = oldest_late(now, campaign_ids)
    held = _letters(campaign_ids).filter(state=State.HELD).values("pk")[:MOST_COUNTED].count()
    return Today(
        accepted=lately["taken"],
        trouble=lately["trouble"],
        held=held,
        due=_due(campaign_ids, held, now),
        late_seconds=(now - late).total_seconds() if late else 0.0,
    )


def _letters(campaign_ids: Collection[int]) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(campaign__in=campaign_ids, kind=Kind.LETTER)


def _due(campaign_ids: Collection[int], held: int, now: datetime) -> int:
    """A few are counted. Of many, all that waits and is not held is due, but for what was confirmed these minutes."""
    due = _letters(campaign_ids).filter(state__in=CLAIMABLE, next_attempt_at__lte=now)
    few = due.values("pk")[:MOST_COUNTED].count()
    if few < MOST_COUNTED:
        return few
    return sum(states[WAITS] for states in counts.letters(campaign_ids).values()) - held
