"""The first page after the login: how the letters are doing, and every campaign one may touch."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Pause
from campaign.delivery.queries import paused
from campaign.stats import counts
from campaign.web.staff.access import StaffRequest, campaigns_of, may_create, staff_page
from campaign.web.staff.figures import Tally, tallies
from campaign.web.staff.holders import questions_above
from campaign.web.staff.status import status_of

# What runs stands above what is being prepared and what is over; within each, the newest first.
FIRST = (Campaign.State.OPEN, Campaign.State.DRAFT, Campaign.State.CLOSED, Campaign.State.ARCHIVED)


@dataclass(frozen=True)
class Row:
    campaign: Campaign
    title: str
    confirmed: int
    letters: Tally
    is_paused: bool


@require_safe
@staff_page
def home(request: StaffRequest) -> HttpResponse:
    """Those in the archive are on a page of their own, "?state=archived"."""
    now = timezone.now()
    every = campaigns_of(request.user).exclude(purpose=Campaign.Purpose.REHEARSAL)
    in_archive = every.filter(state=Campaign.State.ARCHIVED)
    archived = request.GET.get("state") == Campaign.State.ARCHIVED
    shown = in_archive if archived else every.exclude(state=Campaign.State.ARCHIVED)
    campaigns = list(shown.select_related("team").prefetch_related("texts").order_by("-created_at", "-pk"))
    ids = [campaign.pk for campaign in campaigns]
    people, letters = counts.people(ids), tallies(ids)
    resting = paused(Pause.Scope.CAMPAIGN)
    rows = [
        Row(
            campaign=one,
            title=title_of(one, get_language()),
            confirmed=people[one.pk].get("confirmed", 0),
            letters=letters[one.pk],
            is_paused=str(one.pk) in resting,
        )
        for one in campaigns
    ]
    rows.sort(key=lambda row: FIRST.index(row.campaign.state))
    context = {
        "rows": rows,
        "archived": archived,
        "in_archive": in_archive.count(),
        "status": status_of(ids, request.user, now) if ids else None,
        "holders": questions_above(campaigns_of(request.user)),
        "may_create": may_create(request.user),
    }
    return render(request, "staff/home.html", context)


def title_of(campaign: Campaign, language: str) -> str:
    """The campaign's title in this language, else in its own default, else its slug while it has no page yet."""
    titles = {text.language: text.title for text in campaign.texts.all()}
    return titles.get(language) or titles.get(campaign.default_language) or campaign.slug
