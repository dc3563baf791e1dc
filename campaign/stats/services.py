"""Keeping the tallies: summed up as rows come, made anew where somebody doubts them."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from campaign.common.alone import alone
from campaign.delivery.alerts import clear_alert, raise_alert
from campaign.delivery.models import Alert
from campaign.stats import folding, zones
from campaign.stats.models import Current, Log, Mark, Recount, Tally
from campaign.stats.reconciling import differences
from campaign.stats.recutting import recut

log = logging.getLogger(__name__)

# Kept and shown of a recount; who needs more mends the first of them before.
MOST_DIFFERENCES = 200

# How long one call sums up: shorter than the time to the next call, so that a backlog leaves room for other tasks of the worker.
FOLD_SECONDS = 1.5

# The job comes every two seconds: what waits for so long is not merely next in line (our judgement, as of late mail).
LATE_AFTER = timedelta(minutes=5)

Kind = Alert.Kind


class AlreadyRunning(Exception):
    """Somebody else is at the same work in this moment."""


def fold_new(seconds: float = FOLD_SECONDS) -> None:
    """Sum up what was added to both logs, for at most so many seconds; what is left waits for the next call."""
    version = folding.current_version()
    until = time.monotonic() + seconds
    for log in Log:
        while folding.fold(version, log).more and time.monotonic() < until:
            pass


def watch(now: datetime) -> None:
    """Tell staff where figures stand still although people take part, and when that is over; `now` is the database's."""
    oldest = folding.oldest_unfolded()
    if oldest is None or now - oldest < LATE_AFTER:
        clear_alert(Kind.FIGURES_LATE, "")
    else:
        raise_alert(
            Kind.FIGURES_LATE, "", f"Figures are late: what happened at {oldest:%Y-%m-%d %H:%M} UTC is in no sum yet."
        )


def recount(now: datetime) -> Recount:
    """Compare every figure with the rows and keep what came of it; what differs is logged, too, for whoever runs the service."""
    found = list(islice(differences(), MOST_DIFFERENCES))
    for difference in found:
        log.error("Recount: %s", difference)
    if found:
        raise_alert(Kind.FIGURES_DIFFER, "", f"Figures differ from the rows they are sums of; the first: {found[0]}.")
    else:
        clear_alert(Kind.FIGURES_DIFFER, "")
    return Recount.objects.create(at=now, differences=len(found), found="\n".join(map(str, found)))


def recount_unless_somebody_does(now: datetime) -> None:
    """At forty million letters it takes longer than the broker waits for an answer: then it asks somebody else, too."""
    with suppress(AlreadyRunning), _alone("recount"):
        recount(now)


def rows_to_sum() -> int:
    """How many keys both logs have given out, as near as it takes for a progress bar."""
    return sum(folding.largest_key(log) for log in Log)


def recut_moved() -> int:
    """Cut the days anew of campaigns whose time zone was changed; how many there were. Where a rebuild runs, later."""
    moved = zones.moved()
    if not moved:
        return 0
    try:
        with _alone("rebuild"):
            return sum(recut(campaign) for campaign in moved)
    except AlreadyRunning:
        return 0


def rebuild(show: Callable[[int], None]) -> None:
    """Make all tallies anew beside those that are read, then read the new ones. `show` is told how far the marks are.

    Where it is stopped in the middle, the next call goes on from there; until its end nobody sees anything of it.
    Raises AlreadyRunning: two at it would each take the other's rows for done.
    """
    with _alone("rebuild"):
        _rebuild(show)


@contextmanager
def _alone(at: str) -> Iterator[None]:
    with alone(f"stats.{at}") as ours:
        if not ours:
            raise AlreadyRunning
        yield


def _rebuild(show: Callable[[int], None]) -> None:
    new = folding.current_version() + 1
    for log in Log:
        while folding.fold(new, log).keys:
            show(sum(Mark.objects.filter(version=new).values_list("folded_to", flat=True)))
    with transaction.atomic():
        Current.objects.update_or_create(pk=1, defaults={"version": new})
    Tally.objects.exclude(version=new).delete()
    Mark.objects.exclude(version=new).delete()
