"""What everybody may know of a campaign: nothing that tells of one person, now or by comparing two answers.

Figures of places and recipients are of the days that are over, rounded down to fives, and those under five are left out: who looks
before and after somebody signs sees the same, and no total gives away what was left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import resolve_seats
from campaign.stats import reading, zones
from campaign.stats.models import Measure
from campaign.stats.reading import Asked, Point
from campaign.targets.models import Riding
from campaign.targets.provinces import OF_CODE, name_in_list

STEP = 5

Row = TypeVar("Row")


@dataclass(frozen=True)
class RidingRow:
    code: str
    name: str
    province: str
    people: int


@dataclass(frozen=True)
class ProvinceRow:
    """`code` as in figures: "ON"."""

    code: str
    name: str
    people: int


@dataclass(frozen=True)
class RecipientRow:
    name: str
    role: str
    letters: int


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """Rows, most first, of all days until this midnight."""

    until: datetime
    rows: Sequence[Row]


def timeline(campaign: Campaign) -> list[Point]:
    """People by the day on which they sent the form: no more than the count on the page has shown day by day."""
    return reading.days_of(campaign, Asked())


def zone_of_days(campaign: Campaign) -> str:
    """In which time zone they are told: until days are cut anew after a change, the one before."""
    return zones.of(campaign).key


def by_riding(campaign: Campaign, language: str, now: datetime) -> Shown[RidingRow]:
    until, asked = _days_that_are_over(campaign, now)
    counted = {row.value: rounded(row.confirmed) for row in reading.rows_of(campaign, Measure.RIDING, asked)}
    parliaments = campaign.addressees.exclude(own_member_of="").values("own_member_of")
    known = Riding.objects.filter(source__in=parliaments, code__in=[code for code, people in counted.items() if people])
    rows = [RidingRow(one.code, one.name_in(language), one.province_in(language), counted[one.code]) for one in known]
    return Shown(until, sorted(rows, key=lambda row: (-row.people, row.name)))


def by_province(campaign: Campaign, language: str, ridings: Sequence[RidingRow], now: datetime) -> Shown[ProvinceRow]:
    """Provinces and territories by their name; `ridings` are those that are shown, too (`by_riding`), of the same days.

    A province is told no more people than could be if somebody's riding that is left out had nobody, whichever it is: else what is
    missing between the two could say how many are behind a riding that is not shown.
    """
    until, asked = _days_that_are_over(campaign, now)
    counted = {row.value: rounded(row.confirmed) for row in reading.rows_by(campaign, "province", asked)}
    most = _most_by_province(campaign, ridings)
    people = {code: min(number, most.get(code, number)) for code, number in counted.items() if code in OF_CODE}
    rows = [ProvinceRow(code, name_in_list(code, language), number) for code, number in people.items() if number]
    return Shown(until, sorted(rows, key=lambda row: (-row.people, row.name)))


def most_told(shown: Iterable[int], left_out: int) -> int:
    """How many of a province at most, beside its ridings that are shown with so many people, and so many that are left out."""
    return rounded(sum(people + STEP - 1 for people in shown) + (left_out - 1) * (STEP - 1))


def _most_by_province(campaign: Campaign, shown: Sequence[RidingRow]) -> dict[str, int]:
    """Of each province with a riding that is left out."""
    parliaments = campaign.addressees.exclude(own_member_of="").values("own_member_of")
    of_name = {name: code for code, name in OF_CODE.items()}
    people = {row.code: row.people for row in shown}
    ridings = defaultdict(list)
    for riding in Riding.objects.filter(source__in=parliaments).only("code", "province"):
        ridings[of_name.get(riding.province.get("en", ""), "")].append(people.get(riding.code, 0))
    return {
        province: most_told(filter(None, numbers), numbers.count(0))
        for province, numbers in ridings.items()
        if 0 in numbers
    }


def by_recipient(campaign: Campaign, language: str, now: datetime) -> Shown[RecipientRow]:
    """Letters that arrived, so far as anybody knows, by who has the place today: those that came back are not counted."""
    until, asked = _days_that_are_over(campaign, now)
    counted = {
        (row.addressee_id, row.seat): letters
        for row in reading.seats_of(campaign, asked)
        if (letters := rounded(row.taken - row.bounced))
    }
    people = resolve_seats(list(counted), language, until.date())
    rows = [RecipientRow(person.name, person.role, counted[seat]) for seat, person in people.items()]
    return Shown(until, sorted(rows, key=lambda row: (-row.letters, row.name)))


def rounded(number: int) -> int:
    return number // STEP * STEP


def _days_that_are_over(campaign: Campaign, now: datetime) -> tuple[datetime, Asked]:
    today = now.astimezone(zones.of(campaign)).replace(hour=0, minute=0, second=0, microsecond=0)
    return today, Asked(until=(today - timedelta(days=1)).date())
