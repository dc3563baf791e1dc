"""Letters to an addressee that could still be cancelled, found by the two partial indexes of what waits and what is held."""

from collections.abc import Collection

from django.db import connection

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
