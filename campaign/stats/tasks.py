"""Celery's part: sum up what is new."""

from celery import shared_task
from django.utils import timezone

from campaign.stats import services


@shared_task(name="stats.fold")
def fold() -> None:
    services.fold_new()


@shared_task(name="stats.recount")
def recount() -> None:
    services.recount(timezone.now())
