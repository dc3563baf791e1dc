"""JSON that caches may keep and programs may ask for again: with an ETag, and 304 where nothing has changed."""

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from campaign.common.redis_guard import cached

LONGEST_SLUG = 50  # as in campaigns.models.Campaign


def answer(request: HttpRequest, name: str, slug: str, seconds: int, body_of: Callable[[str], str]) -> HttpResponseBase:
    """What `body_of` says of this campaign, at most so many seconds old; empty means that there is no such campaign: 404."""
    body = cached(f"api.{name}.{slug}", seconds, lambda: body_of(slug)) if len(slug) <= LONGEST_SLUG else ""
    status = 200 if body else 404
    response = HttpResponse(body or '{"error": "unknown campaign"}', content_type="application/json", status=status)
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"  # open data: a page of anybody's may show it
    if not body:
        return response
    etag = f'"{sha256(body.encode()).hexdigest()[:20]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
