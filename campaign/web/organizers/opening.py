"""Opening and closing a campaign: first a page that says what that does to whom, then the deed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import recipients
from campaign.campaigns.services import NotReady, close_campaign, open_campaign
from campaign.letters.queries import current_revisions
from campaign.web.organizers.home import title_of
from campaign.web.organizers.recipients import audience_of
from campaign.web.staff.access import StaffRequest, campaign_page
from campaign.web.staff.figures import Tally, tallies


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a campaign from opening, in which of the steps (organizers.steps), and where to put it right."""

    step: str
    problem: str
    remedy: str
    url: str


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
        "audience": audience_of(campaign, campaign.default_language, timezone.localdate(now)),
    }
    return render(request, "staff/campaign_open.html", context)


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
        "letters": tallies([campaign.pk]).get(campaign.pk, Tally()),
    }
    return render(request, "staff/campaign_close.html", context)


def missing_of(campaign: Campaign, on: date) -> list[Missing]:
    """What `campaigns.services.problems_of` finds, each with the page that puts it right."""
    return list(_missing(campaign, on))


def _missing(campaign: Campaign, on: date) -> Iterator[Missing]:
    names = dict(settings.LANGUAGES)
    texts = set(campaign.texts.values_list("language", flat=True))
    letters = current_revisions(campaign.letter_id)
    for code in campaign.languages:
        if code not in texts:
            problem = _("%(language)s: the page has no text yet.") % {"language": names[code]}
            yield Missing("why", problem, _("Write the page"), reverse("staff-page-text", args=[campaign.slug, code]))
    for code in campaign.languages:
        if code not in letters:
            problem = _("%(language)s: there is no letter yet.") % {"language": names[code]}
            yield Missing("what", problem, _("Write the letter"), reverse("staff-letter", args=[campaign.slug, code]))
    if not recipients(campaign, campaign.default_language, on):
        url = reverse("staff-recipients", args=[campaign.slug])
        yield Missing("who", _("Nobody can receive the letter."), _("Choose who receives it"), url)
