"""The truth about campaigns in numbers: what the public sees, and the funnel counted from the rows themselves, as a proof."""

from collections.abc import Collection

from django.db.models import Count, Q

from campaign.common.redis_guard import cached
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import WAITING, State
from campaign.participation.models import Participation
from campaign.stats import counts
from campaign.stats.funnels import Funnel

# The public count may be this old; the plan allows 5 s, and the page's own memory takes up to 3 s of them.
COUNT_SECONDS = 2


def public_count(campaign_id: int) -> int:
    """How many people have confirmed, at most two seconds ago."""
    return cached(f"stats.count.{campaign_id}", COUNT_SECONDS, lambda: confirmed_count(campaign_id))


def confirmed_count(campaign_id: int) -> int:
    """Exactly, at this moment: what the tallies say, and what was added since."""
    return counts.confirmed(campaign_id)


def funnel(campaign_ids: Collection[int] | None = None) -> Funnel:
    """The funnel of these campaigns, or of all that are no rehearsals, from every row there is: pages read `counts.funnel`.

    The totals are counted by themselves, not summed from the parts: `adds_up` compares two different counts.
    """
    people, letters = Participation.objects.all(), OutgoingMail.objects.filter(kind=Kind.LETTER)
    if campaign_ids is None:
        people, letters = people.exclude(campaign__purpose="rehearsal"), letters.exclude(campaign__purpose="rehearsal")
    else:
        people, letters = people.filter(campaign__in=campaign_ids), letters.filter(campaign__in=campaign_ids)
    by_person = people.aggregate(
        submitted=Count("pk"), **{state: Count("pk", filter=Q(state=state)) for state in Participation.State.values}
    )
    by_letter = letters.aggregate(
        letters=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        **{state.value: Count("pk", filter=Q(state=state)) for state in State if state not in WAITING},
    )
    return Funnel(**by_person, **by_letter)
