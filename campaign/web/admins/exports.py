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
    context = _asked(request) if request.GET.get("show") == "asked" else _taken(request)
    return render(request, "staff/takings.html", context)


def _taken(request: StaffRequest) -> dict[str, object]:
    page = Paginator(Taking.objects.select_related("by"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "takings": wording.lines(page)}


def _asked(request: StaffRequest) -> dict[str, object]:
    page = Paginator(Export.objects.select_related("asked_by"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    asked = [(one, wording.what_of(one.what), wording.format_of(one.format), wording.part_of(one.part)) for one in page]
    return {"page": page, "asked": asked, "show": "asked"}
