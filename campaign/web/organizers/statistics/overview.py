"""All campaigns side by side: for organizers those of their teams, for admins every one; rehearsals are nobody's success."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.web.organizers.home import title_of
from campaign.web.organizers.statistics.files import FORMATS
from campaign.web.organizers.statistics.table import Cell, Chart, Table, number_cell
from campaign.web.organizers.statistics.tables import MOST_BARS
from campaign.web.organizers.statistics.taken import taken
from campaign.web.staff.access import StaffRequest, campaigns_of, staff_page

# Today and the six days before it.
SIX_DAYS = timedelta(days=6)


@require_safe
@staff_page
def overview(request: StaffRequest) -> HttpResponse:
    campaigns = (
        campaigns_of(request.user).exclude(purpose=Campaign.Purpose.REHEARSAL).exclude(state=Campaign.State.DRAFT)
    )
    table = _table(list(campaigns.prefetch_related("texts").order_by("-opened_at", "-pk")))
    if request.GET.get("format") in FORMATS:
        return taken(request, table)
    context = {"table": table, "formats": FORMATS, "recount": reading.last_recount(), "most_bars": MOST_BARS}
    return render(request, "staff/statistics_overview.html", context)


def _table(campaigns: list[Campaign]) -> Table:
    columns = (
        _("Campaign"),
        _("Sent the form"),
        _("Confirmed"),
        _("Confirmed in seven days"),
        _("Letters"),
        _("Accepted by a mail server"),
        _("Of these came back"),
        pgettext("several letters", "Waiting"),
    )
    since = timezone.localdate() - SIX_DAYS
    counted = reading.by_campaign([one.pk for one in campaigns], since)
    rows = [(_named(one), *map(number_cell, counted[one.pk])) for one in campaigns]
    return Table("campaigns", columns, rows, Chart.BARS)


def _named(campaign: Campaign) -> Cell:
    title = title_of(campaign, get_language() or campaign.default_language)
    return Cell(campaign.slug, title, reverse("staff-statistics", args=[campaign.slug]))
