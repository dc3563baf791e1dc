"""Statistics at size, of a campaign that `ours.people` filled: `python -m benchmarks.ours.tallies`, as JSON.

Sums up all that is not summed up yet, both logs beside each other. Then measures, in one process: summing up what fifty thousand people
more leave behind (rows a second), the public count (seconds: cold from tallies, from the cache, and by counting rows) and the page of
statistics (seconds of the slowest of twenty requests).
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles
from threading import Thread

from django.db import connection
from django.test import Client

from benchmarks.ours import people
from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation
from campaign.stats import counts, folding, queries
from campaign.stats.models import Log, Mark

MORE = 50_000
# Enough that one in twenty is ten requests: of forty it was two, and those were the first that the process ever answered.
PAGES = 200
TIMES = 15
OPEN_SECONDS = 60
# What organizers ask for, in turns: everything, a part, days.
ASKED = ("", "?language=en", "?province=QC", "?source=source+0", "?province=ON&language=fr", "?since=2026-01-01")


def main(arguments: list[str]) -> None:
    campaign = Campaign.objects.get(slug=people.SLUG)
    _sum_up_beside_each_other()
    here = people.rows_of("participation_participation")
    people.add(min(MORE, here), f"more.{here}.")
    figures = {"fold": _fold(), "rows": _seconds(lambda: _count_rows(campaign), 3)}
    figures["count"] = _seconds(lambda: counts.confirmed(campaign.pk))
    figures["cached"] = _seconds(lambda: queries.public_count(campaign.pk))
    if counts.confirmed(campaign.pk) != _count_rows(campaign):
        raise SystemExit("the count is not what the rows say")
    figures["page"] = _page(campaign)
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _sum_up_beside_each_other() -> None:
    def all_of(log: Log) -> None:
        _fold_log(log)
        connection.close()

    threads = [Thread(target=all_of, args=(log,)) for log in Log]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE stats_tally")


def _fold_log(log: Log) -> int:
    """Keys are safe once all transactions that were open have ended: those of the other log's end soon."""
    rows, until = 0, time.monotonic() + OPEN_SECONDS
    while Mark.objects.filter(version=1, log=log, folded_to__gte=folding.largest_key(log)).first() is None:
        keys = folding.fold(1, log).keys
        rows += keys
        until = time.monotonic() + OPEN_SECONDS if keys else until
        if time.monotonic() > until:
            raise SystemExit(
                "a transaction is open on this server, perhaps in another database: nothing can be summed up"
            )
    return rows


def _fold() -> float:
    """Rows of both logs a second, by one process at full speed."""
    begun = time.perf_counter()
    rows = sum(_fold_log(log) for log in Log)
    return rows / (time.perf_counter() - begun)


def _count_rows(campaign: Campaign) -> int:
    return Participation.objects.filter(campaign=campaign, state=Participation.State.CONFIRMED).count()


def _page(campaign: Campaign) -> float:
    """Seconds of the slowest of twenty requests, of many that ask for different things."""
    client = Client(headers={"host": "localhost"})
    user = User.objects.get_or_create(username="benchmark", defaults={"role": User.Role.ADMIN})[0]
    client.force_login(user)
    taken = []
    for number in range(PAGES):
        begun = time.perf_counter()
        answer = client.get(f"/staff/campaigns/{campaign.slug}/statistics/{ASKED[number % len(ASKED)]}")
        taken.append(time.perf_counter() - begun)
        if answer.status_code != 200 or b"It adds up" not in answer.content:
            raise SystemExit(f"the page of statistics answered {answer.status_code}")
    return quantiles(taken, n=20)[-1]


def _seconds(work: Callable[[], object], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)
