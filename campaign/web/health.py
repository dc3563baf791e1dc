"""/healthz: 200 while the database answers. Redis is told, not judged: without it letters are slower, never lost."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from campaign.common.redis_guard import RedisDown, guarded


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    database = _database_answers()
    facts = {"database": "up" if database else "down", "redis": "up" if _redis_answers() else "down"}
    return JsonResponse(facts, status=200 if database else 503, headers={"Cache-Control": "no-store"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    try:
        with guarded():
            cache.get("healthz")
    except RedisDown:
        return False
    return True
