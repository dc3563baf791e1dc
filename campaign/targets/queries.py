"""Reads: who holds an office on a day, and which seats nobody can be written to about until staff choose."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from campaign.targets.models import FALLBACK_LANGUAGE, Office, Target, Tenure


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


@dataclass(frozen=True)
class Contest:
    """A seat nobody holds for sure: the open tenures that staff must choose from."""

    office: Office
    seat: int
    contenders: tuple[Tenure, ...]


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
    )


def holders(office_ids: Collection[int], on: date, language: str) -> dict[int, dict[int, Holder]]:
    """Office id -> seat -> who can be written to on that day; one query.

    Seats that are vacant, contested, or held by someone without a usable address are absent, and so is an office
    without any other seat. Where two tenures include the day (one left, one came), the later one counts.
    """
    latest = {(tenure.office_id, tenure.seat): tenure for tenure in _in_effect(office_ids, on)}
    found: dict[int, dict[int, Holder]] = defaultdict(dict)
    for (office_id, seat), tenure in latest.items():
        if tenure.target.deliverable:
            found[office_id][seat] = as_holder(tenure.target, tenure.office.name_in(language))
    return dict(found)


def offices_held(on: date) -> dict[int, list[Office]]:
    """Person's id -> the offices that this person holds for sure on that day, whether or not there is an address."""
    every = list(Office.objects.values_list("pk", flat=True))
    latest = {(tenure.office_id, tenure.seat): tenure for tenure in _in_effect(every, on)}
    found: dict[int, list[Office]] = defaultdict(list)
    for tenure in latest.values():
        found[tenure.target_id].append(tenure.office)
    return dict(found)


def holder_of(office_id: int, seat: int, on: date, language: str = FALLBACK_LANGUAGE) -> Holder | None:
    """Who can be written to in one seat on that day, if anyone."""
    return holders([office_id], on, language).get(office_id, {}).get(seat)


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


def _in_effect(office_ids: Collection[int], on: date) -> QuerySet[Tenure]:
    """The tenures held on that day, later ones after the earlier."""
    return (
        Tenure.objects.filter(office_id__in=office_ids, standing=Tenure.Standing.HELD)
        .filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on))
        .select_related("office", "target")
        .order_by("office_id", "seat", F("since").asc(nulls_first=True), "pk")
    )
