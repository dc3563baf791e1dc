"""How the queue is, in a handful of queries that stay cheap at a million rows: what the health page and /healthz tell.

What waits is counted as far as some thousands, at most every ten seconds, for all who ask; the rest comes from small tables
and partial indexes. Nothing here reads mail that has come to its end.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncHour

from campaign.common.redis_guard import cached
from campaign.delivery import streams
from campaign.delivery.heartbeats import last_seen
from campaign.delivery.models import Alert, Breaker, Heartbeat, Kind, Lane, Outcomes, OutgoingMail, Pause
from campaign.delivery.states import CLAIMABLE, State

COUNTED_FOR_SECONDS = 10
MINUTES, HOURS = 60, 24
LINES_SHOWN = 10
WORKERS_SHOWN = 20

# So many of each index are counted (our judgement: some milliseconds each). Of more letters, pages tell what sums say.
MOST_COUNTED = 10_000

# State, kind: how many, how many of them are due, and since when.
Row = tuple[str, str, int, int, datetime | None]

# What waits, is under way or held: each part from its own partial index, in its order, and no further than so many rows.
_COUNT = """
SELECT state, kind, count(*), count(*) FILTER (WHERE due), min(next_attempt_at) FILTER (WHERE due)
FROM (
    SELECT state, kind, next_attempt_at, state IN ('queued', 'uncertain') AND next_attempt_at <= now() AS due FROM (
        (SELECT state, kind, next_attempt_at FROM delivery_outgoingmail
            WHERE state IN ('queued', 'uncertain') AND NOT kind = 'letter' ORDER BY next_attempt_at, id LIMIT %(most)s)
        UNION ALL
        (SELECT state, kind, next_attempt_at FROM delivery_outgoingmail
            WHERE state IN ('queued', 'uncertain') AND kind = 'letter'
            ORDER BY addressee_id, seat, written_for, next_attempt_at, id LIMIT %(most)s)
        UNION ALL
        (SELECT state, kind, next_attempt_at FROM delivery_outgoingmail
            WHERE state = 'sending' ORDER BY lease_until LIMIT %(most)s)
        UNION ALL
        (SELECT state, kind, next_attempt_at FROM delivery_outgoingmail
            WHERE state = 'held' ORDER BY addressee_id, seat LIMIT %(most)s)
    ) AS waiting
) AS mail
GROUP BY state, kind
"""


@dataclass(frozen=True)
class Counts:
    """What has not come to its end in numbers, at most ten seconds old. What waits for its mailbox's pace is due, too, but not late.

    Where `more_letters` or `more_to_people`, more than MOST_COUNTED of them wait, and only so many are counted.
    """

    due: int = 0
    oldest_due: datetime | None = None
    letters: dict[str, int] = field(default_factory=dict)  # by state
    by_kind: dict[str, int] = field(default_factory=dict)
    by_lane: dict[int, int] = field(default_factory=dict)  # only what a worker may take
    more_letters: bool = False
    more_to_people: bool = False

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


@dataclass(frozen=True)
class ProviderHour:
    """What a provider made of our mail in the last hour: number by outcome."""

    name: str
    by_outcome: dict[str, int]


@dataclass(frozen=True)
class Health:
    """Everything about the queue at one moment of the database's clock."""

    now: datetime
    counts: Counts
    late_since: datetime | None
    providers: list[ProviderHour]
    minutes: list[tuple[datetime, int]]  # accepted, each of the last 60, quiet ones too
    hours: list[tuple[datetime, int]]  # the same for each of the last 24
    workers: list[Heartbeat]
    beat: datetime | None
    breakers: list[Breaker]
    pauses: list[Pause]
    alerts: list[Alert]


def health(now: datetime) -> Health:
    """All of it; `now` is the database's."""
    return Health(
        now=now,
        counts=counts(),
        late_since=oldest_late(now),
        providers=providers_lately(now),
        minutes=accepted_by_minute(now),
        hours=accepted_by_hour(now),
        workers=list(Heartbeat.objects.filter(kind=Heartbeat.Kind.WORKER).order_by("-seen_at", "name")[:WORKERS_SHOWN]),
        beat=last_seen(Heartbeat.Kind.BEAT),
        breakers=breakers_not_closed(),
        pauses=pauses_in_force(),
        alerts=alerts_in_force(),
    )


def oldest_late(now: datetime) -> datetime | None:
    """Since when the mail waits that waits longest although it need not: to people since it was due, letters since their turn."""
    due = OutgoingMail.objects.exclude(kind=Kind.LETTER).filter(state__in=CLAIMABLE, next_attempt_at__lte=now)
    to_people = due.order_by("next_attempt_at", "pk").values_list("next_attempt_at", flat=True).first()
    return min((each for each in (to_people, streams.oldest_late(now)) if each), default=None)


def counts() -> Counts:
    return counted(*cached("delivery.health.waiting", COUNTED_FOR_SECONDS, _rows))


def _rows() -> tuple[list[Row], datetime | None]:
    """What waits, and since when the oldest letter is due, whichever of them are counted."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"most": MOST_COUNTED})
        rows: list[Row] = cursor.fetchall()
    return rows, streams.oldest_due()


def counted(rows: Sequence[Row], oldest_letter: datetime | None) -> Counts:
    letters, by_kind, by_lane = Counter[str](), Counter[str](), Counter[int]()
    for state, kind, number, _due, _oldest in rows:
        by_kind[kind] += number
        letters[state] += number if kind == Kind.LETTER else 0
        # By whom it goes to: answers passed on and thanks give way to who waits for a link, but are no letters.
        by_lane[Lane.LETTER if kind == Kind.LETTER else Lane.PERSON] += number if state in CLAIMABLE else 0
    due_since = [row[4] for row in rows if row[4] is not None]
    return Counts(
        due=sum(row[3] for row in rows),
        oldest_due=min([*due_since, *([oldest_letter] if oldest_letter else [])], default=None),
        letters=+letters,
        by_kind=dict(by_kind),
        by_lane=dict(by_lane),
        more_letters=max(by_lane[Lane.LETTER], letters[State.HELD]) >= MOST_COUNTED,
        more_to_people=by_lane[Lane.PERSON] >= MOST_COUNTED,
    )


def longest_lines() -> list[tuple[int, int, int]]:
    """The recipients for whom most letters wait: addressee id, seat, number. At most ten seconds old.

    It goes through all that waits: where that is very much, ask the sums.
    """
    return cached("delivery.health.lines", COUNTED_FOR_SECONDS, _lines)


_LINES = """
SELECT addressee_id, seat, count(*) FROM delivery_outgoingmail
WHERE state IN ('queued', 'uncertain') AND kind = 'letter'
GROUP BY addressee_id, seat ORDER BY count(*) DESC, addressee_id, seat LIMIT %s
"""


def _lines() -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [LINES_SHOWN])
        rows: list[tuple[int, int, int]] = cursor.fetchall()
    return rows


def providers_lately(now: datetime) -> list[ProviderHour]:
    rows = (
        Outcomes.objects.filter(minute__gt=now - timedelta(hours=1))
        .values_list("provider", "outcome")
        .annotate(n=Sum("number"))
        .order_by("provider", "outcome")
    )
    found: dict[str, dict[str, int]] = {}
    for provider, outcome, number in rows:
        found.setdefault(provider, {})[outcome] = number
    return [ProviderHour(name, by_outcome) for name, by_outcome in found.items()]


def accepted_by_minute(now: datetime) -> list[tuple[datetime, int]]:
    """The last is the minute that still runs."""
    last = now.replace(second=0, microsecond=0)
    minutes = [last - timedelta(minutes=n) for n in reversed(range(MINUTES))]
    rows = _accepted(minutes[0]).values_list("minute").annotate(n=Sum("number")).order_by("minute")
    known = dict(rows)
    return [(minute, known.get(minute, 0)) for minute in minutes]


def accepted_by_hour(now: datetime) -> list[tuple[datetime, int]]:
    """The last is the hour that still runs. A day of minutes may be many rows: counted at most every ten seconds."""
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=n) for n in reversed(range(HOURS))]
    known = cached(f"delivery.health.hours.{last:%d%H}", COUNTED_FOR_SECONDS, lambda: _by_hour(hours[0]))
    return [(hour, known.get(hour, 0)) for hour in hours]


def _by_hour(since: datetime) -> dict[datetime, int]:
    rows = _accepted(since).annotate(hour=TruncHour("minute", tzinfo=since.tzinfo)).values_list("hour")
    return dict(rows.annotate(n=Sum("number")).order_by("hour"))


def _accepted(since: datetime) -> QuerySet[Outcomes]:
    return Outcomes.objects.filter(minute__gte=since, outcome=Outcomes.Outcome.ACCEPTED)


def pauses_in_force() -> list[Pause]:
    """All sending first, then the youngest."""
    rows = Pause.objects.filter(resumed_at__isnull=True).select_related("paused_by").order_by("-paused_at", "-pk")
    return sorted(rows, key=lambda pause: pause.scope != Pause.Scope.SITE)


def breakers_not_closed() -> list[Breaker]:
    return list(Breaker.objects.exclude(state=Breaker.State.CLOSED).order_by("-scope", "key"))


# What stops most comes first.
GRAVEST = (Alert.Kind.STOPPED, Alert.Kind.BEAT_SILENT, Alert.Kind.LATE, Alert.Kind.BREAKER)


def alerts_in_force() -> list[Alert]:
    """The gravest first, of equals the oldest."""
    rows = Alert.objects.filter(cleared_at__isnull=True).order_by("raised_at", "pk")
    return sorted(rows, key=lambda alert: GRAVEST.index(Alert.Kind(alert.kind)))
