"""Who receives a campaign's letter on a given day: its addressees, their seats and the people in them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from campaign.campaigns.models import Addressee, Campaign
from campaign.targets.models import Target
from campaign.targets.queries import Holder, as_holder, holders, members, sitting_members

# Stands in an addressee's greeting for the name of whoever gets the letter: a group's members are not greeted by one name.
NAME_IN_GREETING = "{name}"
Seat = tuple[int, int]  # addressee id, seat
# In the place of a seat: everybody who is in a group on the day. Its key ends with a star.
WHOLE = 0
LARGEST_SEAT = 2**31 - 1  # the column's


@dataclass(frozen=True)
class Recipient:
    """One person who will get the letter. `key` names the addressee and, from the second seat on, the seat."""

    key: str
    addressee_id: int
    seat: int
    target_id: int
    name: str
    first_name: str
    last_name: str
    email: str
    role: str
    party: str
    riding: str
    province: str
    greeting: str
    time_zone: str = ""
    in_office: bool = False  # written to as whoever holds an office
    own_member: bool = False  # of some supporters only: the member who sits for their riding

    @property
    def their_seat(self) -> Seat:
        return self.addressee_id, self.seat

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()


def parse_key(key: str) -> Seat:
    """A recipient's key as (addressee id, seat), the seat WHOLE where it ends with ".*". Raises ValueError on anything else."""
    addressee, _, seat = key.partition(".")
    return int(addressee), WHOLE if seat == "*" else int(seat or 1)


def make_key(addressee_id: int, seat: int) -> str:
    if seat == WHOLE:
        return f"{addressee_id}.*"
    return str(addressee_id) if seat == 1 else f"{addressee_id}.{seat}"


def addressed(campaign: Campaign) -> QuerySet[Addressee]:
    """Whom the campaign writes to, in its order, without those who were taken off the list."""
    return campaign.addressees.filter(retired_at=None).select_related("target", "office", "group")


def still_addressed(campaign: Campaign, keys: Iterable[str], on: date) -> list[Seat]:
    """The seats that a supporter's letters go to on that day: those chosen that the campaign still writes to, in its order.

    Whoever has several of them gets one letter, by the first. Of a whole group it is everybody in it whom the page does not show
    at another place: who was left out there is not meant here. A vacant office's seat stays, for whoever holds it next; somebody
    who is in a group no more does not.
    """
    chosen = set(map(parse_key, keys))
    rows = {row.pk: row for row in addressed(campaign)}
    common = resolve([row for row in rows.values() if not row.own_member_of], "en", on)
    own = resolve([row for row in rows.values() if row.own_member_of], "en", on, chosen)
    shown = {person.their_seat for person in once(common)}
    places = list(rows)
    people = sorted([*common, *own], key=lambda person: places.index(person.addressee_id))
    whole = {addressee for addressee, seat in chosen if seat == WHOLE and addressee in rows and rows[addressee].group}
    meant = [
        one for one in people if one.their_seat in chosen or (one.addressee_id in whole and one.their_seat in shown)
    ]
    reached = {person.their_seat for person in people}
    vacant = [seat for seat in chosen - reached if seat[0] in rows and _may_be_filled(rows[seat[0]], seat[1])]
    found = [*(person.their_seat for person in once(meant)), *sorted(vacant)]
    return sorted(found, key=lambda seat: places.index(seat[0]))


def _may_be_filled(row: Addressee, seat: int) -> bool:
    """Whether letters may wait for somebody to have this seat."""
    if row.office is not None:
        return 1 <= seat <= row.office.seats
    return row.group_id is None and 1 <= seat <= (LARGEST_SEAT if row.own_member_of else 1)


def once(people: Iterable[Recipient]) -> list[Recipient]:
    """Each mailbox once, where it comes first."""
    first: dict[str, Recipient] = {}
    for person in people:
        first.setdefault(person.email, person)
    return list(first.values())


def in_language(texts: object, language: str) -> str:
    """One of several translations: the wanted one, else English, else nothing, whatever the JSON of a row holds."""
    found = (texts.get(language) or texts.get("en")) if isinstance(texts, dict) else ""
    return found if isinstance(found, str) else ""


def resolve(
    addressees: Iterable[Addressee], language: str, on: date, seats: Collection[Seat] | None = None
) -> list[Recipient]:
    """Who these addressees are on that day: whoever has an address, of all seats or of those asked for.

    Of own members that are all who sit for a riding; which of them is a supporter's own is not known here.
    """
    rows = list(addressees)
    held = holders([row.office_id for row in rows if row.office_id], on, language)
    grouped = members([row.group for row in rows if row.group is not None], on)

    def people_of(row: Addressee) -> dict[int, Holder]:
        """Seat -> who has it, in the order in which they are shown."""
        if row.target is not None:
            return _person(row.target)
        if row.own_member_of:
            return _own_members(row, seats)
        return dict(sorted(held.get(row.office_id or 0, {}).items())) or grouped.get(row.group_id or 0, {})

    return [
        _recipient(row, seat, holder, language)
        for row in rows
        for seat, holder in people_of(row).items()
        if seats is None or (row.pk, seat) in seats
    ]


def resolve_seats(seats: Collection[Seat], language: str, on: date) -> dict[Seat, Recipient]:
    """Who has each of these seats on that day, without those that nobody can be written to in."""
    rows = Addressee.objects.select_related("target", "group").filter(pk__in={addressee for addressee, _ in seats})
    return {person.their_seat: person for person in resolve(rows, language, on, seats)}


def as_if_held(places: Collection[tuple[int, int, int]], language: str) -> dict[tuple[int, int, int], Recipient]:
    """Addressee, seat and person -> that person as they would be written to if they had the seat; without address where none works."""
    rows = Addressee.objects.select_related("office").in_bulk({addressee for addressee, _, _ in places})
    people = Target.objects.in_bulk({person for _, _, person in places})
    found = {}
    for addressee, seat, person in places:
        row, target = rows.get(addressee), people.get(person)
        if row is not None and target is not None:
            holder = as_holder(target, row.office.name_in(language) if row.office else target.role)
            recipient = _recipient(row, seat, holder, language)
            found[addressee, seat, person] = recipient if target.deliverable else replace(recipient, email="")
    return found


def written_for(people: Iterable[Recipient]) -> dict[str, int]:
    """Key -> person, of the seats that another may come to have before a letter leaves."""
    return {one.key: one.target_id for one in people if one.in_office or one.own_member}


def _person(target: Target) -> dict[int, Holder]:
    return {1: as_holder(target, target.role)} if target.deliverable else {}


def _own_members(row: Addressee, seats: Collection[Seat] | None) -> dict[int, Holder]:
    codes = None if seats is None else [str(seat) for addressee, seat in seats if addressee == row.pk]
    return {int(code): holder for code, holder in sitting_members(row.own_member_of, codes).items() if code.isdecimal()}


def _recipient(row: Addressee, seat: int, holder: Holder, language: str) -> Recipient:
    return Recipient(
        key=make_key(row.pk, seat),
        addressee_id=row.pk,
        seat=seat,
        target_id=holder.target_id,
        name=holder.name,
        first_name=holder.first_name,
        last_name=holder.last_name,
        email=holder.email,
        role=in_language(row.role, language) or holder.title,
        party=holder.party,
        riding=holder.riding,
        province=holder.province,
        greeting=in_language(row.greeting, language).replace(NAME_IN_GREETING, holder.name),
        time_zone=holder.time_zone,
        in_office=row.office_id is not None,
        own_member=bool(row.own_member_of),
    )


def recipients(campaign: Campaign, language: str, on: date) -> list[Recipient]:
    """Everybody who would get this campaign's letter on that day, once, whoever writes it: an own member is not known yet."""
    return once(resolve(addressed(campaign).filter(own_member_of=""), language, on))


def everybody(campaign: Campaign, language: str, on: date) -> list[Recipient]:
    """The same and all own members, of whom each supporter writes to one: whoever may get a letter on that day, once."""
    return once(resolve(addressed(campaign), language, on))


def reaches_anybody(campaign: Campaign, on: date) -> bool:
    """Whether anybody can be written to on that day, an own member of some supporter's among them."""
    return bool(everybody(campaign, "en", on))
