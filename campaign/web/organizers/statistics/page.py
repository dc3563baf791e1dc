"""The statistics of a campaign: what is asked for stands in the address, and every table can be taken along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats import reading, zones
from campaign.web.organizers.home import title_of
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.statistics.asking import AskingForm
from campaign.web.organizers.statistics.files import FORMATS, as_file
from campaign.web.organizers.statistics.table import Question
from campaign.web.organizers.statistics.tables import table_of, tables_of
from campaign.web.staff.access import StaffRequest, campaign_page


@require_safe
@campaign_page
def statistics(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = AskingForm(campaign, naming.NAMES, data=request.GET if request.GET else None)
    form.is_valid()
    language = get_language() or campaign.default_language
    question = Question(campaign, form.asked, language, timezone.localdate())
    if request.GET.get("format") in FORMATS and not form.errors:
        wanted = table_of(question, request.GET.get("table", ""))
        if wanted is not None:
            return as_file(campaign.slug, wanted, request.GET["format"])
    context = {
        "campaign": campaign,
        "title": title_of(campaign, language),
        "form": form,
        "looks": reading.looks_of(campaign, form.asked),
        "funnel": reading.funnel_of(campaign, form.asked),
        "tables": tables_of(question),
        "formats": FORMATS,
        "query": request.GET.urlencode(),
        "days_cut_anew": zones.is_moved(campaign),
        "summed_up_at": reading.summed_up_at(),
        "recount": reading.last_recount(),
    }
    return render(request, "staff/statistics.html", context)
