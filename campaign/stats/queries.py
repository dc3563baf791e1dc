"""The truth about campaigns in numbers: what the public sees, and the funnel whose parts add up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from campaign.common.redis_guard import cached
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import WAITING, State
from campaign.participation.models import Participation
from campaign.stats import counts

# The public count may be this old; the plan allows 5 s, and the page's own memory takes up to 3 s of them.
COUNT_SECONDS = 2


def public_count(campaign_id: int) -> int:
    """How many people have confirmed, at most two seconds ago."""
    return cached(f"stats.count.{campaign_id}", COUNT_SECONDS, lambda: confirmed_count(campaign_id))


def confirmed_count(campaign_id: int) -> int:
    """Exactly, at this moment: what the tallies say, and what was added since."""
    return counts.confirmed(campaign_id)


@dataclass(frozen=True)
class Funnel:
    """People and their letters, each stage the sum of its parts.

    submitted = pending + confirmed + withdrawn + erased (people's forms);
    letters = waiting + accepted + delivered + bounced + complained + failed + suppressed + cancelled.
    """

    pending: int
    confirmed: int
    withdrawn: int
    erased: int
    submitted: int
    letters: int
    waiting: int
    accepted: int
    delivered: int
    bounced: int
    complained: int
    failed: int
    suppressed: int
    cancelled: int

    @property
    def taken(self) -> int:
        """Letters a provider took, whatever was heard of them afterwards."""
        return self.accepted + self.delivered + self.bounced + self.complained

    @property
    def adds_up(self) -> bool:
        people = self.pending + self.confirmed + self.withdrawn + self.erased
        letters = self.waiting + self.taken + self.failed + self.suppressed + self.cancelled
        return people == self.submitted and letters == self.letters


def funnel(campaign_ids: Collection[int] | None = None) -> Funnel:
    """The funnel of these campaigns, or of all that are no rehearsals.

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


@dataclass(frozen=True)
class Day:
    date: date
    submitted: int
    confirmed: int


def daily_counts(campaign_ids: Collection[int], since: date, until: date, zone: ZoneInfo) -> list[Day]:
    """Forms and confirmations per day of that time zone, every day from `since` to `until`, quiet ones included."""
    begin, end = (
        datetime.combine(since, time.min, zone),
        datetime.combine(until + timedelta(days=1), time.min, zone),
    )
    people = Participation.objects.filter(campaign__in=campaign_ids)
    submitted = people.filter(submitted_at__gte=begin, submitted_at__lt=end)
    confirmed = people.filter(state=Participation.State.CONFIRMED, confirmed_at__gte=begin, confirmed_at__lt=end)
    by_day = {
        name: dict(
            rows.annotate(day=TruncDate(column, tzinfo=zone)).values_list("day").annotate(n=Count("pk")).order_by("day")
        )
        for name, rows, column in (("s", submitted, "submitted_at"), ("c", confirmed, "confirmed_at"))
    }
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [Day(day, by_day["s"].get(day, 0), by_day["c"].get(day, 0)) for day in days]
