"""The results of a campaign for everybody: how many, when, where, and what reached whom. Kept for a minute: nobody asks for more."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import find_campaign
from campaign.common.redis_guard import cached
from campaign.stats import public, responsiveness
from campaign.stats.queries import public_count
from campaign.web import maps
from campaign.web.numbers import number
from campaign.web.supporters.bars import bars_of

SECONDS = 60
LONGEST_SLUG = 50  # as in campaigns.models.Campaign
# A year of bars is thinner than the lines between them; the table has all.
MOST_BARS = 120


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_campaign(slug) if len(slug) <= LONGEST_SLUG else None
    if found is None or found.state == Campaign.State.DRAFT:
        raise Http404
    language = get_language()
    if language not in found.languages:
        with override(found.default_language):
            return HttpResponseRedirect(reverse("results", args=[slug]))
    context = cached(f"results.{found.pk}.{language}", SECONDS, lambda: _facts(found, language))
    response = render(request, "supporters/results.html", {"campaign": found, "languages": found.languages} | context)
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _facts(campaign: Campaign, language: str) -> dict[str, Any]:
    now = timezone.now()
    people = public_count(campaign.pk)
    days = public.timeline(campaign)
    ridings = public.by_riding(campaign, language, now).rows
    provinces = public.by_province(campaign, language, ridings, now).rows
    return {
        "title": campaign.texts.get(language=language).title,
        "participants": people,
        "goal": campaign.goal_at(people),
        "days": days,
        "bars": bars_of([day.confirmed for day in days[-MOST_BARS:]]),
        "first_shown": days[-MOST_BARS:][0].at if days else None,
        "ridings": ridings,
        "riding_map": maps.figure_of_ridings(_told(ridings), language) if ridings else None,
        "provinces": provinces,
        "province_map": maps.figure_of_provinces(_told(provinces), language),
        "recipients": public.by_recipient(campaign, language, now).rows,
        "answers": responsiveness.public_rows(campaign, language, now).rows,
        "step": public.STEP,
    }


def _told(rows: Sequence[public.RidingRow | public.ProvinceRow]) -> maps.Told:
    """Nothing but what the table tells."""
    none = _("fewer than %(step)s") % {"step": number(public.STEP)}
    return maps.Told({row.code: row.people for row in rows}, none, public.STEP)
