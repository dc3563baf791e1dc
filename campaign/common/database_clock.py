"""The one clock that all machines share: the database's. What is compared with its times is asked of it."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """This very moment, also within a transaction, whose own `now()` stands still."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    moment: datetime = at
    return moment
