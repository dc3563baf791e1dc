"""When each process of ours was last seen at work, by the database's clock: a clock that jumps makes nobody look dead."""

import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models.functions import Now

from campaign.delivery.models import Heartbeat

BEAT = "beat"
# Often enough to tell within a minute who is gone, so seldom that it costs nothing.
EVERY_SECONDS = 5.0
# Beat ticks every two seconds: what was not seen for this long has stopped.
SILENT_AFTER = timedelta(seconds=60)
KEPT = timedelta(days=1)

_STARTED = time.monotonic()
_told: dict[str, float] = {}  # when this process last wrote down a name


def seen(kind: Heartbeat.Kind, name: str, clock: Callable[[], float] = time.monotonic) -> None:
    """Write down that it is at work now. Each process writes a name at most every five seconds."""
    at = clock()
    if name in _told and at - _told[name] < EVERY_SECONDS:
        return
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, kind=kind, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kind", "seen_at"],
    )
    _told[name] = at


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def up_for() -> timedelta:
    """How long this program has run. Whoever has just begun cannot say who is silent."""
    return timedelta(seconds=time.monotonic() - _STARTED)


def last_seen(kind: Heartbeat.Kind) -> datetime | None:
    return Heartbeat.objects.filter(kind=kind).order_by("-seen_at").values_list("seen_at", flat=True).first()


def alive(kind: Heartbeat.Kind, within: timedelta = SILENT_AFTER) -> list[Heartbeat]:
    """Those seen that lately, the latest first."""
    return list(Heartbeat.objects.filter(kind=kind, seen_at__gt=Now() - within).order_by("-seen_at", "name"))


def is_silent(at: datetime | None, now: datetime) -> bool:
    """Whether somebody last seen then has stopped; never seen is silent too."""
    return at is None or now - at > SILENT_AFTER


def forget_old() -> int:
    """Delete who was not seen for a day: each worker that starts has a name of its own."""
    return Heartbeat.objects.filter(seen_at__lt=Now() - KEPT).delete()[0]
