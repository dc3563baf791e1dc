"""Celery's part in the roster: it looks and proposes, and never changes anybody."""

from celery import shared_task
from django.utils import timezone

from campaign.targets.feeds.checking import propose_when_due


@shared_task(name="targets.check_rosters")
def check_rosters() -> None:
    propose_when_due(timezone.now())
