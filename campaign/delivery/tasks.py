"""Celery's part: look now. The table is the queue, so a lost task loses nothing."""

from celery import shared_task
from django.utils import timezone

from campaign.delivery import sending, services
from campaign.delivery.provider import configured_providers
from campaign.delivery.wake import wake_again


@shared_task(name="delivery.drain")
def drain() -> None:
    """Send what is due, and hand on to the next free worker when the time is over before the mail."""
    if sending.drain(*configured_providers()).more:
        wake_again()


@shared_task(name="delivery.sweep")
def sweep() -> None:
    services.sweep(timezone.now())
