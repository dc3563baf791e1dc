"""Celery's part: ask whom it is time to ask."""

from celery import shared_task
from django.utils import timezone

from campaign.answers import services


@shared_task(name="answers.ask")
def ask() -> None:
    services.ask(timezone.now())
