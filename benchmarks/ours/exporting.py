"""Exports at size, of a campaign that `ours.people` filled: `python -m benchmarks.ours.exporting csv`, or `xlsx`, `jsonl`, `copy`, as JSON.

Each, in a process of its own, writes all people to a file by the real job's own slices, or, for `copy`, reads the same columns by one bare COPY, and
tells the seconds, the rows and the most memory that its process ever had.
"""

import json
import resource
import sys
import time

from django.db import connection
from django.utils import timezone

from benchmarks.ours import people
from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports import keeping
from campaign.exports.models import Format, What
from campaign.exports.services import Wish, ask
from campaign.exports.working import work
from campaign.stats.reading import Asked

_COPY = """
COPY (
    SELECT id, submitted_at, confirmed_at, state, language, first_name, last_name, email, city, postal_code, province, riding_code,
        source, came_before, variant, words_changed
    FROM participation_participation WHERE campaign_id = {} ORDER BY submitted_at, id
) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def main(arguments: list[str]) -> None:
    (deed,) = arguments
    figures = _copy() if deed == "copy" else _export(Format(deed))
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _export(kind: Format) -> dict[str, float]:
    """All columns, as admins get them."""
    admin = User.objects.get_or_create(username="benchmark", defaults={"role": User.Role.ADMIN})[0]
    wish = Wish(Campaign.objects.get(slug=people.SLUG), What.PEOPLE, kind, Asked(), "en")
    begun = time.perf_counter()
    export = ask(wish, admin, timezone.now())
    while work(timezone.now()):
        pass
    taken = time.perf_counter() - begun
    export.refresh_from_db()
    read = sum(map(len, keeping.pieces_of(export)))
    if not export.is_done or read != export.size:
        raise SystemExit(f"the export is {export.state}, and {read} of its {export.size} bytes could be read")
    return {"seconds": taken, "rows": export.rows, "bytes": export.size, "memory": _most_memory()}


def _copy() -> dict[str, float]:
    campaign = Campaign.objects.get(slug=people.SLUG)
    begun, size, rows = time.perf_counter(), 0, -1
    with connection.cursor() as cursor, cursor.cursor.copy(_COPY.format(campaign.pk)) as copy:
        for line in copy:
            size += len(line)
            rows += 1
    return {"seconds": time.perf_counter() - begun, "rows": rows, "bytes": size, "memory": _most_memory()}


def _most_memory() -> int:
    """Bytes; Linux counts in kilobytes (getrusage(2))."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
