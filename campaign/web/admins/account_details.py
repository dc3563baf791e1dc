"""An account's name, e-mail and role, put right: tests of letters and new passwords go to that address."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.details import Details, change_details
from campaign.accounts.models import User
from campaign.accounts.teams import may_touch
from campaign.web.admins.accounts import AccountForm
from campaign.web.staff.access import StaffRequest, admin_page

NAMES = ("first_name", "last_name", "email", "role")


class DetailsForm(forms.ModelForm[User]):
    class Meta(AccountForm.Meta):
        fields = NAMES


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def details(request: StaffRequest, user_id: int) -> HttpResponse:
    """Does not exist for an account that this admin may not touch."""
    user = get_object_or_404(User, pk=user_id)
    if not may_touch(request.user, user):
        raise Http404
    username = user.username
    form = DetailsForm(request.POST if request.method == "POST" else None, instance=user, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        if change_details(user, Details(**{name: form.cleaned_data[name] for name in NAMES}), request.user):
            messages.success(request, _("The account is changed."))
        else:
            messages.info(request, _("Nothing was changed: all of it was so before."))
        return redirect("staff-account", user.pk)
    context = {"form": form, "account": user, "username": username}
    return render(request, "staff/account_details.html", context, status=422 if form.errors else 200)
