"""What staff must know although nobody is looking: each alert is told once, when it begins, and cleared when it is over.

Told means a line in the log, and as the settings have it a mail (ALERT_EMAIL) and a POST of JSON (ALERT_WEBHOOK). All
times are the database's.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from campaign.common.database_clock import database_now
from campaign.delivery import heartbeats
from campaign.delivery.health import oldest_late
from campaign.delivery.models import Alert, Breaker, Heartbeat, Pause
from campaign.delivery.outbox import queue_to_staff
from campaign.delivery.queries import is_paused
from campaign.delivery.wake import tell_of_alert, wake_workers

log = logging.getLogger(__name__)

Kind = Alert.Kind

# The sweep looks every two seconds: what has been due for so long is not merely next in line.
LATE_AFTER = timedelta(minutes=5)
# A breaker that closes by itself within this time is nobody's business.
BREAKER_AFTER = timedelta(minutes=2)
# How a breaker's reason begins where the provider refused us ourselves: a wrong key, an account that was closed.
TURNED_AWAY = "Turned away"
WEBHOOK_SECONDS = 5
KEY_LENGTH = 254
# Raised and cleared by who sums up figures, in a room above this one.
OF_FIGURES = (Kind.FIGURES_LATE, Kind.FIGURES_DIFFER)


@transaction.atomic
def raise_alert(kind: Alert.Kind, key: str, text: str) -> bool:
    """Tell staff, unless they were told and it is not over; True when it is new."""
    alert, new = Alert.objects.get_or_create(kind=kind, key=key[:KEY_LENGTH], cleared_at=None, defaults={"text": text})
    if new:
        transaction.on_commit(lambda: log.error("Alert: %s", text))
        _mail(alert)
        if settings.ALERT_WEBHOOK:
            tell_of_alert(alert.pk)
    return new


def clear_alert(kind: Alert.Kind, key: str) -> bool:
    """It is over; False if it was not in force."""
    in_force = Alert.objects.filter(kind=kind, key=key[:KEY_LENGTH], cleared_at__isnull=True)
    cleared = in_force.update(cleared_at=Now()) == 1
    if cleared:
        log.warning("Over: %s %s", kind, key)
    return cleared


def _mail(alert: Alert) -> None:
    if not settings.ALERT_EMAIL:
        return
    subject = f"{settings.SITE_NAME}: {alert.get_kind_display()} {alert.key}".strip()
    text = f"{alert.text}\n\n{settings.PUBLIC_URL}/staff/sending/queue/\n"
    queue_to_staff([settings.ALERT_EMAIL], subject, text, database_now())
    wake_workers()


def post_to_webhook(alert_id: int) -> bool:
    """One POST; what goes wrong with it is logged and never raised."""
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert is None or not settings.ALERT_WEBHOOK:
        return False
    facts = {
        "kind": alert.kind,
        "key": alert.key,
        "text": alert.text,
        "raised_at": alert.raised_at.isoformat(),
        "site": settings.PUBLIC_URL,
    }
    try:
        requests.post(settings.ALERT_WEBHOOK, json=facts, timeout=WEBHOOK_SECONDS).raise_for_status()
    except requests.RequestException as error:
        # Its address may hold a secret, and so may the error's words.
        log.warning("Alert %s could not be told to the webhook: %s", alert.pk, type(error).__name__)
        return False
    return True


def check(now: datetime) -> None:
    """Raise what has begun and clear what is over; `now` is the database's. Whoever is swept by beat knows that it beats."""
    wanted = dict(_late(now)) | dict(_broken(now))
    for (kind, key), text in wanted.items():
        raise_alert(kind, key, text)
    going_on = {*wanted, *_not_closed()}
    for alert in Alert.objects.filter(cleared_at__isnull=True).exclude(kind__in=OF_FIGURES):
        if (alert.kind, alert.key) not in going_on:
            clear_alert(Kind(alert.kind), alert.key)


Telling = tuple[tuple[Alert.Kind, str], str]


def _late(now: datetime) -> Iterator[Telling]:
    """Not while all sending is paused, and after a pause only once there was time to catch up."""
    oldest = oldest_late(now)
    if oldest is None or is_paused():
        return
    resumed = Pause.objects.filter(scope=Pause.Scope.SITE).aggregate(at=Max("resumed_at"))["at"]
    since = max(oldest, resumed) if resumed else oldest
    if now - since >= LATE_AFTER:
        yield (Kind.LATE, ""), f"Mail is late: the oldest has been due since {oldest:%Y-%m-%d %H:%M} UTC."


def _broken(now: datetime) -> Iterator[Telling]:
    for breaker in Breaker.objects.exclude(state=Breaker.State.CLOSED).order_by("pk"):
        kind, key = _name(breaker)
        # A key that is refused is not accepted by itself. Else: it changes each time it tries again; one that opened a second time
        # has not been well in between.
        if kind is Kind.STOPPED or breaker.openings > 1 or now - breaker.changed_at >= BREAKER_AFTER:
            yield (kind, key), _words(breaker)


def _not_closed() -> set[tuple[Alert.Kind, str]]:
    return {_name(breaker) for breaker in Breaker.objects.exclude(state=Breaker.State.CLOSED)}


def _name(breaker: Breaker) -> tuple[Alert.Kind, str]:
    turned_away = breaker.scope == Breaker.Scope.PROVIDER and breaker.reason.startswith(TURNED_AWAY)
    return Kind.STOPPED if turned_away else Kind.BREAKER, f"{breaker.scope} {breaker.key}"[:KEY_LENGTH]


def _words(breaker: Breaker) -> str:
    way = "through" if breaker.scope == Breaker.Scope.PROVIDER else "to"
    return f"Mail {way} {breaker.key} is held. {breaker.reason}".strip()


def check_beat(now: datetime, up: timedelta) -> None:
    """For those whom beat does not call: workers and web. `up` is how long they run; who has just begun cannot judge."""
    if up < heartbeats.SILENT_AFTER:
        return
    at = heartbeats.last_seen(Heartbeat.Kind.BEAT)
    if at is None:
        # Nobody missed it before there was mail for it to look after.
        oldest = oldest_late(now)
        if oldest is None or now - oldest < heartbeats.SILENT_AFTER:
            return
    if heartbeats.is_silent(at, now):
        since = f"since {at:%Y-%m-%d %H:%M:%S} UTC" if at else "ever"
        raise_alert(Kind.BEAT_SILENT, "", f"Beat, which starts the sending every two seconds, was not seen {since}.")
