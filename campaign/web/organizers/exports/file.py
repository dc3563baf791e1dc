"""An export's file: handed out in pieces as the database has them, and written down first."""

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.exports.keeping import pieces_of, write_down
from campaign.exports.models import Format
from campaign.web.organizers.exports.page import export_of
from campaign.web.staff.access import StaffRequest, campaign_page

_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/x-ndjson",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def file(request: StaffRequest, campaign: Campaign, export_id: int) -> HttpResponseBase:
    """By a button, as it is written down: no browser that fetches links ahead takes anything along."""
    export = export_of(request, campaign, export_id)
    if request.method != "POST":
        return redirect("staff-exports", campaign.slug)
    if not export.is_done:
        messages.error(request, _("There is no such file any more. You can ask for it again."))
        return redirect("staff-exports", campaign.slug)
    write_down(export, request.user, timezone.now())
    response = StreamingHttpResponse(pieces_of(export), content_type=_TYPES[Format(export.format)])
    # With its length a browser notices when the file breaks off.
    response["Content-Length"] = export.size
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
