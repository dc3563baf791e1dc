"""Letters that could still be cancelled, of an addressee or a place, by the two partial indexes of what waits and what is held."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from django.db import connection

from campaign.campaigns.recipients import Seat
from campaign.delivery.lines import Place, seat_of
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import CLAIMABLE, State

# In the order of the indexes, and no further than so many rows of each: however many letters wait, some milliseconds.
_NUMBERS = """
SELECT wanted.id, count(*) FROM unnest(%(addressees)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    (SELECT FROM delivery_outgoingmail
        WHERE addressee_id = wanted.id AND kind = 'letter' AND state IN ('queued', 'uncertain')
        ORDER BY seat, written_for, next_attempt_at, id LIMIT %(most)s)
    UNION ALL
    (SELECT FROM delivery_outgoingmail
        WHERE addressee_id = wanted.id AND kind = 'letter' AND state = 'held' ORDER BY seat LIMIT %(most)s)
) AS letter
GROUP BY wanted.id
"""


def number_of_open_letters(addressee_ids: Collection[int], most: int) -> dict[int, int]:
    """Addressee's id -> how many; from `most` on it is only known that there are so many."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"addressees": list(addressee_ids), "most": most})
        return dict(cursor.fetchall())


def open_letters_to(addressee_id: int, most: int) -> list[int]:
    """The keys of up to so many of them."""
    letters = OutgoingMail.objects.filter(addressee=addressee_id, kind=Kind.LETTER)
    waiting = letters.filter(state__in=CLAIMABLE).order_by("seat", "written_for", "next_attempt_at", "pk")
    held = letters.filter(state=State.HELD).order_by("seat")
    found = list(waiting.values_list("pk", flat=True)[:most])
    return found + list(held.values_list("pk", flat=True)[: most - len(found)])


# Claims look along the same index in the same order.
_CLAIMABLE = """
    (SELECT FROM delivery_outgoingmail
        WHERE addressee_id = place.addressee_id AND seat = place.seat AND written_for = place.written_for
            AND kind = 'letter' AND state IN ('queued', 'uncertain')
        ORDER BY next_attempt_at, id LIMIT %(most)s)
"""
_HELD = """
    UNION ALL
    (SELECT FROM delivery_outgoingmail
        WHERE addressee_id = place.addressee_id AND seat = place.seat AND written_for = place.written_for
            AND kind = 'letter' AND state = 'held' LIMIT %(most)s)
"""
_AT_PLACES = """
SELECT place.addressee_id, place.seat, place.written_for, count(*)
FROM unnest(%(addressees)s::bigint[], %(seats)s::int[], %(people)s::bigint[]) AS place (addressee_id, seat, written_for)
CROSS JOIN LATERAL ({letters}) AS letter
GROUP BY 1, 2, 3
"""
CLAIMABLE_AT_PLACES = _AT_PLACES.format(letters=_CLAIMABLE)
OPEN_AT_PLACES = _AT_PLACES.format(letters=_CLAIMABLE + _HELD)


def number_at(places: Sequence[Place], most: int | None, question: str = OPEN_AT_PLACES) -> dict[Place, int]:
    """How many there are at each place, up to `most`; of each kind of them, so that from `most` on it only means: at least so many."""
    if not places:
        return {}
    addressees, seats, people = map(list, zip(*places, strict=True))
    values = {"addressees": addressees, "seats": seats, "people": people, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[tuple[int, int, int, int]] = cursor.fetchall()
    return {(addressee, seat, person): number for addressee, seat, person, number in rows}


def completed(
    counted: Mapping[Place, int],
    most: int,
    sums: Callable[[], Mapping[Seat, int]],
    recounted: Callable[[list[Place]], Mapping[Place, int]],
) -> dict[Place, int]:
    """The same where those of which at least `most` were counted are told by the sum of their seat.

    Two such places of one seat share its sum, and none knows its part: then all their letters are counted after all.
    """
    long = {place for place, number in counted.items() if number >= most}
    if not long:
        return dict(counted)
    told, by_seat = sums(), defaultdict[Seat, set[Place]](set)
    for place in counted:
        by_seat[seat_of(place)].add(place)
    found, together = dict(counted), list[Place]()
    for place in long:
        others = by_seat[seat_of(place)] - {place}
        if others & long:
            together.append(place)
        else:
            found[place] = max(counted[place], told.get(seat_of(place), 0) - sum(counted[other] for other in others))
    return found | dict(recounted(together))
