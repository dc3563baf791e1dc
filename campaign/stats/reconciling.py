"""Counting everything once more from the rows themselves, and naming each figure that differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from campaign.stats.models import Log
from campaign.stats.sums import DIFFERENCES


@dataclass(frozen=True)
class Difference:
    """One cell as the tallies tell it and as the rows have it."""

    campaign_id: int
    measure: str
    period: datetime
    language: str
    province: str
    source: str
    value: str
    state: str
    told: int
    rows: int

    def __str__(self) -> str:
        asked = f"language {self.language or '-'}, province {self.province or '-'}, source {self.source or '-'}"
        what = f"{self.measure} {self.value}".strip()
        return (
            f"campaign {self.campaign_id}, {what}, {self.period:%Y-%m-%d %H:%M}, {asked}, {self.state}: "
            f"told {self.told}, counted {self.rows}"
        )


def differences() -> Iterator[Difference]:
    """Every cell that the tallies, with what is not summed up yet, tell otherwise than the rows do, each log at one moment."""
    for log in Log:
        with connection.cursor() as cursor:
            cursor.execute(DIFFERENCES[log])
            yield from (Difference(*row) for row in cursor.fetchall())
