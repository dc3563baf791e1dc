"""How the sending goes: counts by day, and the funnel from the form to the mailbox."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats import counts
from campaign.web.admins.chart import chart_of
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.status import status_of

DAYS = 30


@require_safe
@admin_page
def overview(request: StaffRequest) -> HttpResponse:
    """Over all campaigns that are no rehearsals, or over the one in "?campaign="."""
    now = timezone.now()
    campaigns = list(Campaign.objects.exclude(purpose=Campaign.Purpose.REHEARSAL).prefetch_related("texts"))
    slug = request.GET.get("campaign", "")
    chosen = Campaign.objects.filter(slug=slug).first() if slug.isprintable() else None
    ids = [chosen.pk] if chosen else [campaign.pk for campaign in campaigns]
    until = timezone.localdate(now)
    days = counts.days(ids, [until - timedelta(days=back) for back in reversed(range(DAYS))])
    context = {
        "status": status_of(ids, request.user, now),
        "choices": [(campaign.slug, title_of(campaign, get_language())) for campaign in campaigns],
        "chosen": chosen,
        "chosen_title": title_of(chosen, get_language()) if chosen else "",
        "funnel": counts.funnel(ids),
        "chart": chart_of(days),
        "days": days[::-1],
        "submitted": sum(day.submitted for day in days),
        "confirmed": sum(day.confirmed for day in days),
    }
    return render(request, "staff/sending.html", context)
