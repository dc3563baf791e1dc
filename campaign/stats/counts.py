"""Exact figures of all people and letters: sums of what was summed up, and the few rows that were added since, seen at one moment.

Who has just done something sees it counted. Of parts, by days and places, `reading` tells what is summed up.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db import connection

from campaign.participation.models import Participation
from campaign.stats import zones
from campaign.stats.funnels import Funnel, from_sums
from campaign.stats.models import Log, Measure
from campaign.stats.sums import VERSION, exact, mark_of

# Every row after the mark, however many: the number that the public sees. The mark is asked for before and stands here as a number, or
# PostgreSQL, which cannot know how few rows come after it, reads all of a large log; the first line says whether it is still there.
_MARK = mark_of(Log.PEOPLE)
_PEOPLE = f"""
SELECT NULL, '', {_MARK}
UNION ALL
SELECT campaign_id, state, sum(n)::bigint FROM (
    SELECT campaign_id, state, n FROM stats_tally
    WHERE version = {VERSION} AND measure = 'day' AND language = '*' AND province = '*' AND source = '*'
        AND campaign_id = ANY(%(campaigns)s)
    UNION ALL
    SELECT campaign_id, signed.state, sign FROM participation_participationevent r
    CROSS JOIN LATERAL (VALUES (r.from_state, -1), (r.to_state, 1)) AS signed (state, sign)
    WHERE r.id > %(mark)s AND campaign_id = ANY(%(campaigns)s) AND signed.state <> ''
) AS counted
GROUP BY campaign_id, state
"""

_BY_DAY = exact([Measure.DAY])
_PEOPLE_TWICE = exact([Measure.DAY, Measure.CAME_BEFORE])
_LETTERS = exact([Measure.LETTERS])
_LETTERS_TWICE = exact([Measure.LETTERS, Measure.WRITTEN])
_HOURS = exact([Measure.TAKEN, Measure.TROUBLE])
_VALUES = {measure: exact([measure]) for measure in (Measure.VARIANT, Measure.CHANGED)}


# No zone is further from the middle one.
A_DAY = timedelta(days=1)


class Sum(NamedTuple):
    campaign_id: int
    measure: str
    period: datetime
    value: str
    state: str
    n: int


class Day(NamedTuple):
    """Who sent the form on that day, and who of them has confirmed."""

    date: date
    submitted: int
    confirmed: int


class LettersOfDay(NamedTuple):
    """Letters by state, those that wait as one, of people who confirmed on the day that begins then."""

    begins: datetime
    states: Counter[str]


def people(campaign_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many people are in each state, by campaign; states of nobody are left out."""
    found: dict[int, dict[str, int]] = {campaign: {} for campaign in campaign_ids}
    for campaign, state, n in _counted_at_one_moment(campaign_ids):
        if n:
            found[campaign][state] = n
    return found


def _counted_at_one_moment(campaign_ids: Collection[int]) -> list[tuple[int, str, int]]:
    """A mark moves only together with the sums: where it moved after it was asked for, it is asked for again."""
    rows: list[tuple[int, str, int]]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_MARK}")
        (mark,) = cursor.fetchone()
        while True:
            cursor.execute(_PEOPLE, {"campaigns": list(campaign_ids), "mark": mark})
            (_none, _nobody, now), *rows = cursor.fetchall()
            if now == mark:
                return rows
            mark = now


def confirmed(campaign_id: int) -> int:
    return people([campaign_id])[campaign_id].get(Participation.State.CONFIRMED, 0)


def letters(campaign_ids: Collection[int]) -> dict[int, Counter[str]]:
    """How many letters are in each state, by campaign; those that wait are one, "waiting"."""
    found: dict[int, Counter[str]] = {campaign: Counter() for campaign in campaign_ids}
    for one in _told(_LETTERS, campaign_ids):
        found[one.campaign_id][one.state] += one.n
    return found


def letters_by_day(campaign_id: int) -> list[LettersOfDay]:
    """The same of one campaign, day by day, in no order."""
    found: defaultdict[datetime, Counter[str]] = defaultdict(Counter)
    for one in _told(_LETTERS, [campaign_id]):
        found[one.period][one.state] += one.n
    return [LettersOfDay(day, states) for day, states in found.items()]


def funnel(campaign_ids: Collection[int]) -> Funnel:
    """Of these campaigns together."""
    states: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in (*_told(_PEOPLE_TWICE, campaign_ids), *_told(_LETTERS_TWICE, campaign_ids)):
        states[one.measure][one.state] += one.n
    return from_sums(states)


def days(campaign_ids: Collection[int], every: Iterable[date]) -> list[Day]:
    """One for each of these days, quiet ones included; a day is that of the campaign's time zone."""
    shown = list(every)
    cut_in = zones.of_campaigns(campaign_ids)
    begin = datetime.combine(min(shown), time.min, UTC) - A_DAY
    submitted, confirmed = Counter[date](), Counter[date]()
    for one in _told(_BY_DAY, campaign_ids, begin):
        day = zones.day_of(one.period, cut_in[one.campaign_id])
        submitted[day] += one.n
        confirmed[day] += one.n if one.state == Participation.State.CONFIRMED else 0
    return [Day(day, submitted[day], confirmed[day]) for day in shown]


def since(campaign_ids: Collection[int], hour: datetime) -> Counter[str]:
    """Letters of these campaigns since the beginning of an hour: "taken", and those in "trouble" that came into it since."""
    found: Counter[str] = Counter()
    for one in _told(_HOURS, campaign_ids, hour):
        found[one.state] += one.n
    return found


def values(campaign_id: int, measure: Measure) -> dict[str, Counter[str]]:
    """Value -> how many people by state, of one of the measures that are told exactly."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in _told(_VALUES[measure], [campaign_id]):
        found[one.value][one.state] += one.n
    return dict(found)


def _told(question: str, campaign_ids: Collection[int], begin: datetime | None = None) -> list[Sum]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"campaigns": list(campaign_ids), "since": begin})
        return [Sum(*row) for row in cursor.fetchall()]
