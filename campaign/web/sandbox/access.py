"""Who may read the sandbox mailbox: whoever sits at this machine, and the staff. For all others it does not exist."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.accounts.models import User
from campaign.common.client_address import client_address
from campaign.delivery.models import Kind, SandboxMail

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# A proxy on this machine that nobody told us of makes everybody look like loopback; these give it away.
FORWARDING_HEADERS = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


def for_readers(view: View[P]) -> View[P]:
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if settings.DELIVERY_MODE != "sandbox" or not (_at_this_machine(request) or request.user.is_authenticated):
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


def readable(request: HttpRequest) -> QuerySet[SandboxMail]:
    """The mails this reader may open. Mail to staff can hold a new password's link: for admins, and at this machine."""
    mails = SandboxMail.objects.order_by("-id")
    user = request.user
    if _at_this_machine(request) or (isinstance(user, User) and user.is_admin):
        return mails
    return mails.exclude(kind=Kind.STAFF)


def _at_this_machine(request: HttpRequest) -> bool:
    forwarded = any(header in request.headers for header in FORWARDING_HEADERS)
    if forwarded and not settings.TRUSTED_PROXIES:
        return False
    return ip_address(client_address(request)).is_loopback
