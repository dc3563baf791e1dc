"""Coming in and going out: login and password reset, both limited per network and per account, nothing typed lost."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from campaign.common.limits import Limited, check


def limited(request: HttpRequest, account: str) -> Limited | None:
    """Counts one attempt for the network and, apart, for the account that it was about."""
    name = account.strip().casefold()
    answers = [check(request, "login_per_network"), *([check(name, "login_per_account")] if name else [])]
    return next((answer for answer in answers if isinstance(answer, Limited)), None)


class LimitedForm:
    """For a view with one form: beyond the limit the page comes back with status 429 and what was typed, no password."""

    account_field: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get(self.account_field, "")
        too_often = limited(request, typed)
        if too_often is None:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a view
            return answer
        form = self.get_form_class()(initial={self.account_field: typed})  # type: ignore[attr-defined]  # the same
        context = self.get_context_data(form=form, wait_seconds=too_often.retry_after_seconds)  # type: ignore[attr-defined]
        refused: HttpResponse = self.render_to_response(context, status=429)  # type: ignore[attr-defined]  # the same
        refused["Retry-After"] = str(too_often.retry_after_seconds)
        return refused


class Login(LimitedForm, LoginView):
    template_name = "staff/login.html"
    account_field = "username"


class Logout(LogoutView):
    next_page = reverse_lazy("staff-login")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(request, *args, **kwargs)
        messages.success(request, _("You are logged out."))
        return answer


class PasswordChange(PasswordChangeView):
    template_name = "staff/password_change.html"
    success_url = reverse_lazy("staff-home")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed. Your other sessions are logged out."))
        return super().form_valid(form)


class ResetRequest(LimitedForm, PasswordResetView):
    """Answers alike whether or not the address is known; the mail leaves through the outbox."""

    template_name = "staff/reset_request.html"
    email_template_name = "staff/emails/reset.txt"
    subject_template_name = "staff/emails/reset.subject.txt"
    success_url = reverse_lazy("staff-reset-sent")
    account_field = "email"

    def form_valid(self, form: Any) -> HttpResponse:
        # Django would take the host from the request, which its sender chooses.
        self.extra_email_context = {"public_url": settings.PUBLIC_URL}
        return super().form_valid(form)


class ResetSent(PasswordResetDoneView):
    template_name = "staff/reset_sent.html"


class ResetConfirm(PasswordResetConfirmView):
    template_name = "staff/reset_confirm.html"
    success_url = reverse_lazy("staff-login")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your new password is set. Log in with it."))
        return super().form_valid(form)
