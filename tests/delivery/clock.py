"""Time passes: rows move into the past by the database's clock, which the program reads and nobody can wind."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from campaign.delivery.models import Pace
from campaign.targets.models import Target

# Every column that says when something is due, was done, or may happen again.
_MOMENTS = {
    "delivery_outgoingmail": ("next_attempt_at", "lease_until"),
    "delivery_pace": ("next_at",),
    "delivery_breaker": ("changed_at", "probe_at"),
    "delivery_stream": ("served_at",),
    "delivery_heartbeat": ("seen_at",),
}


def pass_time(by: timedelta) -> None:
    values: dict[str, Any] = {"by": by}
    with connection.cursor() as cursor:
        for table, columns in _MOMENTS.items():
            moved = ", ".join(f"{column} = {column} - %(by)s" for column in columns)
            cursor.execute(f"UPDATE {table} SET {moved}", values)  # noqa: S608 - our own words
        # A minute's row must not meet that of the minute before on the way: far away, and back.
        far: dict[str, Any] = {"there": by + timedelta(days=9999), "back": timedelta(days=9999)}
        cursor.execute("UPDATE delivery_outcomes SET minute = minute - %(there)s", far)
        cursor.execute("UPDATE delivery_outcomes SET minute = minute + %(back)s", far)


def every_mailbox_has_had_its_share(now: datetime) -> None:
    """As if so many letters had left that nobody may get another within the hour."""
    Pace.objects.bulk_create(
        Pace(key=address, next_at=now + timedelta(hours=1))
        for address in Target.objects.values_list("email", flat=True)
    )
