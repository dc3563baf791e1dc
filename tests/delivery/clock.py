"""Time passes: rows move into the past by the database's clock, which the program reads and nobody can wind."""

from datetime import timedelta
from typing import Any

from django.db import connection

# Every column that says when something is due, was done, or may happen again.
_MOMENTS = {
    "delivery_outgoingmail": ("next_attempt_at", "lease_until"),
    "delivery_pace": ("next_at",),
    "delivery_breaker": ("changed_at", "probe_at"),
    "delivery_outcomes": ("minute",),
    "delivery_stream": ("served_at",),
    "delivery_heartbeat": ("seen_at",),
}


def pass_time(by: timedelta) -> None:
    values: dict[str, Any] = {"by": by}
    with connection.cursor() as cursor:
        for table, columns in _MOMENTS.items():
            moved = ", ".join(f"{column} = {column} - %(by)s" for column in columns)
            cursor.execute(f"UPDATE {table} SET {moved}", values)  # noqa: S608 - our own words
