"""Celery's part: look now. The table is the queue, so a lost task loses nothing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from campaign.delivery import bounce_mail, sending, services
from campaign.delivery.provider import current_provider
from campaign.delivery.wake import wake_again


@shared_task(name="delivery.drain")
def drain() -> None:
    """Send what is due, and hand on to the next free worker when the time is over before the mail."""
    if sending.drain(current_provider()).more:
        wake_again()


@shared_task(name="delivery.sweep")
def sweep() -> None:
    services.sweep(timezone.now())


@shared_task(name="delivery.read_bounces")
def read_bounces() -> None:
    """Empty the mailbox of BOUNCE_URL, where there is one."""
    bounce_mail.empty(settings.BOUNCE_URL, timezone.now())
