"""What a feed says against what is stored -> proposed changes, one line each; nothing is written here."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from operator import attrgetter

from campaign.targets.feeds.client import Failure, FeedError
from campaign.targets.feeds.people import FeedPeople, Minister
from campaign.targets.importing.planning import KEPT_BY_FEEDS, AmbiguousRow, Change, plan_import
from campaign.targets.models import HOUSE_OF_COMMONS, Office, RosterChange, RosterCheck, Target, Tenure

Kind = RosterChange.Kind
KIND_OF = {
    "listed": Kind.BACK,
    "email": Kind.ADDRESS,
    "party": Kind.PARTY,
    "riding": Kind.RIDING,
    "riding_code": Kind.RIDING,
    "province": Kind.RIDING,
    "name": Kind.NAME,
    "first_name": Kind.NAME,
    "last_name": Kind.NAME,
}


@dataclass(frozen=True)
class Compared:
    """Unsaved lines, and how many of those who sat in our roster are not in the feed."""

    lines: tuple[RosterChange, ...]
    known: int
    gone: int
    repeated: int


def compare(feed: str, people: FeedPeople, today: date) -> Compared:
    """The lines of a check. What a person refused before is not proposed again: Represent is known to be months behind."""
    try:
        plan = plan_import(people.rows, kept_when_blank=KEPT_BY_FEEDS)
    except AmbiguousRow as error:
        raise FeedError(Failure.ROWS, str(error)) from error
    known = Target.objects.filter(source=HOUSE_OF_COMMONS)
    unclear = set(known.filter(riding_code__in=people.shared).values_list("pk", flat=True))
    newcomers = [row for row in plan.new if not people.shared & {row.riding_code, row.riding}]
    lines = [RosterChange(kind=Kind.NEW, name=row.name, after=asdict(row)) for row in newcomers]
    for change in plan.changed:
        if change.target_id not in unclear and not any(each.after in people.shared for each in change.differences):
            lines += _lines_of(change)
    departed = [departure for departure in plan.gone if departure.target_id not in unclear]
    lines += [
        RosterChange(
            kind=Kind.GONE,
            target_id=departure.target_id,
            name=departure.name,
            before={"listed": Target.Listed.SITTING, "riding": departure.riding},
            after={"listed": Target.Listed.GONE},
        )
        for departure in departed
    ]
    lines += _tenure_lines(people.ministers, today)
    fresh = _not_refused_before(feed, lines)
    return Compared(
        lines=tuple(fresh),
        known=known.filter(listed=Target.Listed.SITTING).count(),
        gone=len(departed),
        repeated=len(lines) - len(fresh),
    )


def _lines_of(change: Change) -> Iterator[RosterChange]:
    """A person's differences, those of a kind in one line."""
    by_kind: dict[Kind, RosterChange] = {}
    for each in change.differences:
        kind = KIND_OF.get(each.field, Kind.OTHER)
        line = by_kind.setdefault(
            kind, RosterChange(kind=kind, target_id=change.target_id, name=change.name, before={}, after={})
        )
        line.before[each.field], line.after[each.field] = each.before, each.after
    yield from by_kind.values()


def _not_refused_before(feed: str, lines: Sequence[RosterChange]) -> list[RosterChange]:
    """Who is gone is asked each time: a no to half a feed must not hide that somebody left later."""
    refused = RosterChange.objects.filter(check_made__feed=feed, state=RosterChange.State.REFUSED, reason="")
    refused = refused.exclude(kind=Kind.GONE)
    known = {_facts(line) for line in refused}
    return [line for line in lines if _facts(line) not in known]


def _facts(line: RosterChange) -> tuple[object, ...]:
    told = json.dumps([line.before, line.after], sort_keys=True)
    return (str(line.kind), line.target_id, line.office_id, line.name, told)


def _tenure_lines(ministers: Iterable[Minister], today: date) -> Iterator[RosterChange]:
    """For each office whose English name is a title of the feed: who left it, and who took it."""
    by_title: dict[str, list[Minister]] = {}
    for minister in sorted(ministers, key=attrgetter("since")):
        by_title.setdefault(minister.title.casefold(), []).append(minister)
    for office in Office.objects.prefetch_related("tenures__target"):
        spells = by_title.get(office.name_in("en").casefold(), [])
        if spells:
            yield from _office_lines(office, spells, today)


def _office_lines(office: Office, spells: Sequence[Minister], today: date) -> Iterator[RosterChange]:
    tenures = list(office.tenures.all())
    current = [spell for spell in spells if spell.until is None and spell.source_id]
    newcomers = [spell for spell in current if not any(_recorded(tenure, spell) for tenure in tenures)]
    held = {
        tenure.seat: tenure for tenure in tenures if tenure.until is None and tenure.standing == Tenure.Standing.HELD
    }
    in_office = {spell.source_id for spell in current}
    leaving = {seat: tenure for seat, tenure in held.items() if tenure.target.source_id not in in_office}
    for tenure in leaving.values():
        if (until := _last_day(tenure, spells, newcomers, today)) is not None:
            yield RosterChange(
                kind=Kind.TENURE_ENDED,
                target=tenure.target,
                office=office,
                name=tenure.target.name,
                before={"tenure": tenure.pk, "since": tenure.since.isoformat() if tenure.since else ""},
                after={"until": until.isoformat()},
            )
    free = [seat for seat in range(1, office.seats + 1) if seat not in held or seat in leaving]
    for seat, spell in zip(free, newcomers, strict=False):
        yield _taken(office, seat, spell, leaving.get(seat))


def _taken(office: Office, seat: int, spell: Minister, predecessor: Tenure | None) -> RosterChange:
    return RosterChange(
        kind=Kind.TENURE_NEW,
        target=Target.objects.filter(source=HOUSE_OF_COMMONS, source_id=spell.source_id).first(),
        office=office,
        name=spell.name,
        before={"tenure": predecessor.pk, "holder": predecessor.target.name} if predecessor else {},
        after={"source_id": spell.source_id, "since": spell.since.isoformat(), "seat": seat, "title": spell.title},
    )


def _recorded(tenure: Tenure, spell: Minister) -> bool:
    """Whether we know of this spell, whatever staff made of its dates and standing."""
    return tenure.target.source_id == spell.source_id and (tenure.until is None or tenure.since == spell.since)


def _last_day(tenure: Tenure, spells: Sequence[Minister], newcomers: Sequence[Minister], today: date) -> date | None:
    """The day the feed gives; else the day before the successor's first; None when the feed knows nothing of an end."""
    first = tenure.since or date.min
    own = [spell.until for spell in spells if spell.source_id == tenure.target.source_id and spell.until]
    days = [day for day in own[-1:] if day >= first] or [spell.since - timedelta(days=1) for spell in newcomers[:1]]
    return max(min(days[0], today), first) if days else None


def as_check(feed: str, people: FeedPeople, compared: Compared) -> RosterCheck:
    """The unsaved check that the lines belong to; its moment is the caller's."""
    return RosterCheck(
        feed=feed,
        people=len(people.rows),
        known=compared.known,
        gone=compared.gone,
        repeated=compared.repeated,
        left_out=[asdict(one) for one in people.left_out],
    )
