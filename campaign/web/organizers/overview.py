"""A campaign as its organizers see it: how it goes, who receives it, and everything that can be changed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.showing import picture_of
from campaign.delivery import forecast
from campaign.delivery.queries import names_of
from campaign.delivery.states import State
from campaign.letters.models import Revision
from campaign.letters.queries import current_revisions
from campaign.participation.models import Participation
from campaign.stats import counts, seats
from campaign.web.organizers.home import title_of
from campaign.web.organizers.missing import missing_of
from campaign.web.organizers.pace import question_of
from campaign.web.organizers.pausing import pause_of
from campaign.web.organizers.recipients import audience_of
from campaign.web.staff.access import StaffRequest, campaign_page
from campaign.web.staff.figures import STATE_GROUPS
from campaign.web.staff.filters import group_name, person_state
from campaign.web.staff.holders import questions_above
from campaign.web.staff.letter_rows import rows_of
from campaign.web.staff.paging import page_of
from campaign.web.staff.status import status_of


@dataclass(frozen=True)
class Words:
    """What a campaign says in one language, as far as it is written."""

    language: str
    text: CampaignText | None
    revision: Revision | None


@require_safe
@campaign_page
def campaign(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    texts = {text.language: text for text in campaign.texts.all()}
    revisions = current_revisions(campaign.letter_id)
    numbers = counts.funnel([campaign.pk])
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "status": status_of([campaign.pk], request.user, now) if numbers.letters else None,
        "funnel": numbers,
        "pause": pause_of(campaign),
        "holders": questions_above(Campaign.objects.filter(pk=campaign.pk)),
        "question": question_of(campaign, forecast.of_campaign(campaign, now, seats.waiting), now),
        "missing": [] if campaign.is_open else missing_of(campaign, on),
        "audience": audience_of(campaign, campaign.language_or_default(get_language()), on),
        "picture": picture_of(campaign, campaign.language_or_default(get_language())),
        "words": [Words(code, texts.get(code), revisions.get(code)) for code in campaign.languages],
    }
    return render(request, "staff/campaign.html", context)


@require_safe
@campaign_page
def letters(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    """The letters behind a number. Whose they are is not shown: that is for the admins' search."""
    group = request.GET.get("state", "")
    rows = rows_of(campaign, group)
    letters = rows.letters.select_related("addressee__target", "addressee__office", "addressee__group")
    page = page_of(request, letters, rows.total, at_least=rows.at_least)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "page": page,
        "names": names_of(page.object_list, get_language() or "en"),
        "group": group if group in STATE_GROUPS else "",
        "groups": [(name, group_name(name)) for name in ("waiting", "sent", "trouble", *State.values)],
        "heading": group_name(group),
    }
    return render(request, "staff/campaign_letters.html", context)


@require_safe
@campaign_page
def people(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    """The supporters behind a number: what they put under their letter, and when; no addresses."""
    state = request.GET.get("state", "")
    rows = Participation.objects.filter(campaign=campaign)
    if state in Participation.State.values:
        rows = rows.filter(state=state)
    counted = counts.people([campaign.pk])[campaign.pk]
    number = counted.get(state, 0) if state in Participation.State.values else sum(counted.values())
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "page": page_of(request, rows.order_by("-submitted_at", "-pk"), number),
        "state": state if state in Participation.State.values else "",
        "states": [(value, person_state(value)) for value in Participation.State.values],
    }
    return render(request, "staff/campaign_people.html", context)
