"""Who took what along, of all campaigns, and who asked for what: for admins."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.exports.models import Export, Taking
from campaign.web.organizers.exports import wording
from campaign.web.staff.access import StaffRequest, admin_page

ROWS_PER_PAGE = 50


@require_safe
@admin_page
def takings(request: StaffRequest) -> HttpResponse:
    asked = request.GET.get("show") == "asked"
    rows = Export.objects.select_related("asked_by") if asked else Taking.objects.select_related("by")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": [
            (one, wording.what_of(one.what), wording.format_of(one.format), wording.part_of(one.part)) for one in page
        ]
        if asked
        else [],
        "takings": [] if asked else wording.lines(page),
        "show": "asked" if asked else "",
    }
    return render(request, "staff/takings.html", context)
