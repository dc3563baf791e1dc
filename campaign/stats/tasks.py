"""Celery's part: sum up what is new, see that it is, cut days anew, compare everything."""

from celery import shared_task
from django.utils import timezone

from campaign.common.database_clock import database_now
from campaign.stats import services

# Of ten million people and forty million letters (our judgement): these read every row there is.
LONG = 6 * 60 * 60


@shared_task(name="stats.fold")
def fold() -> None:
    services.fold_new()


@shared_task(name="stats.watch")
def watch() -> None:
    services.watch(database_now())


@shared_task(name="stats.recut", time_limit=LONG)
def recut() -> None:
    services.recut_moved()


@shared_task(name="stats.recount", time_limit=LONG)
def recount() -> None:
    services.recount_unless_somebody_does(timezone.now())
