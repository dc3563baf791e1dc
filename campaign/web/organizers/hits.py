"""What a search for recipients finds: groups, offices and people, each with who can be written to today and who cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee
from campaign.targets.models import Group, Office, Target
from campaign.targets.queries import Holder, holders, offices_held, people_in
from campaign.targets.search import find, find_groups
from campaign.web.organizers.recipients import LeftOut, contests_by_seat, hindrance_of, left_out_of, without_address
from campaign.web.staff.access import groups_for, people_for

MOST_HITS = 30  # more than that are not read but searched again


@dataclass(frozen=True)
class GroupHit:
    """A group, perhaps one that is made when somebody adds it: how many can be written to today, and who cannot."""

    group: Group
    number: int
    left_out: list[LeftOut]
    chosen: bool


@dataclass(frozen=True)
class OfficeHit:
    """An office that was found, who can be written to in it today, and which of its seats get no letters."""

    office: Office
    holders: list[Holder]
    left_out: list[LeftOut]
    chosen: bool


@dataclass(frozen=True)
class PersonHit:
    """A person who was found, the offices held today, and why nothing can be sent, empty where it can."""

    target: Target
    offices: list[Office]
    hindrance: str
    chosen: bool


@dataclass(frozen=True)
class Hits:
    groups: list[GroupHit]
    offices: list[OfficeHit]
    people: list[PersonHit]
    total: int

    @property
    def shown(self) -> int:
        return len(self.groups) + len(self.offices) + len(self.people)


def hits_of(query: str, user: User, addressees: Sequence[Addressee], language: str, on: date) -> Hits:
    """As many as MOST_HITS of those this person may write to, groups first; `addressees` are those on the list already."""
    every = find_groups(query, groups_for(user))
    groups = every[:MOST_HITS]
    found = find(query, on, MOST_HITS - len(groups), people_for(user))
    return Hits(
        groups=_groups(groups, {row.group_id for row in addressees}, on),
        offices=_offices(found.offices, {row.office_id for row in addressees}, language, on),
        people=_people(found.people, {row.target_id for row in addressees}, on),
        total=len(every) + found.total,
    )


def _groups(groups: list[Group], chosen: set[int | None], on: date) -> list[GroupHit]:
    hits = []
    for group, inside in zip(groups, people_in(groups, on), strict=True):
        left_out = without_address(person for person, _title in inside)
        hits.append(GroupHit(group, len(inside) - len(left_out), left_out, bool(group.pk) and group.pk in chosen))
    return hits


def _offices(offices: list[Office], chosen: set[int | None], language: str, on: date) -> list[OfficeHit]:
    held, contests = holders([office.pk for office in offices], on, language), contests_by_seat()
    return [
        OfficeHit(
            office=office,
            holders=[holder for _seat, holder in sorted(held.get(office.pk, {}).items())],
            left_out=list(left_out_of(office, held.get(office.pk, {}).keys(), contests, on)),
            chosen=office.pk in chosen,
        )
        for office in offices
    ]


def _people(people: list[Target], chosen: set[int | None], on: date) -> list[PersonHit]:
    held = offices_held(on)
    return [
        PersonHit(
            target=target,
            offices=held.get(target.pk, []),
            hindrance=hindrance_of(target),
            chosen=target.pk in chosen,
        )
        for target in people
    ]
