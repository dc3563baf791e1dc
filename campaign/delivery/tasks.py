"""Celery's part: look now. The table is the queue, so a lost task loses nothing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from campaign.common.database_clock import database_now
from campaign.delivery import alerts, bounce_mail, heartbeats, holder_questions, sending, services
from campaign.delivery.models import Heartbeat
from campaign.delivery.provider import configured_providers
from campaign.delivery.wake import wake_again


@shared_task(name="delivery.drain")
def drain() -> None:
    """Send what is due, and hand on to the next free worker when the time is over before the mail."""
    heartbeats.seen(Heartbeat.Kind.WORKER, heartbeats.worker_name())
    alerts.check_beat(database_now(), heartbeats.up_for())
    if sending.drain(*configured_providers()).more:
        wake_again()


@shared_task(name="delivery.sweep")
def sweep() -> None:
    """Only beat sends it, so beat is at work too. Alerts are looked at even where the sweep itself breaks."""
    heartbeats.seen(Heartbeat.Kind.WORKER, heartbeats.worker_name())
    heartbeats.seen(Heartbeat.Kind.BEAT, heartbeats.BEAT)
    try:
        services.sweep(timezone.now())
    finally:
        alerts.check(database_now())


@shared_task(name="delivery.follow_holders")
def follow_holders() -> None:
    """Ask about letters that were written for somebody who has the seat no more. They wait by themselves meanwhile."""
    holder_questions.follow(timezone.now())


@shared_task(name="delivery.tell")
def tell(alert_id: int) -> None:
    alerts.post_to_webhook(alert_id)


@shared_task(name="delivery.read_bounces")
def read_bounces() -> None:
    """Empty the mailbox of BOUNCE_URL, where there is one."""
    bounce_mail.empty(settings.BOUNCE_URL, timezone.now())
