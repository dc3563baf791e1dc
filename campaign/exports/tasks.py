"""Celery's part: a slice of work, and a look whether any waits. The table is the queue, so a lost task loses nothing."""

from celery import shared_task
from django.utils import timezone

from campaign.exports import keeping, wake, working


@shared_task(name="exports.work")
def work() -> None:
    """One slice, then the next free worker: mail that came meanwhile stands before it."""
    more = working.work(timezone.now(), working.SLICE_SECONDS)
    wake.heard()
    if more:
        wake.hint()


@shared_task(name="exports.tick")
def tick() -> None:
    if working.anything_waits(timezone.now()):
        wake.hint()


@shared_task(name="exports.forget")
def forget() -> None:
    keeping.forget(timezone.now())
