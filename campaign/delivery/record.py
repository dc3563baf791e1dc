"""The one place that changes a mail's state: a conditional update and its event, in one statement and one commit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.generators import execute
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from campaign.common.text import LOST, SURROGATES
from campaign.delivery.states import State, may_become

REASON_LENGTH = 500  # characters the row has room for; a provider's answer can be longer


@dataclass(frozen=True)
class Change:
    """What a mail becomes and why.

    `delay` says when it is due again (queued and uncertain mails only); `give_back` that the attempt does not count;
    `by` is the user who did it by hand.
    """

    state: State
    reason: str = ""
    delay: timedelta | None = None
    give_back: bool = False
    provider: str = ""
    reference: str = ""
    by: int | None = None


class RefusedTransition(Exception):
    """A change that the table of states does not allow: a mistake in the program, not in the data."""


# Both parts run as one statement, hence one commit: no state without its event and none without its reason. A waiting mail's
# provider is the one that may have it already (see OutgoingMail): where another takes it, it may have arrived twice.
_MOVE = """
WITH moved AS (
    UPDATE delivery_outgoingmail AS mail
    SET state = %(state)s,
        reason = %(reason)s,
        claim = NULL,
        lease_until = NULL,
        attempts = mail.attempts - CASE WHEN %(give_back)s THEN 1 ELSE 0 END,
        next_attempt_at = CASE WHEN %(delay)s::interval IS NULL THEN mail.next_attempt_at ELSE now() + %(delay)s END,
        provider = CASE
            WHEN %(state)s = 'queued' AND old.state = 'failed' THEN ''
            WHEN %(provider)s = '' THEN mail.provider
            ELSE %(provider)s
        END,
        possible_duplicate = mail.possible_duplicate
            OR (%(state)s = 'accepted' AND %(provider)s <> '' AND mail.provider NOT IN ('', %(provider)s)),
        provider_reference = CASE WHEN %(reference)s = '' THEN mail.provider_reference ELSE %(reference)s END,
        accepted_at = CASE WHEN %(state)s = 'accepted' THEN now() ELSE mail.accepted_at END
    FROM (
        SELECT id, state FROM delivery_outgoingmail
        WHERE id = ANY(%(ids)s) AND state = ANY(%(olds)s) {claimed}
        ORDER BY id FOR UPDATE
    ) AS old
    WHERE mail.id = old.id
    RETURNING mail.id, old.state AS from_state
)
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason, by_id)
SELECT id, clock_timestamp(), from_state, %(state)s, %(reason)s, %(by)s FROM moved
"""
_MOVE_ANY = _MOVE.format(claimed="")
_MOVE_CLAIMED = _MOVE.format(claimed="AND claim = %(claim)s")


def move(
    ids: Collection[int] | Iterable[int], olds: Collection[State], change: Change, claim: UUID | None = None
) -> int:
    """Change those of the mails that are in one of the old states, and of this claim if one is named; how many were."""
    return _move(_MOVE_ANY if claim is None else _MOVE_CLAIMED, list(ids), olds, change, claim)


# The same for one claimed mail, thousands of times a second: prepared once for each connection, found by its key. Only a
# mail that is being sent has a claim, so the claim says the old state.
_RECORD = """
WITH moved AS (
    UPDATE delivery_outgoingmail
    SET state = %(state)s,
        reason = %(reason)s,
        claim = NULL,
        lease_until = NULL,
        next_attempt_at = coalesce(now() + %(delay)s::interval, next_attempt_at),
        provider = coalesce(nullif(%(provider)s, ''), provider),
        possible_duplicate = possible_duplicate OR (%(accepted)s AND provider NOT IN ('', %(provider)s)),
        provider_reference = coalesce(nullif(%(reference)s, ''), provider_reference),
        accepted_at = CASE WHEN %(accepted)s THEN now() ELSE accepted_at END
    WHERE id = %(id)s AND claim = %(claim)s
    RETURNING id
)
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT id, clock_timestamp(), 'sending', %(state)s, %(reason)s FROM moved
"""


def move_claimed(mail_id: int, claim: UUID, change: Change) -> bool:
    """Record what became of a claimed mail, unless the claim was lost meanwhile (then False)."""
    _check((State.SENDING,), change)
    values = _values(change) | {"id": mail_id, "claim": claim, "accepted": change.state is State.ACCEPTED}
    with connection.cursor() as opened:  # opens the connection where there is none, and follows Django's checks
        raw = opened.connection
        # Django switches preparing off for all its statements, since each has its values written in; this one has not.
        raw.prepare_threshold = raw.prepare_threshold or NEVER_BY_ITSELF
        with psycopg.Cursor(raw) as cursor:
            cursor.execute(_RECORD, values, prepare=True)
            return cursor.rowcount == 1


# The most frequent change by far, sent off without waiting: the commit takes as long as the next mail's envelope.
_ACCEPT = b"""
WITH moved AS (
    UPDATE delivery_outgoingmail
    SET state = 'accepted',
        reason = '',
        claim = NULL,
        lease_until = NULL,
        provider = $3::text,
        possible_duplicate = possible_duplicate OR provider NOT IN ('', $3::text),
        provider_reference = coalesce(nullif($4::text, ''), provider_reference),
        accepted_at = now()
    WHERE id = $1::bigint AND claim = $2::uuid
    RETURNING id
)
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT id, clock_timestamp(), 'sending', 'accepted', '' FROM moved
"""
_ACCEPT_NAME = "dm_accept"


@dataclass(frozen=True)
class Underway:
    """An acceptance on its way to the database. Nothing else may be asked of this connection until `recorded` has answered."""

    raw: psycopg.Connection[Any]

    def recorded(self) -> bool:
        """Waits for the commit; False where the claim was lost meanwhile."""
        return bool(_answer(self.raw).command_tuples == 1)


class Acceptances:
    """Sends acceptances off, for as long as nothing is rolled back on this connection (psycopg forgets what is prepared then)."""

    def __init__(self) -> None:
        with connection.cursor() as opened:
            opened.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = %s", [_ACCEPT_NAME])
            (known,) = opened.fetchone() or (0,)
            self._raw: psycopg.Connection[Any] = opened.connection
        if not known:
            self._raw.pgconn.send_prepare(_ACCEPT_NAME.encode(), _ACCEPT)
            _answer(self._raw)

    def begin(self, mail_id: int, claim: UUID, change: Change) -> Underway:
        """As move_claimed for an accepted mail, but returns before it is committed."""
        _check((State.SENDING,), change)
        values = [str(mail_id), str(claim), change.provider, change.reference.replace("\x00", "")]
        self._raw.pgconn.send_query_prepared(_ACCEPT_NAME.encode(), [value.encode() for value in values])
        self._raw.pgconn.flush()
        return Underway(self._raw)


def _answer(raw: psycopg.Connection[Any]) -> PGresult:
    result: PGresult = raw.wait(execute(raw.pgconn))[-1]
    if result.status != ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(result, encoding="utf-8")
    return result


NEVER_BY_ITSELF = 1_000_000_000  # uses of one statement before psycopg prepares it unasked


# Of many mails at once, each for a reason of its own. What is heard of a mail that we never heard was accepted says that it was.
_MOVE_EACH = """
WITH old AS (
    SELECT mail.id, mail.state, told.reason
    FROM delivery_outgoingmail AS mail
    JOIN unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS told (id, reason) ON told.id = mail.id
    WHERE mail.state = ANY(%(olds)s)
    ORDER BY mail.id FOR UPDATE OF mail
), moved AS (
    UPDATE delivery_outgoingmail AS mail
    SET state = %(state)s, reason = old.reason, claim = NULL, lease_until = NULL,
        accepted_at = coalesce(mail.accepted_at, now())
    FROM old WHERE mail.id = old.id
    RETURNING mail.id, old.state AS from_state, old.reason
), told AS (
    INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
    SELECT id, clock_timestamp(), from_state, %(state)s, reason FROM moved
)
SELECT id FROM moved
"""


def move_each(reasons: Mapping[int, str], olds: Collection[State], new: State) -> set[int]:
    """Record what was heard of mails that had left, each with its reason; the ids of those that were in an old state."""
    if not reasons:
        return set()
    _check(olds, Change(new))
    values: dict[str, Any] = {
        "ids": list(reasons),
        "reasons": [fitting(reason) for reason in reasons.values()],
        "olds": [str(old) for old in olds],
        "state": new.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_EACH, values)
        return {row[0] for row in cursor.fetchall()}


def _move(sql: str, ids: list[int], olds: Collection[State], change: Change, claim: UUID | None) -> int:
    _check(olds, change)
    values = _values(change) | {
        "ids": ids,
        "olds": [str(old) for old in olds],
        "claim": claim,
        "give_back": change.give_back,
        "by": change.by,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        moved: int = cursor.rowcount
    return moved


def _check(olds: Collection[State], change: Change) -> None:
    for old in olds:
        if not may_become(old, change.state):
            raise RefusedTransition(f"{old} -> {change.state}")


def _values(change: Change) -> dict[str, Any]:
    return {
        "state": change.state.value,
        "reason": fitting(change.reason),
        "delay": change.delay,
        "provider": change.provider,
        "reference": change.reference,
    }


def fitting(reason: str) -> str:
    """What the row has room for: a server may say NUL or half a character, PostgreSQL cannot."""
    return SURROGATES.sub(LOST, reason.replace("\x00", ""))[:REASON_LENGTH]
