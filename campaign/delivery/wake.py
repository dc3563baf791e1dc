"""A hint to the workers that mail is due: coalesced, sent after the commit, allowed to fail."""

import time
from contextlib import suppress

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from campaign.common.redis_guard import RedisDown, guarded

DRAIN = "delivery.drain"
TELL = "delivery.tell"
# One hint stands for all that follow within this time: 333 submissions a second queued 333 drains a second.
COALESCE_SECONDS = 1
# A hint nobody took by then is worthless: the sweep has hinted again. Not sooner, as the worker says by its own clock how old it is,
# and that may be an hour ahead.
HINT_EXPIRES_SECONDS = 2 * 60 * 60


def wake_workers() -> None:
    """Ask for one drain once the transaction is committed. Where the hint is lost, the sweep finds the mail."""
    transaction.on_commit(_hint)


class Quiet:
    """Until when this process need not even ask whether somebody has hinted: 500 forms a second asked Redis 500 times."""

    until = 0.0


def _hint() -> None:
    if time.monotonic() < Quiet.until:
        return
    with suppress(RedisDown), guarded(OperationalError):
        if cache.add("delivery.woken", 1, timeout=COALESCE_SECONDS):
            current_app.send_task(DRAIN, expires=HINT_EXPIRES_SECONDS)
            Quiet.until = time.monotonic() + COALESCE_SECONDS


def wake_again() -> None:
    """Ask for another drain at once: this one stopped before the mail did."""
    with suppress(RedisDown), guarded(OperationalError):
        current_app.send_task(DRAIN, expires=HINT_EXPIRES_SECONDS)


def tell_of_alert(alert_id: int) -> None:
    """Once the transaction is committed, let a worker tell others of an alert. Where Redis is away, the log has told it."""
    transaction.on_commit(lambda: _tell(alert_id))


def _tell(alert_id: int) -> None:
    with suppress(RedisDown), guarded(OperationalError):
        current_app.send_task(TELL, args=[alert_id])
