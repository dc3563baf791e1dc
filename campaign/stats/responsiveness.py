"""Who answers: of each recipient of a campaign how many people were asked, what they told, and what can be said of it.

Sums of sums that triggers keep (answers.models.AnswerTally): no question and no answer is counted here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from campaign.answers.models import AnswerTally
from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Seat, resolve_seats
from campaign.stats.intervals import Share
from campaign.stats.public import Shown, rounded

Kind = AnswerTally.Kind
# Of fewer who told, the interval of a share of a half is wider than 40 of 100: nobody should be praised or blamed for it. Our judgement.
ENOUGH = 20


@dataclass(frozen=True)
class Responsiveness:
    """One seat of an addressee. The shares are of those who told: who does not tell may have been answered, or not."""

    addressee_id: int
    seat: int
    asked: int
    none: int
    form: int
    personal: int
    changed: int

    @property
    def told(self) -> int:
        return self.none + self.form + self.personal + self.changed

    @property
    def answered(self) -> Share:
        """In any way."""
        return Share(self.told - self.none, self.told)

    @property
    def personally(self) -> Share:
        """By a person, or by deeds."""
        return Share(self.personal + self.changed, self.told)

    @property
    def too_early(self) -> bool:
        return self.told < ENOUGH


def of_seats(campaign: Campaign, until: date | None = None) -> list[Responsiveness]:
    """Those that anybody was asked about, as things stood at the end of a day of the campaign's time zone, or stand now."""
    sums = AnswerTally.objects.filter(campaign=campaign)
    if until:
        sums = sums.filter(day__lte=until)
    found: dict[Seat, Counter[str]] = defaultdict(Counter)
    for addressee, seat, kind, n in sums.values_list("addressee_id", "seat", "kind").annotate(Sum("n")):
        found[addressee, seat][kind] = n
    return [_row(seat, numbers) for seat, numbers in sorted(found.items()) if any(numbers.values())]


def _row(seat: Seat, numbers: Mapping[str, int]) -> Responsiveness:
    kinds = ("asked", "none", "form", "personal", "changed")
    return Responsiveness(*seat, *(max(0, numbers.get(kind, 0)) for kind in kinds))


@dataclass(frozen=True)
class PublicRow:
    """What everybody may know of one recipient: each number rounded down to fives, so 0 says fewer than five."""

    name: str
    role: str
    told: int
    none: int
    form: int
    personal: int
    changed: int


def public_rows(campaign: Campaign, language: str, now: datetime) -> Shown[PublicRow]:
    """Recipients of whom five people or more have told by last midnight, by who has the place today.

    A change counts from its own day on, so these figures move at midnight alone: nobody is found by looking before and after.
    """
    midnight = now.astimezone(campaign.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = of_seats(campaign, until=(midnight - timedelta(days=1)).date())
    shown = {(row.addressee_id, row.seat): row for row in rows if rounded(row.told)}
    people = resolve_seats(list(shown), language, midnight.date())
    public = [
        PublicRow(
            person.name,
            person.role,
            *(rounded(number) for number in (row.told, row.none, row.form, row.personal, row.changed)),
        )
        for seat, person in people.items()
        for row in (shown[seat],)
    ]
    return Shown(midnight, sorted(public, key=lambda row: (-row.told, row.name)))
