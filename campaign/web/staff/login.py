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
from django.views.generic import FormView

from campaign.common.limits import Limited, check
from campaign.web import errors
from campaign.web.staff.login_forms import LoginForm, NewPasswordForm, PasswordChangeForm, ResetRequestForm


def beyond_limit(view: FormView[Any], account_field: str) -> HttpResponse | None:
    """Counts the attempt; too many get the page back with status 429 and what was typed, but for the password."""
    typed = view.request.POST.get(account_field, "")
    too_often = count_attempt(view.request, typed)
    if too_often is None:
        return None
    form = view.get_form_class()(initial={account_field: typed})
    context = view.get_context_data(form=form, wait_seconds=too_often.retry_after_seconds)
    headers = {"Retry-After": str(too_often.retry_after_seconds)}
    return view.response_class(
        request=view.request, template=view.get_template_names(), context=context, status=429, headers=headers
    )


def count_attempt(request: HttpRequest, account: str) -> Limited | None:
    """One attempt for the network and, apart, for the account that it was about."""
    name = account.strip().casefold()
    answers = [check(request, "login_per_network"), *([check(name, "login_per_account")] if name else [])]
    return next((answer for answer in answers if isinstance(answer, Limited)), None)


class Login(LoginView):
    template_name = "staff/login.html"
    form_class = LoginForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = beyond_limit(self, "username")
        return super().post(request, *args, **kwargs) if refused is None else refused


class Logout(LogoutView):
    next_page = "staff-login"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().post(request, *args, **kwargs)
        messages.success(request, _("You are logged out."))
        return answer


class PasswordChange(PasswordChangeView):
    template_name = "staff/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("staff-home")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Limited too: it asks for the old password, which whoever sits at an open session does not know."""
        too_often = count_attempt(request, request.user.get_username())
        if too_often is None:
            return super().post(request, *args, **kwargs)
        refused = errors.page(request, 429)
        refused["Retry-After"] = str(too_often.retry_after_seconds)
        return refused

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed. Your other sessions are logged out."))
        return super().form_valid(form)


class ResetRequest(PasswordResetView):
    """Answers alike whether or not the address is known; the mail leaves through the outbox."""

    template_name = "staff/reset_request.html"
    form_class = ResetRequestForm
    email_template_name = "staff/emails/reset.txt"
    subject_template_name = "staff/emails/reset.subject.txt"
    success_url = reverse_lazy("staff-reset-sent")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = beyond_limit(self, "email")
        return super().post(request, *args, **kwargs) if refused is None else refused

    def form_valid(self, form: Any) -> HttpResponse:
        # Django would take the host from the request, which its sender chooses.
        self.extra_email_context = {"public_url": settings.PUBLIC_URL, "site_name": settings.SITE_NAME}
        return super().form_valid(form)


class ResetSent(PasswordResetDoneView):
    template_name = "staff/reset_sent.html"


class ResetConfirm(PasswordResetConfirmView):
    template_name = "staff/reset_confirm.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("staff-login")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your new password is set. Log in with it."))
        return super().form_valid(form)
