"""Where letters lead to today: from the seat they are addressed to, and the person they were written for, to a mailbox.

An office or a riding may have another holder by the time a letter leaves. Then it waits until the organizers chose whose it is
(HolderChange); no letter's row is changed for that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import Recipient, Seat, as_if_held, make_key, resolve, resolve_seats
from campaign.delivery.models import HolderChange, OutgoingMail
from campaign.participation.models import Participation

Decision = HolderChange.Decision

Place = tuple[int, int, int]  # addressee, seat, whom the letters were written for (0: whoever has the seat)


@dataclass(frozen=True)
class Lead:
    """Who has a place's seat today and can be written to; and whom its letters were written for, where that is another.

    `decision` is what the organizers chose for them, "" where they have not.
    """

    holder: Recipient | None
    former: Recipient | None = None
    decision: str = ""

    @property
    def recipient(self) -> Recipient | None:
        """Whom the letters go to; None where nobody can be written to."""
        if self.decision == Decision.SEND:
            return self.former if self.former and self.former.email else None
        return self.holder

    @property
    def shown(self) -> Recipient | None:
        """Whom a letter is for, as its supporter reads it: while it waits, still whom they wrote to."""
        return self.former if self.asks or self.recipient is None else self.recipient

    @property
    def asks(self) -> bool:
        """Whether the letters stay where they are: somebody else has the seat, and nobody chose to send them."""
        return (
            self.holder is not None and self.former is not None and self.decision not in (Decision.MOVE, Decision.SEND)
        )


@dataclass(frozen=True)
class Line:
    """A stream with something due, and where it leads to today."""

    stream_id: int
    place: Place
    addressee: Addressee
    lead: Lead

    @property
    def campaign(self) -> Campaign:
        return self.addressee.campaign

    @property
    def recipient(self) -> Recipient | None:
        return self.lead.recipient


def place_of(mail: OutgoingMail) -> Place:
    return mail.addressee_id or 0, mail.seat, mail.written_for


def places_of(participation: Participation, seats: Iterable[Seat]) -> list[Place]:
    """Where its letters to these seats wait."""
    return [(*seat, participation.written_for.get(make_key(*seat), 0)) for seat in seats]


def seat_of(place: Place) -> Seat:
    return place[:2]


def mailbox_of(line: Line) -> str:
    return line.recipient.email if line.recipient else ""


def lines_of(streams: Sequence[tuple[int, int, int, int]], now: datetime) -> list[Line]:
    """These streams (id, addressee, seat, written for) with their campaign and with whom they lead to today."""
    ids = {addressee for _, addressee, _, _ in streams}
    addressees = {
        row.pk: row for row in Addressee.objects.select_related("target", "group", "campaign").filter(pk__in=ids)
    }
    places = [place for _, *place in streams]
    seats = {(addressee, seat) for addressee, seat, _ in places}
    # In any language: the mailbox is the same.
    people = {one.their_seat: one for one in resolve(addressees.values(), "en", timezone.localdate(now), seats)}
    found = _leads([(addressee, seat, person) for addressee, seat, person in places], people, "en")
    return [
        Line(stream, place := (addressee, seat, person), addressees[addressee], found[place])
        for stream, addressee, seat, person in streams
    ]


def leads(places: Collection[Place], language: str, on: date) -> dict[Place, Lead]:
    """Where each of these places leads to on that day, in words of that language; a group's in the order of its people."""
    people = resolve_seats({seat_of(place) for place in places}, language, on)
    order = {seat: number for number, seat in enumerate(people)}
    return _leads(sorted(places, key=lambda place: order.get(seat_of(place), len(order))), people, language)


def _leads(places: Iterable[Place], people: Mapping[Seat, Recipient], language: str) -> dict[Place, Lead]:
    found = {place: Lead(people.get(seat_of(place))) for place in places}
    apart = [place for place, lead in found.items() if _is_apart(place, lead)]
    if apart:
        former, decided = as_if_held(apart, language), _decided(apart)
        for place in apart:
            holder = found[place].holder
            found[place] = Lead(holder, former.get(place), _decision(decided.get(place), holder))
    return found


def _is_apart(place: Place, lead: Lead) -> bool:
    person = place[2]
    return person != 0 and (lead.holder is None or lead.holder.target_id != person)


def _decided(places: Iterable[Place]) -> dict[Place, HolderChange]:
    """The last decision about each of these places that is still in force."""
    several = set(places)
    rows = HolderChange.objects.filter(
        addressee__in={place[0] for place in several}, decided_at__isnull=False, over_at=None
    )
    return {row.place: row for row in rows.order_by("pk") if row.place in several}


def _decision(row: HolderChange | None, holder: Recipient | None) -> str:
    """To move letters is chosen for one successor; not to send them, or to send them as written, whoever comes."""
    if row is None:
        return ""
    same = holder is not None and holder.target_id == row.successor_id
    return row.decision if same or row.decision != Decision.MOVE else ""
