"""Celery's part in the journeys that the clock begins."""

from celery import shared_task
from django.utils import timezone

from campaign.journeys import digest, milestones, plans
from campaign.journeys import remind as reminding


@shared_task(name="journeys.remind")
def remind() -> None:
    reminding.remind(timezone.now())


@shared_task(name="journeys.follow_plans")
def follow_plans() -> None:
    plans.follow(timezone.now())


@shared_task(name="journeys.milestones")
def tell_milestones() -> None:
    milestones.tell_new(timezone.now())


@shared_task(name="journeys.digest")
def send_digests() -> None:
    digest.send_due(timezone.now())
