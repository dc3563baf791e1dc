"""Groups of people by name, such as a committee: all that there are, and for each who is in it and how it is called.

Every team may write to every group. An organizer changes those that no other team's campaign writes to; admins change all of them.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee
from campaign.common.keys import parse_number
from campaign.targets.listing import add_member, create_group, remove_member, rename_group
from campaign.targets.models import FALLBACK_LANGUAGE, Group, Target
from campaign.targets.queries import people_in
from campaign.targets.search import find
from campaign.web.organizers.hits import MOST_HITS
from campaign.web.organizers.names import name_fields, names_in
from campaign.web.organizers.recipients import hindrance_of
from campaign.web.staff.access import StaffRequest, campaigns_of, may_create, people_for, staff_page

LONGEST_QUERY = 100


class GroupForm(forms.Form):
    """`names` are what was typed, by language; the others fall back to English."""

    def __init__(self, group: Group | None = None, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        helps = {code: _("Empty: the English name.") for code, _name in settings.LANGUAGES}
        helps[FALLBACK_LANGUAGE] = _("Supporters read it.")
        known = group.name if group is not None else {}
        self.fields |= name_fields(known, _("Name (%(language)s)"), _("Give the group a name in English."), helps)

    @property
    def names(self) -> dict[str, str]:
        return names_in(self.cleaned_data)


@dataclass(frozen=True)
class Row:
    group: Group
    number: int


@dataclass(frozen=True)
class Member:
    """Somebody in a group or found for it, and why nothing can be sent, empty where it can."""

    target: Target
    hindrance: str
    inside: bool = True


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def groups(request: StaffRequest) -> HttpResponse:
    """All groups, and the form that makes one."""
    form = GroupForm(data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_create(request.user):
            raise PermissionDenied
        if form.is_valid():
            made = create_group(form.names)
            messages.success(request, _("The group is made. Now find who belongs to it."))
            return redirect("staff-group", made.pk)
    every = sorted(_shared(), key=lambda group: str(group).casefold())
    inside = people_in(every, timezone.localdate())
    context = {
        "rows": [Row(group, len(people)) for group, people in zip(every, inside, strict=True)],
        "form": form,
        "may_create": may_create(request.user),
    }
    return render(request, "staff/groups.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def group(request: StaffRequest, group_id: int) -> HttpResponse:
    """Who is in it today; for those who may, with the forms that change it."""
    shown = get_object_or_404(_shared(), pk=group_id)
    query = (request.POST if request.method == "POST" else request.GET).get("q", "")[:LONGEST_QUERY].strip()
    form = GroupForm(shown, request.POST if request.POST.get("action") == "name" else None)
    if request.method == "POST":
        if not may_change(request.user, shown):
            raise PermissionDenied
        if not form.is_bound:
            return _change_members(request, shown, query)
        if form.is_valid():
            rename_group(shown, form.names)
            messages.success(request, _("The name is saved."))
            return redirect("staff-group", shown.pk)
    on = timezone.localdate()
    members = [Member(person, hindrance_of(person)) for person, _title in people_in([shown], on)[0]]
    inside = {member.target.pk for member in members}
    found = find(query, on, MOST_HITS, people_for(request.user)).people if query else []
    context = {
        "group": shown,
        "form": form,
        "members": members,
        "may_change": may_change(request.user, shown),
        "query": query,
        "hits": [Member(person, hindrance_of(person), person.pk in inside) for person in found if _sits(person)],
    }
    return render(request, "staff/group.html", context, status=422 if form.errors else 200)


def _shared() -> QuerySet[Group]:
    """All but the lists that teams bring along: those are their team's, and only an upload says who is in them."""
    return Group.objects.filter(target_list=None)


def may_change(user: User, group: Group) -> bool:
    """Whether this person may name a group and say who is in it; those that are drawn from a roster nobody does."""
    if group.kind != Group.Kind.LISTED or not may_create(user):
        return False
    elsewhere = Addressee.objects.filter(group=group).exclude(campaign__in=campaigns_of(user))
    return user.is_admin or not elsewhere.exists()


def _sits(person: Target) -> bool:
    return person.listed == Target.Listed.SITTING


def _change_members(request: StaffRequest, group: Group, query: str) -> HttpResponse:
    deed = request.POST.get("action", "")
    key = parse_number(request.POST.get("id", ""))
    if deed not in ("add", "remove") or key is None:
        raise Http404
    person = get_object_or_404(people_for(request.user), pk=key)
    on = timezone.localdate()
    if deed == "add" and add_member(group, person, on):
        messages.success(request, _("%(name)s is in the group from today on.") % {"name": person.name})
    elif deed == "remove" and remove_member(group, person, on):
        messages.success(request, _("%(name)s is no longer in the group.") % {"name": person.name})
    address = reverse("staff-group", args=[group.pk])
    return redirect(f"{address}?{urlencode({'q': query})}#found" if query else f"{address}#members")
