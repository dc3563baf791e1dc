"""Reading tallies for pages: sums of one measure, of all people or of a part of them, as of when they were last summed up."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.states import TAKEN
from campaign.participation.models import Participation
from campaign.stats import zones
from campaign.stats.changes import WAITS
from campaign.stats.funnels import PARTS as FUNNEL_PARTS
from campaign.stats.funnels import TOTALS, Funnel, from_sums
from campaign.stats.models import ALL, Current, Log, Look, Mark, Measure, Recount, Tally
from campaign.stats.sums import BY_ONE_PART, OF_ALL_ONLY

# By what a campaign's people and letters can be asked for in part.
PARTS = ("language", "province", "source")

AN_HOUR = timedelta(hours=1)
Period = TypeVar("Period", date, datetime)

VERSION = Coalesce(Subquery(Current.objects.values("version")[:1]), Value(1))


@dataclass(frozen=True)
class Asked:
    """Which part of a campaign: days from and until, both included, in its own time zone; None: whatever it is."""

    since: date | None = None
    until: date | None = None
    language: str | None = None
    province: str | None = None
    source: str | None = None

    @property
    def everybody(self) -> bool:
        return self.language is self.province is self.source is None

    @property
    def is_all(self) -> bool:
        return self == Asked()


@dataclass(frozen=True)
class Row:
    """People of one kind by their states."""

    value: str
    submitted: int
    confirmed: int


@dataclass(frozen=True)
class Point:
    """The same of one hour or day, which begins then."""

    at: datetime
    submitted: int
    confirmed: int


@dataclass(frozen=True)
class SeatRow:
    """Letters to one seat of an addressee."""

    addressee_id: int
    seat: int
    letters: int
    waiting: int
    taken: int
    bounced: int
    complained: int
    other: int

    NUMBERS = ("letters", "waiting", "taken", "bounced", "complained", "other")

    @property
    def place(self) -> tuple[int, int]:
        return self.addressee_id, self.seat

    @property
    def numbers(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.NUMBERS}


def last_recount() -> Recount | None:
    """When every figure was last compared with the rows, and how many differed."""
    return Recount.objects.order_by("-pk").first()


def summed_up_at() -> datetime | None:
    """When both logs were last looked through to their end or moved on; None before the first time."""
    return Mark.objects.filter(version=VERSION, log=Log.PEOPLE).values_list("folded_at", flat=True).first()


def funnel_of(campaign: Campaign, asked: Asked) -> Funnel:
    """Of that part."""
    return from_sums(
        {measure: Counter(_states(_cells(campaign, measure, asked))) for measure in (*TOTALS, *FUNNEL_PARTS)}
    )


def waiting_of(campaign: Campaign) -> int:
    """All of its letters that still wait."""
    return _states(_cells(campaign, Measure.LETTERS, Asked())).get(WAITS, 0)


class Summary(NamedTuple):
    """One campaign in a line: people, then letters."""

    submitted: int
    confirmed: int
    lately: int
    letters: int
    taken: int
    bounced: int
    waiting: int


def by_campaign(campaign_ids: Collection[int], since: date) -> dict[int, Summary]:
    """Of each campaign; `lately` is who confirmed of those who sent the form since that day, each by its own midnights."""
    whole = {"version": VERSION, "campaign_id__in": campaign_ids, **dict.fromkeys(PARTS, ALL)}
    begin = datetime.combine(since, time.min, timezone.get_current_timezone()) - zones.HALF_A_DAY
    people, letters, lately = (
        _by_campaign(Tally.objects.filter(**whole, measure=measure, **more))
        for measure, more in ((Measure.DAY, {}), (Measure.LETTERS, {}), (Measure.DAY, {"period__gte": begin}))
    )
    confirmed = Participation.State.CONFIRMED
    return {
        one: Summary(
            sum(people[one].values()),
            people[one][confirmed],
            lately[one][confirmed],
            sum(letters[one].values()),
            sum(letters[one][state] for state in TAKEN),
            letters[one]["bounced"],
            letters[one][WAITS],
        )
        for one in campaign_ids
    }


def _by_campaign(cells: QuerySet[Tally]) -> defaultdict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for campaign, state, n in cells.values_list("campaign_id", "state").annotate(Sum("n")):
        found[campaign][state] = n
    return found


def looks_of(campaign: Campaign, asked: Asked) -> dict[str, int] | None:
    """How often the page was looked at and a letter begun; None for a province or a source, by which nobody counted them."""
    if asked.province is not None or asked.source is not None:
        return None
    looks = Look.objects.filter(campaign=campaign, **_days("hour", campaign, asked))
    if asked.language:
        looks = looks.filter(language=asked.language)
    counted = dict(looks.values_list("kind").annotate(Sum("n")))
    return {str(kind): counted.get(kind, 0) for kind in Look.Kind}


def days_of(campaign: Campaign, asked: Asked) -> list[Point]:
    """Every day from the first to the last with anybody, quiet ones included."""
    zone = zones.of(campaign)
    by_day = _by_period(_cells(campaign, Measure.DAY, asked), lambda period: zones.day_of(period, zone))
    first, last = min(by_day, default=date.max), max(by_day, default=date.min)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [_point(datetime.combine(day, time.min, zone), by_day.get(day, {})) for day in every]


def hours_of(campaign: Campaign, asked: Asked) -> list[Point]:
    """The same by the hour, of all people: nobody keeps the hours of a part."""
    zone = zones.of(campaign)
    by_hour = _by_period(_cells(campaign, Measure.HOUR, asked), lambda period: period.astimezone(UTC))
    hours = range(int((max(by_hour) - min(by_hour)) / AN_HOUR) + 1 if by_hour else 0)
    every = (min(by_hour) + n * AN_HOUR for n in hours)
    return [_point(at.astimezone(zone), by_hour.get(at, {})) for at in every]


def rows_by(campaign: Campaign, column: str, asked: Asked) -> list[Row]:
    """People by "language", "province" or "source", most confirmed first."""
    cells = _cells(campaign, Measure.DAY, asked, by=column)
    return _rows(cells.values_list(column, "state").annotate(Sum("n")))


def rows_of(campaign: Campaign, measure: Measure, asked: Asked) -> list[Row]:
    """People by the values of a measure, most confirmed first."""
    return _rows(_cells(campaign, measure, asked).values_list("value", "state").annotate(Sum("n")))


def seats_of(campaign: Campaign, asked: Asked) -> list[SeatRow]:
    by_seat: dict[str, dict[str, int]] = {}
    cells = _cells(campaign, Measure.SEAT, asked)
    for value, state, n in cells.values_list("value", "state").annotate(Sum("n")):
        by_seat.setdefault(value, {})[state] = n
    return [_seat_row(value, states) for value, states in sorted(by_seat.items(), key=lambda item: _place(item[0]))]


def values_of(campaign: Campaign, measure: Measure, asked: Asked) -> dict[str, int]:
    """Letters by the values of a measure."""
    return dict(_cells(campaign, measure, asked).values_list("value").annotate(Sum("n")))


def is_kept(measure: Measure, asked: Asked) -> bool:
    """Whether there are sums of just this part: not all are kept of everything."""
    parts = sum(getattr(asked, part) is not None for part in PARTS)
    return parts <= (0 if measure in OF_ALL_ONLY else 1 if measure in BY_ONE_PART else len(PARTS))


def has_any(campaign: Campaign, measure: Measure) -> bool:
    return _cells(campaign, measure, Asked()).exists()


def known(campaign: Campaign, column: str) -> list[str]:
    """The languages, provinces or sources that anybody of the campaign has."""
    return sorted(_cells(campaign, Measure.DAY, Asked(), by=column).values_list(column, flat=True).distinct())


def _cells(campaign: Campaign, measure: Measure, asked: Asked, by: str = "") -> QuerySet[Tally]:
    """Exactly those that add up to what is asked for: of `by`, one for each value, of what is not asked for, those of all."""
    here = {"version": VERSION, "campaign_id": campaign.pk, "measure": measure}
    early = timedelta() if measure == Measure.HOUR else zones.HALF_A_DAY
    cells = Tally.objects.filter(**here, **_days("period", campaign, asked, early)).exclude(n=0)
    for part in PARTS:
        value = getattr(asked, part)
        if value is None and part == by:
            cells = cells.exclude(**{part: ALL})
        else:
            cells = cells.filter(**{part: ALL if value is None else value})
    return cells


def _days(column: str, campaign: Campaign, asked: Asked, early: timedelta = timedelta()) -> dict[str, datetime]:
    """The conditions that keep to the days asked for, in the zone in which they are cut; of midnights, whatever is nearest."""
    limits: dict[str, datetime] = {}
    if asked.since or asked.until:
        zone = zones.of(campaign)
        if asked.since and asked.since > date.min:  # before the first day, too, there is none
            limits[f"{column}__gte"] = datetime.combine(asked.since, time.min, zone) - early
        if asked.until and asked.until < date.max:  # after the last day there is no midnight
            limits[f"{column}__lt"] = datetime.combine(asked.until + timedelta(days=1), time.min, zone) - early
    return limits


def _states(cells: QuerySet[Tally]) -> dict[str, int]:
    return dict(cells.values_list("state").annotate(Sum("n")))


def _rows(found: Iterable[tuple[str, str, int]]) -> list[Row]:
    by_value: dict[str, dict[str, int]] = {}
    for value, state, n in found:
        by_value.setdefault(value, {})[state] = n
    rows = [
        Row(value, sum(states.values()), states.get(Participation.State.CONFIRMED, 0))
        for value, states in by_value.items()
    ]
    return sorted(rows, key=lambda row: (-row.confirmed, -row.submitted, row.value))


def _by_period(cells: QuerySet[Tally], key: Callable[[datetime], Period]) -> dict[Period, dict[str, int]]:
    found: dict[Period, dict[str, int]] = {}
    for period, state, n in cells.values_list("period", "state").annotate(Sum("n")):
        found.setdefault(key(period), {})[state] = n
    return found


def _point(at: datetime, states: Mapping[str, int]) -> Point:
    return Point(at, sum(states.values()), states.get(Participation.State.CONFIRMED, 0))


def _place(value: str) -> tuple[int, int]:
    addressee, _, seat = value.partition(".")
    return int(addressee), int(seat)


def _seat_row(value: str, states: dict[str, int]) -> SeatRow:
    addressee, seat = _place(value)
    letters = sum(states.values())
    taken = sum(states.get(state, 0) for state in TAKEN)
    waiting = states.get(WAITS, 0)
    bounced, complained = states.get("bounced", 0), states.get("complained", 0)
    return SeatRow(addressee, seat, letters, waiting, taken, bounced, complained, letters - taken - waiting)
