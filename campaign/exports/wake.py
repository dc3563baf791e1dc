"""A hint to the workers that an export waits: one at a time, allowed to fail, for beat looks as well."""

from contextlib import suppress

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from campaign.common.redis_guard import RedisDown, guarded

WORK = "exports.work"
# One hint waits at a time, for so long at most: a second chain of slices would take turns from the mail.
HINT_SECONDS = 10
_HINTED = "exports.hinted"


def wake_workers() -> None:
    """Ask for a slice of work once the transaction is committed."""
    transaction.on_commit(hint)


def hint() -> None:
    with suppress(RedisDown), guarded(OperationalError):
        if cache.add(_HINTED, 1, timeout=HINT_SECONDS):
            current_app.send_task(WORK, expires=2 * 60 * 60)


def heard() -> None:
    """The hint was taken and its slice is over: the next may be given. Until then whoever asks would begin a second chain."""
    with suppress(RedisDown), guarded():
        cache.delete(_HINTED)
