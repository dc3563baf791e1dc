"""Celery's part in the roster: it looks and proposes, and never changes anybody; and it forgets uploads."""

from celery import shared_task
from django.utils import timezone

from campaign.targets.feeds.checking import propose_when_due
from campaign.targets.lists import keeping
from campaign.targets.postcodes.lookup import forget_answers


@shared_task(name="targets.check_rosters")
def check_rosters() -> None:
    propose_when_due(timezone.now())


@shared_task(name="targets.forget_uploads")
def forget_uploads() -> None:
    keeping.forget_uploads(timezone.now())


@shared_task(name="targets.forget_postcodes")
def forget_postcodes() -> None:
    forget_answers(timezone.now())
