"""How often a page was looked at, and a letter begun: counted without cookies, addresses or anything else of whoever it was.

Approximate, and said to be: what a cache before us answers is not seen, and a process that is killed takes some seconds of counts along.
Each process counts for itself and adds to the table now and then, so that a crowd costs one row and no page waits for it.
"""

import atexit
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from django.db import Error, connection

from campaign.stats.models import Look

log = logging.getLogger(__name__)

SECONDS = 5.0

# Programs that say so. Whoever hides it is counted: these figures are no proof of anything.
_PROGRAMS = re.compile(
    r"bot\b|crawl|spider|preview|slurp|monitor|curl|wget|python|facebookexternalhit|headless", re.IGNORECASE
)

Key = tuple[int, str, str, datetime]  # campaign, language, kind, hour

_ADD = """
INSERT INTO stats_look AS l (campaign_id, language, kind, hour, n)
SELECT new.* FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[]) AS new (campaign, language, kind, hour, n)
WHERE EXISTS (SELECT FROM campaigns_campaign WHERE id = new.campaign)
ORDER BY 1, 2, 3, 4
ON CONFLICT (campaign_id, language, kind, hour) DO UPDATE SET n = l.n + EXCLUDED.n
"""


def is_program(user_agent: str) -> bool:
    return not user_agent or _PROGRAMS.search(user_agent) is not None


class Counts:
    """Thread-safe; a process has one (`COUNTS`), tests make their own with a clock of theirs."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, seconds: float = SECONDS) -> None:
        self._clock, self._seconds = clock, seconds
        self._lock = Lock()
        self._counted: Counter[Key] = Counter()
        self._added_at = clock()

    def count(self, campaign_id: int, language: str, kind: Look.Kind, now: datetime) -> None:
        """One more; every few seconds whoever comes adds what all have counted."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            self._counted[campaign_id, language, str(kind), hour] += 1
            due = self._clock() - self._added_at >= self._seconds
        if due:
            self.add()

    def add(self) -> None:
        """Into the table, and begin anew. What the database does not take is lost, and nobody's page with it."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
            self._added_at = self._clock()
        if not counted:
            return
        columns = [list(column) for column in zip(*((*key, n) for key, n in counted.items()), strict=True)]
        try:
            with connection.cursor() as cursor:
                cursor.execute(_ADD, columns)
        except Error as error:
            log.warning("Looks at pages were not counted: %s", type(error).__name__)


COUNTS = Counts()
atexit.register(COUNTS.add)
