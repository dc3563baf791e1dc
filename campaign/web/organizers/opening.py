"""Opening and closing a campaign: first a page that says what that does to whom, then the deed."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import NotReady, close_campaign, open_campaign
from campaign.web.organizers.home import title_of
from campaign.web.organizers.missing import missing_of
from campaign.web.organizers.preflight.check import check
from campaign.web.organizers.preflight.lines import Line, Tone
from campaign.web.organizers.recipients import audience_of
from campaign.web.staff.access import StaffRequest, campaign_page
from campaign.web.staff.figures import tallies


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def open_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        try:
            if open_campaign(campaign, now):
                messages.success(request, _("The campaign is open. Supporters can find it and send their letters."))
            return redirect("staff-campaign", campaign.slug)
        except NotReady:
            messages.error(request, _("The campaign cannot open yet. What is missing stands below."))
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "missing": missing_of(campaign, timezone.localdate(now)),
        "lines": [] if campaign.is_open else _to_look_at(campaign, now),
        "audience": audience_of(campaign, campaign.default_language, timezone.localdate(now)),
    }
    return render(request, "staff/campaign_open.html", context)


def _to_look_at(campaign: Campaign, now: datetime) -> list[Line]:
    """What is not as it should be and keeps nobody from opening."""
    return [line for line in check(campaign, now) if line.tone is not Tone.GOOD and not line.refuses]


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def close_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    if request.method == "POST":
        if close_campaign(campaign, timezone.now()):
            messages.success(request, _("The campaign is closed. You can open it again whenever you like."))
        return redirect("staff-campaign", campaign.slug)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "letters": tallies([campaign.pk])[campaign.pk],
    }
    return render(request, "staff/campaign_close.html", context)
