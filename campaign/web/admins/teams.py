"""Teams: which there are, who is in each, and whose campaigns they see. For admins."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import Team, User
from campaign.accounts.teams import NameTaken, add_member, make_team, remove_member, rename_team
from campaign.common.keys import parse_number
from campaign.web.organizers.names import Line
from campaign.web.staff.access import StaffRequest, admin_page

LONGEST_NAME = 120  # the column's


class TeamForm(forms.Form):
    name = Line(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the team a name.")},
        help_text=gettext_lazy("Only staff see it."),
        widget=forms.TextInput(attrs={"class": "form-control", "maxlength": LONGEST_NAME, "autocomplete": "off"}),
    )


class MemberForm(forms.Form):
    """`user` is there once it is valid."""

    user: User
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the user name of whom you want to add.")},
        help_text=gettext_lazy("As they log in with it."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_username(self) -> str:
        typed: str = self.cleaned_data["username"]
        if "\x00" in typed:
            raise forms.ValidationError(_("Nobody has this user name."))
        # Capitals count at the login; here they do not, where nobody else is meant.
        found = list(User.objects.filter(username__iexact=typed))
        exact = [user for user in found if user.username == typed] or found
        if len(exact) != 1:
            raise forms.ValidationError(_("Nobody has this user name."))
        self.user = exact[0]
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def teams(request: StaffRequest) -> HttpResponse:
    form = TeamForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            team = make_team(form.cleaned_data["name"], request.user)
        except NameTaken:
            form.add_error("name", _("Another team has this name."))
        else:
            messages.success(request, _("The team “%(name)s” is made. Add its people here.") % {"name": team.name})
            return redirect("staff-team", team.pk)
    counted = Team.objects.annotate(
        people=Count("members", distinct=True), campaigns_number=Count("campaigns", distinct=True)
    )
    context = {"form": form, "teams": counted, "accounts": User.objects.prefetch_related("teams").order_by("username")}
    return render(request, "staff/teams.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def team(request: StaffRequest, team_id: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=team_id)
    forms_of = {
        "name": TeamForm(initial={"name": found.name}, use_required_attribute=False),
        "add": MemberForm(use_required_attribute=False),
    }
    if request.method == "POST":
        answer = _act(request, found, forms_of)
        if answer is not None:
            return answer
        found.refresh_from_db()
    context = {
        "team": found,
        "name_form": forms_of["name"],
        "member_form": forms_of["add"],
        "form": next((form for form in forms_of.values() if form.errors), None),
        "members": found.members.order_by("username"),
        "campaigns": found.campaigns.prefetch_related("texts"),
    }
    return render(request, "staff/team.html", context, status=422 if context["form"] else 200)


def _act(request: StaffRequest, team: Team, forms_of: dict[str, Any]) -> HttpResponse | None:
    """Do what the button says; None where a form comes back with a reason."""
    act = {"remove": _remove, "add": _add}.get(request.POST.get("action", ""), _rename)
    return redirect("staff-team", team.pk) if act(request, team, forms_of) else None


def _remove(request: StaffRequest, team: Team, forms_of: dict[str, Any]) -> bool:
    member = team.members.filter(pk=parse_number(request.POST.get("user", "")) or 0).first()
    if member is not None and remove_member(team, member, request.user):
        messages.success(request, _("%(name)s no longer sees this team's campaigns.") % {"name": member.username})
    return True


def _add(request: StaffRequest, team: Team, forms_of: dict[str, Any]) -> bool:
    form = forms_of["add"] = MemberForm(request.POST, use_required_attribute=False)
    if not form.is_valid():
        return False
    if add_member(team, form.user, request.user):
        messages.success(request, _("%(name)s sees this team's campaigns.") % {"name": form.user.username})
    else:
        messages.info(request, _("%(name)s is in this team already.") % {"name": form.user.username})
    return True


def _rename(request: StaffRequest, team: Team, forms_of: dict[str, Any]) -> bool:
    form = forms_of["name"] = TeamForm(request.POST, use_required_attribute=False)
    if not form.is_valid():
        return False
    try:
        rename_team(team, form.cleaned_data["name"], request.user)
    except NameTaken:
        form.add_error("name", _("Another team has this name."))
        return False
    messages.success(request, _("The name is saved."))
    return True
