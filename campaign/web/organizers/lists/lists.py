"""A team's lists of people: all of them, one with who is in it, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.addressees import add_group
from campaign.campaigns.models import Campaign
from campaign.common.keys import parse_number
from campaign.targets.lists.keeping import StillUsed, bring_back, remove, retire
from campaign.targets.models import Membership, TargetList
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaigns_of, list_page, lists_of, may_create, staff_page

PEOPLE_ON_A_PAGE = 100


@dataclass(frozen=True)
class Choice:
    """A campaign of the reader's, with its title."""

    campaign: Campaign
    title: str


@require_safe
@staff_page
def index(request: StaffRequest) -> HttpResponse:
    inside = Count("group__memberships", filter=Q(group__memberships__until=None))
    rows = (
        lists_of(request.user)
        .annotate(people=inside)
        .order_by(F("retired_at").asc(nulls_first=True), "-updated_at", "-pk")
    )
    return render(request, "staff/lists.html", {"rows": rows, "may_create": may_create(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@list_page
def one(request: StaffRequest, target_list: TargetList) -> HttpResponse:
    if request.method == "POST":
        deed = _DEEDS.get(request.POST.get("action", ""))
        if deed is None:
            raise Http404
        return deed(request, target_list)
    language = get_language() or "en"
    inside = _members(target_list).select_related("target")
    people = Paginator(inside, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    writing = _campaigns(request).filter(addressees__group=target_list.group_id)
    free = _campaigns(request).exclude(pk__in=writing.values("pk"))
    context = {
        "list": target_list,
        "people": people,
        "writing": [Choice(campaign, title_of(campaign, language)) for campaign in writing],
        "free": [Choice(campaign, title_of(campaign, language)) for campaign in free],
    }
    return render(request, "staff/list.html", context)


def _members(target_list: TargetList) -> QuerySet[Membership]:
    return Membership.objects.filter(group=target_list.group_id, until=None)


def _campaigns(request: StaffRequest) -> QuerySet[Campaign]:
    """Those that it can be added to: a rehearsal is a copy that nobody edits."""
    return campaigns_of(request.user).exclude(purpose=Campaign.Purpose.REHEARSAL).prefetch_related("texts")


def _add(request: StaffRequest, target_list: TargetList) -> HttpResponse:
    campaign = get_object_or_404(_campaigns(request), pk=parse_number(request.POST.get("campaign", "")))
    if target_list.retired_at is not None:
        messages.error(request, _("This list is retired: bring it back first."))
        return redirect("staff-list", target_list.pk)
    added = add_group(campaign, target_list.group)
    words = _("%(name)s is on the list now, at its end.") if added else _("%(name)s is on the list already.")
    (messages.success if added else messages.info)(request, words % {"name": target_list})
    return redirect("staff-recipients", campaign.slug)


def _retire(request: StaffRequest, target_list: TargetList) -> HttpResponse:
    retire(target_list, timezone.now())
    messages.success(request, _("“%(name)s” is retired. Campaigns that write to it go on.") % {"name": target_list})
    return redirect("staff-list", target_list.pk)


def _bring_back(request: StaffRequest, target_list: TargetList) -> HttpResponse:
    bring_back(target_list)
    messages.success(request, _("“%(name)s” can be used again.") % {"name": target_list})
    return redirect("staff-list", target_list.pk)


_DEEDS: dict[str, Callable[[StaffRequest, TargetList], HttpResponse]] = {
    "add": _add,
    "retire": _retire,
    "bring-back": _bring_back,
}


@require_http_methods(["GET", "HEAD", "POST"])
@list_page
def removal(request: StaffRequest, target_list: TargetList) -> HttpResponse:
    """First what it does to whom, then the deed; where a campaign or a letter needs the list, it can be retired instead."""
    if request.method == "POST":
        name = str(target_list)
        try:
            remove(target_list)
        except StillUsed:
            words = _(
                "“%(name)s” stays: a campaign writes to it, or letters to its people were written. You can retire it."
            )
            messages.error(request, words % {"name": name})
            return redirect("staff-list", target_list.pk)
        messages.success(request, _("“%(name)s” and its people are removed.") % {"name": name})
        return redirect("staff-lists")
    context = {"list": target_list, "people": _members(target_list).count()}
    return render(request, "staff/list_remove.html", context)
