"""Which letters may leave now, and in which order the streams to a mailbox take turns.

Letters wait in streams, one per addressee, seat and person they were written for. A claim looks at the streams with something due, asks
who holds each office today, leaves out what is paused, held by a breaker, outside office hours or waits for a choice, and shares what each mailbox's pace allows among its streams,
whoever was served longest ago first. So no claim ever reads past a million letters that may not leave yet.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from campaign.delivery import breakers, pace
from campaign.delivery.lines import Line, Place, lines_of, mailbox_of, place_of
from campaign.delivery.models import Breaker, OutgoingMail, Pace, Pause, Stream
from campaign.delivery.outcomes import domain_of
from campaign.delivery.policy import BUNDLE_INTERVAL, BUNDLE_LETTERS
from campaign.delivery.queries import paused
from campaign.targets.time_zones import zone_of


@dataclass(frozen=True)
class Share:
    """How many letters of a line may be claimed; a bundle counts as one mail, however many letters it carries."""

    line: Line
    letters: int
    in_bundle: bool = False


@dataclass(frozen=True)
class Picked:
    """Locked letters of one line."""

    share: Share
    mails: list[OutgoingMail]


_DUE = """
SELECT stream.id, stream.addressee_id, stream.seat, stream.written_for, mail.next_attempt_at, now() FROM delivery_stream AS stream
CROSS JOIN LATERAL (
    SELECT next_attempt_at FROM delivery_outgoingmail
    WHERE addressee_id = stream.addressee_id AND seat = stream.seat AND written_for = stream.written_for
        AND kind = 'letter' AND state IN ('queued', 'uncertain') AND next_attempt_at <= statement_timestamp()
    ORDER BY next_attempt_at, id LIMIT 1
) AS mail
ORDER BY stream.served_at, stream.id
"""

# The first due letters of each stream, by its own index; other workers skip what is locked here.
_LOCK = """
SELECT mail.* FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::int[])
    AS wanted (addressee_id, seat, written_for, letters)
CROSS JOIN LATERAL (
    SELECT * FROM delivery_outgoingmail
    WHERE addressee_id = wanted.addressee_id AND seat = wanted.seat AND written_for = wanted.written_for
        AND kind = 'letter' AND state IN ('queued', 'uncertain') AND next_attempt_at <= statement_timestamp()
    ORDER BY next_attempt_at, id LIMIT wanted.letters
    FOR UPDATE SKIP LOCKED
) AS mail
"""


def pick(limit: int, held: Mapping[breakers.Name, int]) -> list[Picked]:
    """Up to `limit` letters that may leave now, locked, their mailboxes' pace charged; those for nobody are among them.

    `held` says what breakers allow (breakers.limits()). Must run in a transaction.
    """
    lines, now = due_lines()
    if not lines:
        return []
    nobody = [Share(line, limit) for line in lines if line.recipient is None][:1]
    open_lines = _may_leave(lines, now)
    rates = rates_of(open_lines)
    shares = _deal(open_lines, limit, _left(open_lines, limit, rates), held)
    picked = _lock(shares + nobody)
    _charge(picked, rates)
    return picked


def due_lines() -> tuple[list[Line], datetime]:
    """Every stream with something due, whoever was served longest ago first, and the database's time."""
    rows = _due()
    if not rows:
        return [], timezone.now()
    now = rows[0][5]
    return lines_of([row[:4] for row in rows], now), now


def _due() -> list[tuple[int, int, int, int, datetime, datetime]]:
    """Stream, addressee, seat, whom it was written for, when its first letter was due, and the database's time."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE)
        rows: list[tuple[int, int, int, int, datetime, datetime]] = cursor.fetchall()
    return rows


def _may_leave(lines: list[Line], now: datetime) -> list[Line]:
    """Without what staff paused, and what waits for office hours or for a choice between two holders."""
    campaigns, targets = paused(Pause.Scope.CAMPAIGN), paused(Pause.Scope.TARGET)
    return [
        line
        for line in lines
        if line.recipient is not None
        and not line.lead.asks
        and str(line.campaign.pk) not in campaigns
        and str(line.recipient.target_id) not in targets
        and (
            not line.campaign.office_hours
            or pace.office_open(now, zone_of(line.recipient.province, line.recipient.time_zone))
        )
    ]


def rates_of(lines: Iterable[Line]) -> dict[str, pace.Rate | None]:
    """The pace of each mailbox that these lines lead to."""
    asked: dict[str, list[int | None]] = defaultdict(list)
    for line in lines:
        asked[mailbox_of(line)].append(line.campaign.mailbox_per_hour)
    return {mailbox: pace.mailbox_rate(several) for mailbox, several in asked.items()}


@dataclass
class Left:
    """How many mails each mailbox and each line may still get in this claim."""

    mailboxes: dict[str, int]
    bundles: dict[int, int]


def _left(lines: list[Line], limit: int, rates: Mapping[str, pace.Rate | None]) -> Left:
    """What the paces allow at this moment. A full bundle leaves as any mail does, one that is not when its hour is over."""
    paced = [mailbox for mailbox, rate in rates.items() if rate is not None]
    bundling = {line.stream_id: line for line in lines if line.campaign.bundles}
    hourly = [_bundle_key(stream) for stream, line in bundling.items() if mailbox_of(line) in paced]
    ahead = pace.lock([*paced, *hourly])
    early = [line for stream, line in bundling.items() if ahead.get(_bundle_key(stream))]
    wait = {line.stream_id for line in early if not _fills_a_bundle(line)}
    return Left(
        {
            mailbox: limit if rate is None else rate.allowed(ahead[mailbox]) if mailbox in ahead else 0
            for mailbox, rate in rates.items()
        },
        {stream: int(stream not in wait) for stream in bundling},
    )


def _fills_a_bundle(line: Line) -> bool:
    return len(_lock([Share(line, BUNDLE_LETTERS)])[0].mails) == BUNDLE_LETTERS


def _bundle_key(stream_id: int) -> str:
    return f"bundle {stream_id}"


def _deal(lines: list[Line], limit: int, left: Left, held: Mapping[breakers.Name, int]) -> list[Share]:
    """Give out what is allowed one by one, in turns, until nobody may take more or the limit is reached."""
    domains = {name.key: number for name, number in held.items() if name.scope == breakers.Scope.DOMAIN}
    dealt: dict[int, int] = defaultdict(int)
    turn = lines
    while turn and (total := sum(dealt.values())) < limit:
        served = [line for line in turn if _serve(line, left, domains)][: limit - total]
        for line in served:
            dealt[line.stream_id] += 1
        turn = served
    return [
        Share(line, BUNDLE_LETTERS, in_bundle=True) if line.campaign.bundles else Share(line, dealt[line.stream_id])
        for line in lines
        if dealt[line.stream_id]
    ]


def _serve(line: Line, left: Left, domains: dict[str, int]) -> bool:
    """One mail for this line, if its mailbox, its domain and its bundles allow it."""
    mailbox = mailbox_of(line)
    domain = domain_of(mailbox)
    if left.mailboxes[mailbox] < 1 or domains.get(domain, 1) < 1 or left.bundles.get(line.stream_id, 1) < 1:
        return False
    left.mailboxes[mailbox] -= 1
    if domain in domains:
        domains[domain] -= 1
    if line.stream_id in left.bundles:
        left.bundles[line.stream_id] -= 1
    return True


def _lock(shares: list[Share]) -> list[Picked]:
    """Lock the letters of each share; a share that finds none, because other workers hold them, is left out."""
    if not shares:
        return []
    places = [share.line.place for share in shares]
    wanted = [*([place[part] for place in places] for part in range(3)), [share.letters for share in shares]]
    found: dict[Place, list[OutgoingMail]] = defaultdict(list)
    for mail in OutgoingMail.objects.raw(_LOCK, wanted):
        found[place_of(mail)].append(mail)
    return [
        Picked(share, _travelling_together(found[share.line.place]) if share.in_bundle else found[share.line.place])
        for share in shares
        if found[share.line.place]
    ]


def _travelling_together(mails: list[OutgoingMail]) -> list[OutgoingMail]:
    """The letters of one bundle: those of one that is to be sent again, as it was, or else all that are new."""
    again = next((mail.bundle for mail in mails if mail.bundle is not None), None)
    return [mail for mail in mails if mail.bundle == again]


def _charge(picked: list[Picked], rates: Mapping[str, pace.Rate | None]) -> None:
    taken: dict[str, timedelta] = defaultdict(timedelta)
    for one in picked:
        rate = rates.get(mailbox_of(one.share.line))
        if rate is None:
            continue
        number = 1 if one.share.in_bundle else len(one.mails)
        taken[mailbox_of(one.share.line)] += pace.jittered(rate.interval, number)
    if taken:
        pace.charge(taken)
    pace.wait_for([_bundle_key(one.share.line.stream_id) for one in picked if one.share.in_bundle], BUNDLE_INTERVAL)
    # Another worker that serves the same stream in this moment says the same.
    served = Stream.objects.filter(pk__in=[one.share.line.stream_id for one in picked])
    served = served.filter(pk__in=list(served.select_for_update(skip_locked=True).values_list("pk", flat=True)))
    served.update(served_at=Now())


def oldest_due() -> datetime | None:
    """Since when the letter is due that is due longest, by the database's clock: the first of each stream, in its index."""
    return min((row[4] for row in _due()), default=None)


def oldest_late(now: datetime, campaigns: Collection[int] | None = None) -> datetime | None:
    """Since when the letter that is latest could have left and has not; None where every letter only waits for its turn.

    Late is what its mailbox's pace would have let go: what is paused, held by a breaker or outside office hours is not.
    """
    stopped = Breaker.objects.filter(scope=breakers.Scope.DOMAIN).exclude(state=breakers.State.CLOSED)
    held = set(stopped.values_list("key", flat=True))
    rows = _due()
    first_due = {row[0]: row[4] for row in rows}
    lines = [
        line
        for line in _may_leave(lines_of([row[:4] for row in rows], now), now)
        if domain_of(mailbox_of(line)) not in held and (campaigns is None or line.campaign.pk in campaigns)
    ]
    next_at = dict(Pace.objects.filter(key__in=[mailbox_of(line) for line in lines]).values_list("key", "next_at"))
    late = [max(due := first_due[line.stream_id], next_at.get(mailbox_of(line), due)) for line in lines]
    return min((each for each in late if each < now), default=None)
