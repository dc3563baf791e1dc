"""Emptying the mailbox that bounces and answers come to (BOUNCE_URL): each mail in a transaction of its own, then removed."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction

from campaign.delivery.letter_box import Box, BoxAway, CannotPutAside, opened
from campaign.delivery.replies import pass_on
from campaign.delivery.reports import Report, record
from campaign.delivery.returned import NotUnderstood, read
from campaign.delivery.wake import wake_workers

log = logging.getLogger(__name__)

# Well below the time limit of a task (settings.CELERY_TASK_TIME_LIMIT); the rest is read in the next minute.
SECONDS = 45.0
# Of PostgreSQL's advisory locks: two readers at once would change nothing twice, yet put the same mail aside twice.
LOCK = int.from_bytes(b"bounces")


def empty(url: str, now: datetime, clock: Callable[[], float] = time.monotonic) -> Counter[str]:
    """Read what is in the box; how many mails were "understood", "put aside" or, by need, "left". Nothing where no box is named."""
    done: Counter[str] = Counter()
    ends = clock() + SECONDS
    if not url:
        return done
    try:
        with _alone() as alone, opened(url) as box:
            if not alone:
                return done
            for key in box.keys():  # noqa: SIM118 - a mailbox, not a dict
                if clock() >= ends:
                    break
                done[_take_out(box, key, now)] += 1
    except BoxAway as problem:
        log.warning("The mailbox of bounces cannot be read: %s", problem)
    return done


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _take_out(box: Box, key: str, now: datetime) -> str:
    try:
        with transaction.atomic():
            understood = take(box.read(key), now)
    # The database's words too: one mail that it cannot take must not stop those behind it.
    except (NotUnderstood, DataError, IntegrityError) as problem:
        log.warning("Mail %s in the mailbox of bounces is put aside: %s", key, problem)
        understood = False
    # The transaction is committed. If this fails, the mail is read again, and changes nothing then.
    if understood:
        box.remove(key)
        return "understood"
    try:
        box.put_aside(key)
    except CannotPutAside as problem:
        log.error("Mail %s stays in the mailbox of bounces: %s", key, problem)
        return "left"
    return "put aside"


def take(raw: bytes, now: datetime, recipient: str = "") -> bool:
    """Do what follows from one mail that came back; False for words of a person that reach nobody. Raises NotUnderstood."""
    found = read(raw, recipient)
    if isinstance(found, Report):
        record([found])
    elif found is not None:
        passed_on = pass_on(found, now)
        if passed_on:
            wake_workers()
        return bool(passed_on) or found.automatic
    return True
