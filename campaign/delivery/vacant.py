"""Seats that nobody can be written to in: how each is named, and why its letters wait."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from campaign.campaigns.models import Addressee
from campaign.campaigns.recipients import Seat
from campaign.targets.models import Riding, Target

IN_OFFICE = gettext_noop("Nobody can be written to in this office now.")
IN_RIDING = gettext_noop("Nobody can be written to in this riding now.")
TO_PERSON = gettext_noop("This person cannot be written to now.")
FILLED = gettext_noop("Somebody can be written to again.")


def reason_of(addressee: Addressee) -> str:
    """Why letters to a seat of this addressee wait while nobody can be written to in it."""
    if addressee.office_id:
        return IN_OFFICE
    return IN_RIDING if addressee.own_member_of else TO_PERSON


def names_of_seats(seats: Collection[Seat], language: str) -> dict[Seat, str]:
    """What stands in the place of a name: the office, the riding, or the person who has no address; three queries at most."""
    if not seats:
        return {}
    rows = Addressee.objects.select_related("target", "office").in_bulk({addressee for addressee, _ in seats})
    places = [(rows[addressee], seat) for addressee, seat in seats if addressee in rows]
    own = {str(seat) for row, seat in places if row.own_member_of}
    grouped = {seat for row, seat in places if row.group_id}
    ridings = {(one.source, one.code): one for one in Riding.objects.filter(code__in=own)} if own else {}
    people = Target.objects.in_bulk(grouped) if grouped else {}

    def name(row: Addressee, seat: int) -> str:
        if row.office is not None:
            return row.office.name_in(language)
        if row.own_member_of:
            riding = ridings.get((row.own_member_of, str(seat)))
            return riding.name_in(language) if riding else ""
        person = row.target or people.get(seat)
        return person.name if person else ""

    return {(row.pk, seat): name(row, seat) for row, seat in places}
