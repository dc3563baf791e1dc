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


# Minutes are unique: in one step, a row would be moved to where another still is.
_FAR_AWAY = timedelta(days=365_000)


def pass_time(by: timedelta) -> None:
    with connection.cursor() as cursor:
        for table, columns in _MOMENTS.items():
            moved = ", ".join(f"{column} = {column} - %(by)s" for column in columns)
            for step in (by + _FAR_AWAY, -_FAR_AWAY) if table == "delivery_outcomes" else (by,):
                values: dict[str, Any] = {"by": step}
                cursor.execute(f"UPDATE {table} SET {moved}", values)  # noqa: S608 - our own words
