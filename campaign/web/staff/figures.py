"""The numbers of the staff pages, and the groups of states that each of them counts: a number leads to just these rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, Q

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import CLAIMABLE, TAKEN, WAITING, State
from campaign.delivery.streams import oldest_late
from campaign.participation.models import Participation

SENT = (State.ACCEPTED, State.DELIVERED, State.COMPLAINED)
TROUBLE = (State.BOUNCED, State.FAILED, State.SUPPRESSED)

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
    """Letters of some campaigns since midnight, and those that wait now; `late_seconds` is 0 when all only wait for their turn."""

    accepted: int
    trouble: int
    held: int
    due: int
    late_seconds: float


def tallies(campaign_ids: Collection[int]) -> dict[int, Tally]:
    """By campaign id; a campaign without letters is absent."""
    rows = (
        OutgoingMail.objects.filter(campaign__in=campaign_ids, kind=Kind.LETTER)
        .values_list("campaign_id")
        .annotate(
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            sent=Count("pk", filter=Q(state__in=SENT)),
            trouble=Count("pk", filter=Q(state__in=TROUBLE)),
        )
    )
    return {campaign: Tally(waiting, sent, trouble) for campaign, waiting, sent, trouble in rows if campaign}


def confirmed_counts(campaign_ids: Collection[int]) -> dict[int, int]:
    rows = (
        Participation.objects.filter(campaign__in=campaign_ids, state=Participation.State.CONFIRMED)
        .values_list("campaign_id")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def today(campaign_ids: Collection[int], midnight: datetime, now: datetime) -> Today:
    letters = OutgoingMail.objects.filter(campaign__in=campaign_ids, kind=Kind.LETTER)
    counted = letters.aggregate(
        accepted=Count("pk", filter=Q(accepted_at__gte=midnight)),
        held=Count("pk", filter=Q(state=State.HELD)),
        due=Count("pk", filter=Q(state__in=CLAIMABLE, next_attempt_at__lte=now)),
    )
    late = oldest_late(now, campaign_ids)
    lately = letters.filter(state__in=TROUBLE, events__to_state__in=TROUBLE, events__at__gte=midnight)
    return Today(
        accepted=counted["accepted"],
        trouble=lately.values("pk").distinct().count(),
        held=counted["held"],
        due=counted["due"],
        late_seconds=(now - late).total_seconds() if late else 0.0,
    )
