"""Reads: who holds an office, is in a group or sits for a riding, and which seats wait until staff choose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from campaign.targets.models import Group, Membership, Office, Target, Tenure

DRAWN_BY = ("party", "province")


@dataclass(frozen=True)
class Holder:
    """The person a letter goes to, as a page and a greeting need them; `title` is the office in the reader's language."""

    target_id: int
    name: str
    first_name: str
    last_name: str
    email: str
    title: str
    party: str
    riding: str
    province: str
    time_zone: str = ""  # of this person's own, where their province does not say it


@dataclass(frozen=True)
class Contest:
    """A seat nobody holds for sure: the open tenures that staff must choose from."""

    office: Office
    seat: int
    contenders: tuple[Tenure, ...]


def in_effect(on: date) -> Q:
    """Of tenures and memberships, those that include this day; both their days are part of them, and an empty one is unbounded."""
    return (Q(since=None) | Q(since__lte=on)) & not_over(on)


def not_over(on: date) -> Q:
    """Those that include this day or begin later."""
    return Q(until=None) | Q(until__gte=on)


def as_holder(target: Target, title: str) -> Holder:
    """A person under a title, for letters addressed to people instead of offices."""
    return Holder(
        target_id=target.pk,
        name=target.name,
        first_name=target.first_name,
        last_name=target.last_name,
        email=target.email,
        title=title,
        party=target.party,
        riding=target.riding,
        province=target.province,
        time_zone=target.time_zone,
    )


def holders(office_ids: Collection[int], on: date, language: str) -> dict[int, dict[int, Holder]]:
    """Office id -> seat -> who can be written to on that day; one query.

    Seats that are vacant, contested, or held by someone without a usable address are absent, and so is an office
    without any other seat. Where two tenures include the day (one left, one came), the later one counts.
    """
    latest = {(tenure.office_id, tenure.seat): tenure for tenure in _held_in(office_ids, on)}
    found: dict[int, dict[int, Holder]] = defaultdict(dict)
    for (office_id, seat), tenure in latest.items():
        if tenure.target.deliverable:
            found[office_id][seat] = as_holder(tenure.target, tenure.office.name_in(language))
    return dict(found)


def members(groups: Iterable[Group], on: date) -> dict[int, dict[int, Holder]]:
    """Group id -> person's id -> who of a group can be written to on that day; two queries at most."""
    several = list(groups)
    found = {
        group.pk: {person.pk: as_holder(person, title) for person, title in inside if person.deliverable}
        for group, inside in zip(several, people_in(several, on), strict=True)
    }
    return {group: people for group, people in found.items() if people}


def people_in(groups: Sequence[Group], on: date) -> list[list[tuple[Target, str]]]:
    """For each group, saved or not, who is in it on that day and under which title, with an address or without; two queries at most."""
    inside: list[list[tuple[Target, str]]] = [[] for _ in groups]
    for place, person, title in [*_listed(groups, on), *_drawn(groups)]:
        inside[place].append((person, title))
    return inside


def _listed(groups: Sequence[Group], on: date) -> Iterator[tuple[int, Target, str]]:
    named = {group.pk: place for place, group in enumerate(groups) if group.kind == Group.Kind.LISTED}
    if not named:
        return
    rows = (
        Membership.objects.filter(group__in=named, target__listed=Target.Listed.SITTING)
        .filter(in_effect(on))
        .select_related("target")
        .order_by("group", "target__last_name", "target__first_name", "target")
    )
    yield from ((named[row.group_id], row.target, row.title or row.target.role) for row in rows)


def _drawn(groups: Sequence[Group]) -> Iterator[tuple[int, Target, str]]:
    drawn = {place: group for place, group in enumerate(groups) if group.kind == Group.Kind.DRAWN}
    if not drawn:
        return
    asked = Q()
    for group in drawn.values():
        asked |= Q(source=group.source, **{name: getattr(group, name) for name in DRAWN_BY if getattr(group, name)})
    sitting = list(Target.objects.filter(asked, listed=Target.Listed.SITTING).order_by("last_name", "first_name", "pk"))
    yield from (
        (place, person, person.role) for place, group in drawn.items() for person in sitting if _drawn_to(person, group)
    )


def _drawn_to(person: Target, group: Group) -> bool:
    return (
        person.source == group.source and group.party in ("", person.party) and group.province in ("", person.province)
    )


def sitting_members(source: str, codes: Collection[str] | None = None) -> dict[str, Holder]:
    """Riding code -> who sits for it and can be written to, of all ridings of a roster or of these; one query."""
    sitting = Target.objects.filter(source=source, listed=Target.Listed.SITTING).exclude(riding_code="")
    rows = sitting if codes is None else sitting.filter(riding_code__in=codes)
    return {person.riding_code: as_holder(person, person.role) for person in rows if person.deliverable}


def offices_held(on: date) -> dict[int, list[Office]]:
    """Person's id -> the offices that this person holds for sure on that day, whether or not there is an address."""
    every = list(Office.objects.values_list("pk", flat=True))
    latest = {(tenure.office_id, tenure.seat): tenure for tenure in _held_in(every, on)}
    found: dict[int, list[Office]] = defaultdict(list)
    for tenure in latest.values():
        found[tenure.target_id].append(tenure.office)
    return dict(found)


def contested_offices() -> list[Contest]:
    """Every seat with open tenures to verify and no sure holder, in the offices' order."""
    rivals = Tenure.objects.filter(
        office=OuterRef("office"), seat=OuterRef("seat"), standing=Tenure.Standing.HELD, until=None
    )
    undecided = (
        Tenure.objects.filter(standing=Tenure.Standing.VERIFY, until=None)
        .exclude(Exists(rivals))
        .select_related("office", "target")
        .order_by("office__slug", "seat", "pk")
    )
    return [
        Contest(office, seat, tuple(tenures))
        for (office, seat), tenures in groupby(undecided, key=lambda tenure: (tenure.office, tenure.seat))
    ]


def _held_in(office_ids: Collection[int], on: date) -> QuerySet[Tenure]:
    """The tenures held on that day, later ones after the earlier."""
    return (
        Tenure.objects.filter(office_id__in=office_ids, standing=Tenure.Standing.HELD)
        .filter(in_effect(on))
        .select_related("office", "target")
        .order_by("office_id", "seat", F("since").asc(nulls_first=True), "pk")
    )
