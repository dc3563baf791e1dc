"""/healthz: 200 while the database answers. All else is told, not judged: without it letters are slower, never lost."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from campaign.common.database_clock import database_now
from campaign.common.redis_guard import RedisDown, guarded
from campaign.delivery.alerts import check_beat
from campaign.delivery.health import alerts_in_force, oldest_late
from campaign.delivery.heartbeats import last_seen, up_for
from campaign.delivery.models import Heartbeat


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    database = _database_answers()
    facts: dict[str, object] = {
        "database": "up" if database else "down",
        "redis": "up" if _redis_answers() else "down",
        **(_sending() if database else {}),
    }
    return JsonResponse(facts, status=200 if database else 503, headers={"Cache-Control": "no-store"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _sending() -> dict[str, object]:
    """Seconds since beat was seen (null: never), how late the oldest mail is, and the kinds of the alerts in force.

    Where beat and all workers are gone, this is who notices. Names and addresses are for staff.
    """
    try:
        now = database_now()
        check_beat(now, up_for())
        beat, late = last_seen(Heartbeat.Kind.BEAT), oldest_late(now)
        kinds = [alert.kind for alert in alerts_in_force()]
    except DatabaseError:
        return {}
    return {
        "beat_seconds": max(0, int((now - beat).total_seconds())) if beat else None,
        "oldest_late_seconds": int((now - late).total_seconds()) if late else 0,
        "alerts": kinds,
    }


def _redis_answers() -> bool:
    try:
        with guarded():
            cache.get("healthz")
    except RedisDown:
        return False
    return True
