"""A campaign's numbers: all at once, or the count, the days, the provinces, the ridings or the recipients by themselves."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import find_campaign
from campaign.stats import public, responsiveness
from campaign.stats.queries import public_count
from campaign.web.api.answers import answer

SECONDS = 5
# What is summed up by day or rounded may be older than a count.
MINUTE = 60


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """slug, title (in the campaign's own language), participants, goal, open. 404 also for a draft."""
    return answer(request, "campaign", slug, SECONDS, _body_with(_facts))


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponseBase:
    """participants, goal, open."""
    return answer(request, "count", slug, SECONDS, _body_with(_count))


@require_safe
def timeline(request: HttpRequest, slug: str) -> HttpResponseBase:
    """time_zone, days: date and people who sent the form then and confirmed it."""
    return answer(request, "timeline", slug, MINUTE, _body_with(_timeline))


@require_safe
def provinces(request: HttpRequest, slug: str) -> HttpResponseBase:
    """rounded_down_to, until, provinces: code, name, people. Only those with five people or more."""
    return answer(request, "provinces", slug, MINUTE, _body_with(_provinces))


@require_safe
def ridings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """rounded_down_to, until, ridings: code, name, province, people. Only those with five people or more."""
    return answer(request, "ridings", slug, MINUTE, _body_with(_ridings))


@require_safe
def targets(request: HttpRequest, slug: str) -> HttpResponseBase:
    """rounded_down_to, until, targets: name, role, letters that their mail server accepted and that did not come back. Only those with five or more.

    answers: name, role, how many people told whether an answer came, and what. Only of whom five or more told; 0: fewer than five.
    """
    return answer(request, "targets", slug, MINUTE, _body_with(_targets))


def _body_with(facts_of: Callable[[Campaign], dict[str, Any]]) -> Callable[[str], str]:
    def body(slug: str) -> str:
        found = find_campaign(slug)
        if found is None or found.state == Campaign.State.DRAFT:
            return ""
        return json.dumps({"slug": slug} | facts_of(found), ensure_ascii=False)

    return body


def _facts(campaign: Campaign) -> dict[str, Any]:
    return {"title": campaign.texts.get(language=campaign.default_language).title} | _count(campaign)


def _count(campaign: Campaign) -> dict[str, Any]:
    participants = public_count(campaign.pk)
    return {"participants": participants, "goal": campaign.goal_at(participants), "open": campaign.is_open}


def _timeline(campaign: Campaign) -> dict[str, Any]:
    days = public.timeline(campaign)
    return {
        "time_zone": public.zone_of_days(campaign),
        "days": [{"date": day.at.date().isoformat(), "people": day.confirmed} for day in days],
    }


def _provinces(campaign: Campaign) -> dict[str, Any]:
    now, language = timezone.now(), campaign.default_language
    shown = public.by_province(campaign, language, public.by_riding(campaign, language, now).rows, now)
    rows = [{"code": row.code, "name": row.name, "people": row.people} for row in shown.rows]
    return _rounded(shown) | {"provinces": rows}


def _ridings(campaign: Campaign) -> dict[str, Any]:
    shown = public.by_riding(campaign, campaign.default_language, timezone.now())
    rows = [{"code": row.code, "name": row.name, "province": row.province, "people": row.people} for row in shown.rows]
    return _rounded(shown) | {"ridings": rows}


def _targets(campaign: Campaign) -> dict[str, Any]:
    shown = public.by_recipient(campaign, campaign.default_language, timezone.now())
    rows = [{"name": row.name, "role": row.role, "letters": row.letters} for row in shown.rows]
    told = responsiveness.public_rows(campaign, campaign.default_language, timezone.now())
    return _rounded(shown) | {"targets": rows, "answers": [asdict(row) for row in told.rows]}


def _rounded(shown: public.Shown[Any]) -> dict[str, Any]:
    return {"rounded_down_to": public.STEP, "until": shown.until.isoformat()}
