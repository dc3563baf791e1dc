"""The statistics of a campaign: what is asked for stands in the address, and every table can be taken along."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats import reading, zones
from campaign.web.organizers.home import title_of
from campaign.web.organizers.statistics import answers, naming
from campaign.web.organizers.statistics import marks as marking
from campaign.web.organizers.statistics.asking import AskingForm, in_words
from campaign.web.organizers.statistics.files import FORMATS
from campaign.web.organizers.statistics.mapping import maps_of
from campaign.web.organizers.statistics.outlook import goals_of, queue_of
from campaign.web.organizers.statistics.table import Question
from campaign.web.organizers.statistics.tables import CURVES, MOST_BARS, table_of, tables_of
from campaign.web.organizers.statistics.taken import taken
from campaign.web.staff.access import StaffRequest, campaign_page


@require_safe
@campaign_page
def statistics(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = AskingForm(campaign, naming.NAMES, data=request.GET if request.GET else None)
    form.is_valid()
    now, language = timezone.now(), get_language() or campaign.default_language
    question = Question(campaign, form.asked, language, timezone.localdate(now))
    if request.GET.get("format") in FORMATS and not form.errors:
        wanted = table_of(question, request.GET.get("table", ""))
        if wanted is not None:
            return taken(request, wanted, (campaign, form.asked))
    context = {
        **_sections(question, now),
        "campaign": campaign,
        "title": title_of(campaign, language),
        "form": form,
        "in_words": in_words(form, list(form.fields)),
        "now": now,
        "most_bars": MOST_BARS,
        "formats": FORMATS,
        "query": request.GET.urlencode(),
        "days_cut_anew": zones.is_moved(campaign),
        "summed_up_at": reading.summed_up_at(),
        "recount": reading.last_recount(),
    }
    return render(request, "staff/statistics.html", context)


def _sections(question: Question, now: datetime) -> dict[str, object]:
    """The figures themselves, in the order of the page."""
    campaign, asked = question.campaign, question.asked
    funnel = reading.funnel_of(campaign, asked)
    # Of nobody, not even that a table cannot follow the choice.
    tables = tables_of(question) if funnel.submitted or funnel.letters else []
    curve = next((table for table in tables if table.key in CURVES), None)
    return {
        "looks": reading.looks_of(campaign, asked),
        "funnel": funnel,
        "goals": goals_of(campaign, now),
        "queue": queue_of(campaign, funnel.waiting if asked.is_all else reading.waiting_of(campaign), now),
        "curve": curve,
        "tables": [table for table in tables if table is not curve],
        "marks": marking.placed(marking.marks_of(campaign, asked), curve) if curve else [],
        "maps": maps_of(question),
        "answers": answers.section_of(question),
    }
