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
from campaign.web.organizers.statistics.asking import AskingForm
from campaign.web.organizers.statistics.files import FORMATS, as_file
from campaign.web.organizers.statistics.tables import tables_of
from campaign.web.staff.access import StaffRequest, campaign_page


@require_safe
@campaign_page
def statistics(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = AskingForm(campaign, naming.NAMES, data=request.GET if request.GET else None)
    form.is_valid()
    language = get_language() or campaign.default_language
    tables = tables_of(campaign, form.asked, language, timezone.localdate())
    answered = answers.section_of(campaign, form.asked, language, timezone.localdate())
    wanted = {table.key: table for table in (*tables, answered.table)}.get(request.GET.get("table", ""))
    if wanted is not None and request.GET.get("format") in FORMATS and not form.errors:
        return as_file(campaign.slug, wanted, request.GET["format"])
    context = {
        "campaign": campaign,
        "title": title_of(campaign, language),
        "form": form,
        "looks": reading.looks_of(campaign, form.asked),
        "funnel": reading.funnel_of(campaign, form.asked),
        "tables": tables,
        "answers": answered,
        "formats": FORMATS,
        "query": request.GET.urlencode(),
        "summed_up_at": reading.summed_up_at(),
        "recount": reading.last_recount(),
    }
    return render(request, "staff/statistics.html", context)
