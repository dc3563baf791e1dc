"""A campaign's exports: the form, how far each is, what to do with it, and who took what along."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.common.keys import parse_number
from campaign.exports.keeping import KEPT, remove
from campaign.exports.models import Export, Format, State, Taking, What
from campaign.exports.services import TooMany, Wish, ask
from campaign.web.organizers.exports import wording
from campaign.web.organizers.exports.asking import WishForm
from campaign.web.organizers.home import title_of
from campaign.web.organizers.statistics import naming
from campaign.web.staff.access import StaffRequest, campaign_page

EXPORTS_ON_A_PAGE = 10
# The latest; admins see all of them.
TAKINGS = 20


@dataclass(frozen=True)
class Line:
    """An export as it is shown; `mine` where whoever looks may have its file."""

    export: Export
    name: str
    part: str
    kept_until: datetime | None
    mine: bool


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def exports(request: StaffRequest, campaign: Campaign) -> HttpResponseBase:
    if request.method != "POST":
        form = WishForm(campaign, naming.NAMES, initial=request.GET.dict())
        return _page(request, campaign, form)
    if request.POST.get("action") == "remove":
        return _remove(request, campaign)
    return _ask(request, campaign)


def _ask(request: StaffRequest, campaign: Campaign) -> HttpResponseBase:
    form = WishForm(campaign, naming.NAMES, data=request.POST)
    if not form.is_valid():
        return _page(request, campaign, form)
    what, kind = What(form.cleaned_data["what"]), Format(form.cleaned_data["format"])
    wish = Wish(campaign, what, kind, form.asked, get_language() or campaign.default_language)
    try:
        ask(wish, request.user, timezone.now())
    except TooMany:
        form.add_error(
            None, _("Three exports of yours are under way. Wait until one is ready, or cancel one; then ask again.")
        )
        return _page(request, campaign, form)
    messages.success(request, _("The export is asked for. You may leave this page: it goes on without you."))
    return redirect("staff-exports", campaign.slug)


def _remove(request: StaffRequest, campaign: Campaign) -> HttpResponseBase:
    export = export_of(request, campaign, parse_number(request.POST.get("export", "")) or 0)
    said = {
        State.CANCELLED: _("The export is cancelled."),
        State.DELETED: _("The file is deleted. You can ask for it again."),
        None: _("There was nothing left to delete."),
    }
    messages.success(request, said[remove(export, timezone.now())])
    return redirect("staff-exports", campaign.slug)


def export_of(request: StaffRequest, campaign: Campaign, number: int) -> Export:
    """Of this campaign, and one that whoever asks may have: with addresses it is for admins alone. Http404 otherwise."""
    found = Export.objects.filter(campaign=campaign, pk=number).first()
    if found is None or not _may_have(request, found):
        raise Http404
    return found


def _may_have(request: StaffRequest, export: Export) -> bool:
    return request.user.is_admin or not export.private


def _page(request: StaffRequest, campaign: Campaign, form: WishForm) -> HttpResponse:
    rows = Export.objects.filter(campaign=campaign).select_related("asked_by")
    page = Paginator(rows, EXPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    takings = Taking.objects.filter(campaign=campaign).select_related("by")[:TAKINGS]
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "form": form,
        "page": page,
        "lines": [_line(request, one) for one in page],
        "changing": any(one.is_open for one in page),
        "takings": wording.lines(takings),
        "days": KEPT.days,
    }
    return render(request, "staff/exports.html", context)


def _line(request: StaffRequest, export: Export) -> Line:
    return Line(
        export,
        _("%(what)s, %(format)s") % {"what": wording.what_of(export.what), "format": wording.format_of(export.format)},
        wording.part_of(export.part),
        export.ended_at + KEPT if export.is_done and export.ended_at else None,
        _may_have(request, export),
    )
