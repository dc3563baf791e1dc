"""Two campaigns, or two periods of one, side by side; to whom one of them is not open there is no such page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats import comparing, reading
from campaign.web.organizers.home import title_of
from campaign.web.organizers.statistics import compare_tables
from campaign.web.organizers.statistics.asking import in_words
from campaign.web.organizers.statistics.compare_form import SIDES, CompareForm
from campaign.web.organizers.statistics.files import FORMATS
from campaign.web.organizers.statistics.tables import MOST_BARS
from campaign.web.organizers.statistics.taken import taken
from campaign.web.staff.access import StaffRequest, campaigns_of, staff_page


@require_safe
@staff_page
def compare(request: StaffRequest) -> HttpResponse:
    campaigns = _campaigns(request)
    form = CompareForm(_titles(request, campaigns), campaigns, request.GET)
    form.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "in_words": in_words(form, reading.PARTS),
        "formats": FORMATS,
        "query": request.GET.urlencode(),
    }
    context |= {"summed_up_at": reading.summed_up_at(), "most_bars": MOST_BARS}
    chosen = [(one, form.asked(side)) for one, side in zip(campaigns, SIDES, strict=False)]
    if len(chosen) < len(SIDES) or chosen[0] == chosen[1]:
        return render(request, "staff/compare.html", context | {"same": bool(chosen)})
    now = timezone.now()
    one, other = (comparing.side_of(each, asked, timezone.localdate(now, each.zone)) for each, asked in chosen)
    lines, days = compare_tables.lines_of(one, other), compare_tables.days_table(one, other)
    offered = {table.key: table for table in (days, compare_tables.lines_table(lines))}
    wanted = offered.get(request.GET.get("table", ""))
    if wanted is not None and request.GET.get("format") in FORMATS and not form.errors:
        return taken(request, wanted, *chosen)
    context |= {"lines": lines, "table": days, "share_days": comparing.share_days(one, other)}
    context["sides"] = [
        (name, side.campaign, title_of(side.campaign, get_language()), compare_tables.days_of(side))
        for name, side in (("A", one), ("B", other))
    ]
    context["longest"] = comparing.MOST_DAYS if comparing.MOST_DAYS in (len(one.days), len(other.days)) else 0
    return render(request, "staff/compare.html", context)


def _campaigns(request: StaffRequest) -> list[Campaign]:
    """Both that the address names; the one it names twice; none where it names none. Http404 where one is not theirs."""
    slugs = [slug for side in SIDES if (slug := request.GET.get(side, ""))]
    if not all(slug.isprintable() for slug in slugs):  # PostgreSQL has no word for a NUL
        raise Http404
    found = {one.slug: one for one in campaigns_of(request.user).filter(slug__in=slugs).prefetch_related("texts")}
    if not found.keys() >= set(slugs):
        raise Http404
    return [found[slug] for slug in (slugs if len(slugs) == len(SIDES) else slugs * 2)]


def _titles(request: StaffRequest, named: list[Campaign]) -> list[tuple[str, str]]:
    """Those that were opened ever, the newest first, and whatever the address names."""
    every = campaigns_of(request.user).exclude(purpose=Campaign.Purpose.REHEARSAL).exclude(opened_at=None)
    campaigns = {one.slug: one for one in (*every.prefetch_related("texts").order_by("-opened_at", "-pk"), *named)}
    return [(slug, f"{title_of(one, get_language())} ({slug})") for slug, one in campaigns.items()]
