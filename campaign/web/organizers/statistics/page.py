"""The statistics of a campaign: what is asked for stands in the address, and every table can be taken along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.web.organizers.home import title_of
from campaign.web.organizers.statistics import answers, naming
from campaign.web.organizers.statistics import marks as marking
from campaign.web.organizers.statistics.asking import AskingForm, in_words
from campaign.web.organizers.statistics.files import FORMATS
from campaign.web.organizers.statistics.mapping import maps_of
from campaign.web.organizers.statistics.outlook import goals_of, queue_of
from campaign.web.organizers.statistics.tables import CURVES, MOST_BARS, tables_of
from campaign.web.organizers.statistics.taken import taken
from campaign.web.staff.access import StaffRequest, campaign_page


@require_safe
@campaign_page
def statistics(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = AskingForm(campaign, naming.NAMES, data=request.GET if request.GET else None)
    form.is_valid()
    now, language = timezone.now(), get_language() or campaign.default_language
    tables = tables_of(campaign, form.asked, language, timezone.localdate(now))
    marks = marking.marks_of(campaign, form.asked)
    answered = answers.section_of(campaign, form.asked, language, timezone.localdate(now))
    offered = {table.key: table for table in (*tables, marking.as_table(marks), answered.table)}
    wanted = offered.get(request.GET.get("table", ""))
    if wanted is not None and request.GET.get("format") in FORMATS and not form.errors:
        return taken(request, wanted, (campaign, form.asked))
    curve = next((table for table in tables if table.key in CURVES), None)
    funnel = reading.funnel_of(campaign, form.asked)
    waiting = funnel.waiting if form.asked.is_all else reading.waiting_of(campaign)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, language),
        "form": form,
        "in_words": in_words(form, list(form.fields)),
        "looks": reading.looks_of(campaign, form.asked),
        "funnel": funnel,
        "goals": goals_of(campaign, now),
        "queue": queue_of(campaign, waiting, now),
        "now": now,
        "tables": tables,
        "maps": maps_of(campaign, form.asked, language),
        "curve": curve,
        "marks": marking.placed(marks, curve) if curve else [],
        "most_bars": MOST_BARS,
        "answers": answered,
        "formats": FORMATS,
        "query": request.GET.urlencode(),
        "summed_up_at": reading.summed_up_at(),
        "recount": reading.last_recount(),
    }
    return render(request, "staff/statistics.html", context)
