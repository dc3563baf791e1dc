"""Reading an export's rows: along the people of a campaign in the order in which they came, a block of them at a time.

A block is found by its last key, so each asks an index for its own rows and none for those before it; letters and what happened to them are
read for the people of a block. No question takes longer than its block, whatever is left out of it: filters do not make it longer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.models import OutgoingMail
from campaign.delivery.queries import names_of
from campaign.exports.columns import Column, Kind, columns_of
from campaign.exports.models import Export, Format, What

Row = tuple[Any, ...]
Cells = list[Row]

# People of the first block, and at most: some people have hundreds of letters each.
FIRST_BLOCK, LARGEST_BLOCK = 20, 5_000
# How many rows a block is to have: a twentieth of a second's work.
ROWS_OF_A_BLOCK = 10_000
# Five thousand rows of people are some 5 MB in memory.
ROWS_AT_ONCE = 5_000
# Earlier than any row.
_BEGINNING = "-infinity"


@dataclass(frozen=True)
class Key:
    """A person's place in the order: after all with a smaller one."""

    at: str = _BEGINNING
    id: int = 0


@dataclass(frozen=True)
class Block:
    """`after` is the key of the person before it, `until` that of its last; `is_last` where nobody comes after."""

    after: Key
    until: Key
    people: int
    is_last: bool = False


# By the column, not by the text of the same name: sorted as text, each block would read all that is left.
_NEXT = """
SELECT p.submitted_at::text, p.id FROM participation_participation p
WHERE p.campaign_id = %(campaign)s AND p.submitted_at >= %(at)s AND (p.submitted_at > %(at)s OR p.id > %(id)s)
    AND p.submitted_at < %(end)s
ORDER BY p.submitted_at, p.id OFFSET %(people)s - 1 LIMIT 1
"""
_PEOPLE = """
FROM participation_participation p LEFT JOIN participation_newsletterconsent n ON n.participation_id = p.id
"""
# OFFSET 0 keeps the tables apart for the planner: each is then asked by its index, as in delivery.queries.
_LETTERS = """
FROM participation_participation p
JOIN letters_revision r ON r.id = p.revision_id
CROSS JOIN LATERAL (
    SELECT id, to_name, to_email, state, reason, created_at, next_attempt_at, accepted_at, attempts, possible_duplicate, addressee_id, seat
    FROM delivery_outgoingmail
    WHERE participation_id = p.id AND kind = 'letter' AND created_at >= %(since)s AND created_at < %(end)s
    OFFSET 0
) AS m
"""
_EVENTS = f"""{_LETTERS}
CROSS JOIN LATERAL (
    SELECT id, at, from_state, to_state, reason, by_id FROM delivery_deliveryevent WHERE mail_id = m.id OFFSET 0
) AS e
"""
_FROM = {What.PEOPLE: _PEOPLE, What.LETTERS: _LETTERS, What.EVENTS: _EVENTS}
_ORDER = {
    What.PEOPLE: "p.submitted_at, p.id",
    What.LETTERS: "p.submitted_at, p.id, m.id",
    What.EVENTS: "p.submitted_at, p.id, m.id, e.id",
}
_OF_A_BLOCK = """
WHERE p.campaign_id = %(campaign)s AND p.submitted_at >= %(at)s AND (p.submitted_at > %(at)s OR p.id > %(id)s)
    AND p.submitted_at <= %(until_at)s AND (p.submitted_at < %(until_at)s OR p.id <= %(until_id)s)
"""
# The campaign's own time, as spreadsheets show it; programs get the world's. A spreadsheet counts days since the end of 1899.
_MOMENTS = {
    Format.CSV: "to_char({} AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI:SS')",
    Format.JSON: "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
    Format.XLSX: "(25569 + extract(epoch FROM {} AT TIME ZONE %(zone)s) / 86400)::float8",
}


class Reader:
    """An export's rows, block by block."""

    def __init__(self, export: Export, campaign: Campaign) -> None:
        self._export, self._what = export, What(export.what)
        self.columns = columns_of(export)
        self._values = _values(export, campaign)
        self._statement = self._words(self.columns)
        self._seats: dict[tuple[int, int], str] = {}

    def _words(self, columns: Sequence[Column]) -> str:
        moments = _MOMENTS[Format(self._export.format)]
        cells = [moments.format(one.sql) if one.kind is Kind.MOMENT else one.sql for one in columns]
        seats = [] if self._what is What.PEOPLE else ["m.addressee_id", "m.seat"]
        parts = [f"AND p.{name} = %({name})s" for name in ("language", "province", "source") if name in self._values]
        return " ".join(
            (
                f"SELECT {', '.join([*cells, *seats])}",
                _FROM[self._what],
                _OF_A_BLOCK,
                *parts,
                f"ORDER BY {_ORDER[self._what]}",
            )
        )

    @property
    def first(self) -> Key:
        """Where the first block begins. Letters of later days may be of people of earlier ones, who confirmed late."""
        return Key(self._values["since"], 0) if self._what is What.PEOPLE else Key()

    def block(self, after: Key, people: int) -> Block:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, {**self._values, "at": after.at, "id": after.id, "people": people})
            found = cursor.fetchone()
        if found is None:
            # Nobody has a key of 0: all before that moment.
            return Block(after, Key(self._values["end"], 0), 0, is_last=True)
        return Block(after, Key(*found), people)

    def rows(self, block: Block) -> Iterator[Cells]:
        """So many at a time, from a cursor of the server's: a block may hold far more than was thought. In a transaction."""
        keys: dict[str, Any] = {"at": block.after.at, "id": block.after.id}
        keys |= {"until_at": block.until.at, "until_id": block.until.id}
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._statement, {**self._values, **keys})
            while found := cursor.fetchmany(ROWS_AT_ONCE):
                yield found if self._what is What.PEOPLE else list(self._with_names(found))

    def _with_names(self, rows: Cells) -> Iterator[Row]:
        """A letter has its recipient's name once it was claimed; before, that of the seat it is addressed to."""
        place = next(number for number, one in enumerate(self.columns) if one.key == "recipient")
        self._learn({row[-2:] for row in rows if not row[place]} - self._seats.keys())
        for *cells, addressee, seat in rows:
            cells[place] = cells[place] or self._seats[addressee, seat]
            yield tuple(cells)

    def _learn(self, seats: set[Row]) -> None:
        if not seats:
            return
        addressees = Addressee.objects.select_related("target", "office", "group").in_bulk({one for one, _ in seats})
        mails = [
            OutgoingMail(pk=number, addressee=addressees[one], seat=seat, to_name="")
            for number, (one, seat) in enumerate(seats)
        ]
        names = names_of(mails, self._export.language)
        self._seats |= {(mail.addressee_id, mail.seat): names[mail.pk] for mail in mails if mail.addressee_id}


def _values(export: Export, campaign: Campaign) -> dict[str, Any]:
    """What the statements are given. Nobody who comes after the export was asked for is in it."""
    asked = export.asked
    end = min(_midnight(asked.until + timedelta(days=1), campaign), export.asked_at) if asked.until else export.asked_at
    parts = {name: getattr(asked, name) for name in ("language", "province", "source")}
    return {
        "campaign": campaign.pk,
        "zone": campaign.time_zone,
        "since": _midnight(asked.since, campaign).isoformat() if asked.since else _BEGINNING,
        "end": end.isoformat(),
        **{name: value for name, value in parts.items() if value is not None},
    }


def _midnight(day: date, campaign: Campaign) -> datetime:
    return datetime.combine(day, time.min, campaign.zone)


def next_size(size: int, rows: int) -> int:
    """How many people the next block is to have, after one of `size` people had so many rows."""
    fitting = size * ROWS_OF_A_BLOCK // max(rows, 1)
    return max(1, min(fitting, 2 * size, LARGEST_BLOCK))
