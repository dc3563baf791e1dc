"""Facts for programs: a campaign's numbers, the same for everybody and at most five seconds old, and a mistyped domain."""

import json
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import find_campaign
from campaign.common.addresses import TOTAL_LIMIT, suggest
from campaign.common.redis_guard import cached
from campaign.stats.queries import public_count

SECONDS = 5
DAY = 24 * 60 * 60
LONGEST_SLUG = 50  # as in campaigns.models.Campaign


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """slug, title (in the campaign's own language), participants, goal, open. 404 also for a draft."""
    body = cached(f"api.campaign.{slug}", SECONDS, lambda: _body(slug)) if len(slug) <= LONGEST_SLUG else ""
    status = 200 if body else 404
    response = HttpResponse(body or '{"error": "unknown campaign"}', content_type="application/json", status=status)
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    if not body:
        return response
    etag = f'"{sha256(body.encode()).hexdigest()[:20]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def mail_domain(request: HttpRequest) -> HttpResponse:
    """?domain=gmial.com -> {"meant": "gmail.com"}; "" for no idea. Is told no more of an address than that."""
    domain = request.GET.get("domain", "")[:TOTAL_LIMIT]
    _, _, meant = (suggest(f"x@{domain}") or "").rpartition("@")
    response = JsonResponse({"meant": meant})
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response


def _body(slug: str) -> str:
    found = find_campaign(slug)
    if found is None or found.state == Campaign.State.DRAFT:
        return ""
    participants = public_count(found.pk)
    facts = {
        "slug": slug,
        "title": found.texts.get(language=found.default_language).title,
        "participants": participants,
        "goal": found.goal_at(participants),
        "open": found.is_open,
    }
    return json.dumps(facts, ensure_ascii=False)
