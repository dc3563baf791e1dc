"""Who receives a campaign's letter today, and who is left out and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from campaign.campaigns.boxes import LISTED_UP_TO
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.own_members import OwnMembers, own_members
from campaign.campaigns.recipients import Recipient, addressed, once, resolve
from campaign.targets.models import Office, Target, Tenure
from campaign.targets.queries import Contest, contested_offices, in_effect, people_in

Contests = dict[tuple[int, int], Contest]  # by office and seat


@dataclass(frozen=True)
class LeftOut:
    """Somebody the campaign names and cannot write to; `contested` where staff can change that by choosing."""

    who: str
    reason: str
    contested: bool = False


@dataclass(frozen=True)
class Audience:
    """`letters` is how many letters one supporter sends: one for each who receives it, and one to the own member."""

    receive: list[Recipient]
    left_out: list[LeftOut]
    letters: int
    own: OwnMembers | None = None

    @property
    def first(self) -> list[Recipient]:
        """Of many, those who are shown at once; `others` are folded."""
        return self.receive if len(self.receive) <= LISTED_UP_TO else self.receive[:LISTED_UP_TO]

    @property
    def others(self) -> list[Recipient]:
        return self.receive[len(self.first) :]


@dataclass(frozen=True)
class Place:
    """One addressee of a campaign: who gets the letters today, who does not and why, and how many get theirs at a place before.

    Of the supporter's own member it is all ridings with theirs, in `own`: nobody of them gets everybody's letter.
    """

    addressee: Addressee
    receive: list[Recipient]
    left_out: list[LeftOut]
    elsewhere: int = 0
    own: OwnMembers | None = None


def audience_of(campaign: Campaign, language: str, on: date) -> Audience:
    """Everybody the campaign writes to or would like to, on that day."""
    return audience_in(places_of(campaign, language, on))


def audience_in(places: Sequence[Place]) -> Audience:
    receive = [person for place in places for person in place.receive]
    left_out = [missing for place in places for missing in place.left_out]
    own = next((place.own for place in places if place.own), None)
    return Audience(receive, left_out, len(receive) + bool(own), own)


def places_of(campaign: Campaign, language: str, on: date) -> list[Place]:
    """The same, addressee by addressee, in the campaign's order."""
    rows = list(addressed(campaign))
    people = resolve([row for row in rows if not row.own_member_of], language, on)
    contests = contests_by_seat()
    groups = [row.group for row in rows if row.group is not None]
    inside = {group.pk: people for group, people in zip(groups, people_in(groups, on), strict=True)}
    shown = {person.their_seat for person in once(people)}
    found: dict[int, list[Recipient]] = defaultdict(list)
    for person in people:
        found[person.addressee_id].append(person)
    places = []
    for row in rows:
        receive = [person for person in found[row.pk] if person.their_seat in shown]
        missing = list(_missing(row, found[row.pk], contests, on))
        missing += without_address(person for person, _title in inside.get(row.group_id or 0, []))
        own = own_members(row, language, on) if row.own_member_of else None
        places.append(Place(row, receive, missing, len(found[row.pk]) - len(receive), own))
    return places


def name_of(addressee: Addressee) -> str:
    """As staff call it: a person without the riding, an office or a group by its name."""
    return addressee.target.name if addressee.target is not None else str(addressee)


def contests_by_seat() -> Contests:
    return {(contest.office.pk, contest.seat): contest for contest in contested_offices()}


def _missing(row: Addressee, receive: Sequence[Recipient], contests: Contests, on: date) -> Iterator[LeftOut]:
    if row.target is not None and not receive:
        yield LeftOut(row.target.name, no_address(row.target))
    if row.office is not None:
        yield from left_out_of(row.office, {person.seat for person in receive}, contests, on)


def left_out_of(office: Office, filled: Collection[int], contests: Contests, on: date) -> Iterator[LeftOut]:
    """The seats of an office that nobody can be written to in on that day, apart from those that are `filled`."""
    for seat in range(1, office.seats + 1):
        if seat in filled:
            continue
        contest = contests.get((office.pk, seat))
        if contest:
            names = _(" or ").join(tenure.target.name for tenure in contest.contenders)
            reason = _("It is not sure who holds this office: %(names)s. Until an admin chooses, it gets no letters.")
            yield LeftOut(_seat_name(office, seat), reason % {"names": names}, contested=True)
        else:
            yield LeftOut(_seat_name(office, seat), _empty_seat(office, seat, on))


def _seat_name(office: Office, seat: int) -> str:
    if office.seats == 1:
        return str(office)
    return _("%(office)s, seat %(seat)d") % {"office": office, "seat": seat}


def _empty_seat(office: Office, seat: int, on: date) -> str:
    held = (
        Tenure.objects.filter(in_effect(on))
        .filter(office=office, seat=seat, standing=Tenure.Standing.HELD)
        .select_related("target")
        .order_by(F("since").asc(nulls_first=True), "pk")
        .last()
    )
    if held is None:
        return _("Nobody holds this office today.")
    return _("%(name)s holds it. %(reason)s") % {"name": held.target.name, "reason": no_address(held.target)}


def without_address(people: Iterable[Target]) -> list[LeftOut]:
    return [LeftOut(person.name, reason) for person in people if (reason := hindrance_of(person))]


def hindrance_of(target: Target) -> str:
    """Why nothing can be sent to this person, empty where it can."""
    return "" if target.deliverable else no_address(target)


def no_address(target: Target) -> str:
    """Why nothing can be sent to somebody who is not deliverable."""
    if target.address_state == Target.AddressState.DISABLED:
        return _("Staff decided to send nothing to this address.")
    return _("We know no address for this person.")
