"""Summing up what was added since the last time, each row exactly once, whatever dies in between.

The sums and the mark that says how far they go change in one transaction. Nobody waits for it: who sends a form only adds a row.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from campaign.stats import zones
from campaign.stats.models import Current, Log, Mark
from campaign.stats.sums import CHANGES, FOLD, unfolded

# Small enough that a transaction takes a fraction of a second, large enough that a backlog of millions is soon gone.
CHUNK = 20_000

# Of people, whoever sent the form or confirmed: when somebody withdrew, their log does not tell.
_OLDEST = {
    log: f"SELECT {moment} FROM {CHANGES[log].table} r WHERE {unfolded(log)} AND {told} ORDER BY id LIMIT 1"
    for log, moment, told in (
        (Log.PEOPLE, "coalesce(confirmed_at, submitted_at)", "to_state IN ('pending', 'confirmed')"),
        (Log.LETTERS, "at", "true"),
    )
}


@dataclass(frozen=True)
class Folded:
    """How many keys of a log were passed, and whether more are known to be waiting."""

    keys: int
    more: bool


def current_version() -> int:
    """The version of the tallies that is read."""
    found = Current.objects.values_list("version", flat=True).first()
    return 1 if found is None else found


def fold(version: int, log: Log, chunk: int = CHUNK) -> Folded:
    """Sum up at most `chunk` rows more. Where another process is at it, nothing is done: it does the same."""
    probe(version, log)
    return sum_up(version, log, chunk)


def probe(version: int, log: Log) -> None:
    """Note the largest key there is, unless the one noted before is still to be reached.

    The order matters: first the key is read, then a new transaction number is drawn. Whoever holds a smaller key without having
    committed drew theirs before.
    """
    mark, _made = Mark.objects.get_or_create(version=version, log=log)
    if mark.probe_to > mark.folded_to and not _is_of_another_server(mark.probe_transaction):
        return
    largest = largest_key(log)
    if largest > mark.folded_to:
        with transaction.atomic(durable=True):  # a transaction of its own, or its number would be an old one
            number = _scalar("SELECT pg_current_xact_id()::text::bigint")
            Mark.objects.filter(pk=mark.pk, probe_transaction=mark.probe_transaction).update(
                probe_to=largest, probe_transaction=number
            )


@transaction.atomic
def sum_up(version: int, log: Log, chunk: int) -> Folded:
    """The rows from the mark to the probe, where that is settled, but at most `chunk` of them."""
    mark = _locked(version, log)
    if mark is None:
        return Folded(0, False)
    safe = mark.probe_to if _is_settled(mark.probe_transaction) else mark.folded_to
    until = _end_of_chunk(log, mark.folded_to, safe, chunk)
    if until == mark.folded_to:
        return Folded(0, False)
    zones.keep_of_new_campaigns()
    with connection.cursor() as cursor:
        cursor.execute(FOLD[log], {"version": version, "after": mark.folded_to, "until": until})
    Mark.objects.filter(pk=mark.pk).update(folded_to=until, folded_at=Now())
    return Folded(until - mark.folded_to, until < safe)


def oldest_unfolded() -> datetime | None:
    """When the first thing happened that is in no sum yet, as near as its log tells; None where all is summed up."""
    found = [_first(question) for question in _OLDEST.values()]
    return min((at for at in found if at), default=None)


def largest_key(log: Log) -> int:
    return _scalar(f"SELECT coalesce(max(id), 0) FROM {CHANGES[log].table}")


def _locked(version: int, log: Log) -> Mark | None:
    return Mark.objects.select_for_update(skip_locked=True).filter(version=version, log=log).first()


def _is_settled(number: int) -> bool:
    """Whether all transactions with a smaller number have ended."""
    return _scalar("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > number


def _is_of_another_server(number: int) -> bool:
    """A dump that was read into a new server brings numbers that this server has not given out yet."""
    return _scalar("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint") < number


def _end_of_chunk(log: Log, after: int, safe: int, chunk: int) -> int:
    """The key of the last row that is summed up now: keys have gaps, so rows are counted."""
    question = f"SELECT id FROM {CHANGES[log].table} WHERE id > %s AND id <= %s ORDER BY id OFFSET %s LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(question, [after, safe, chunk - 1])
        row = cursor.fetchone()
    return row[0] if row else max(after, safe)


def _scalar(question: str) -> int:
    return int(_first(question))


def _first(question: str) -> Any:
    """The first column of the first row; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None
