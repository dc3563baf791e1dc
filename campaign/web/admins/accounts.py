"""Accounts of staff: a new one, with a link that is shown once to choose its password; closing one, and opening it again."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import Team, User
from campaign.accounts.teams import (
    NameTaken,
    NewAccount,
    OutOfReach,
    allow_new_password,
    make_account,
    may_touch,
    set_active,
)
from campaign.common.keys import parse_number
from campaign.web.staff.access import StaffRequest, admin_page

DAY = 24 * 60 * 60


class AccountForm(forms.ModelForm[User]):
    teams = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Teams"),
        queryset=Team.objects.all(),
        required=False,
        help_text=gettext_lazy("Whose campaigns they see. An organizer without a team sees none."),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("username", "first_name", "last_name", "email", "role")
        widgets = {  # noqa: RUF012 - how Django's forms are told
            "username": forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
            "first_name": forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            "last_name": forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
            "role": forms.Select(attrs={"class": "form-select"}),
        }
        labels = {  # noqa: RUF012 - the same
            "username": gettext_lazy("User name"),
            "first_name": gettext_lazy("First name"),
            "last_name": gettext_lazy("Last name"),
            "email": gettext_lazy("E-mail"),
            "role": gettext_lazy("Role"),
        }
        help_texts = {  # noqa: RUF012 - the same
            "username": gettext_lazy("What they log in with: letters, digits and @ . + - _ only."),
            "email": gettext_lazy("Where tests of letters go, and a new password when the old one is forgotten."),
            "role": gettext_lazy("Organizers see the campaigns of their teams; admins see all of them, and this page."),
        }
        error_messages = {  # noqa: RUF012 - the same
            "username": {
                "unique": gettext_lazy("Somebody has this user name already."),
                "required": gettext_lazy("Write a user name."),
            },
        }

    @property
    def account(self) -> NewAccount:
        data = self.cleaned_data
        names = ("username", "first_name", "last_name", "email", "role")
        return NewAccount(**{name: data[name] for name in names}, teams=list(data["teams"]))


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def new(request: StaffRequest) -> HttpResponse:
    form = AccountForm(
        request.POST if request.method == "POST" else None,
        initial={"teams": [team for team in [parse_number(request.GET.get("team", ""))] if team]},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = make_account(form.account, request.user)
        except NameTaken:
            form.add_error("username", _("Somebody has this user name already."))
        else:
            messages.success(request, _("The account is made."))
            return _show(request, user, link=_link_for(user))
    return render(request, "staff/account_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def account(request: StaffRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    if request.method != "POST":
        return _show(request, user)
    action = request.POST.get("action")
    try:
        if action == "link" and user.is_active:
            allow_new_password(user, request.user)
            return _show(request, user, link=_link_for(user))
        if action == "close" and set_active(user, False, request.user):
            messages.success(request, _("The account is closed: %(name)s is logged out.") % {"name": user.username})
        if action == "open" and set_active(user, True, request.user):
            messages.success(request, _("%(name)s can log in again.") % {"name": user.username})
    except OutOfReach:
        messages.error(request, _("Nothing was changed: this account is not yours to change."))
    return redirect("staff-account", user.pk)


def _link_for(user: User) -> str:
    """Good once, until a password is chosen, for as long as settings.PASSWORD_RESET_TIMEOUT says."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    parts = {"uidb64": uid, "token": default_token_generator.make_token(user)}
    return f"{settings.PUBLIC_URL}{reverse('staff-reset-confirm', kwargs=parts)}"


def _show(request: StaffRequest, user: User, link: str = "") -> HttpResponse:
    """The answer to a POST where there is a link, so that it is on no page that can be loaded again."""
    context: dict[str, Any] = {
        "account": user,
        "teams": user.teams.all(),
        "may_touch": may_touch(request.user, user),
        "is_oneself": user.pk == request.user.pk,
        "link": link,
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
    }
    return render(request, "staff/account.html", context)
