"""The pages for what went wrong: each says what happened, what is kept, and what to do."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Words = tuple[StrOrPromise, tuple[StrOrPromise, ...]]

PAGES: Mapping[int, Words] = {
    400: (
        _("We could not read that"),
        (
            _("Your browser, or something on the way, sent us a request that makes no sense to us."),
            _("Nothing was sent to anybody. Go back, reload the page and try again."),
        ),
    ),
    403: (
        _("This page is not open to you"),
        (
            _("It belongs to the staff, or needs another account than yours."),
            _("Nothing was changed. If you should be able to see it, log in again or ask an administrator."),
        ),
    ),
    404: (
        _("There is no page here"),
        (
            _(
                "The address may be mistyped or cut off: a long link in an e-mail sometimes breaks at the end of a line."
            ),
            _(
                "Copy the whole link into the address bar, or start from the list of campaigns. Letters you have confirmed are safe."
            ),
        ),
    ),
    413: (
        _("That was too much at once"),
        (
            _("What you sent is larger than we can take here, so we did not read it. Nothing was changed."),
            _(
                "Your text is still in your browser: go back one page, shorten it or choose a smaller file, and send again."
            ),
        ),
    ),
    429: (
        _("A little too fast"),
        (
            _("There were more requests from your network than we can answer in a short time."),
            _("Nothing is lost. Wait a minute, then reload this page."),
        ),
    ),
}


def page(request: HttpRequest, status: int) -> HttpResponse:
    title, sentences = PAGES[status]
    context = {"status": status, "title": title, "sentences": sentences}
    response = render(request, "errors/page.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For settings.CSRF_FAILURE_VIEW: staff forms whose page was open for too long."""
    return page(request, 403)


# Those of templates/base.html, which cannot be used here: it asks for more than may be there.
STYLES = ("vendor/bootstrap-5.3.9/bootstrap.min.css", "css/dear.css", "css/supporters.css")


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no database, no session and no request context: any of them may be what is broken."""
    css = [_static(name) for name in STYLES]
    # The address, or else the browser, says the language: what broke may have come before anything had asked them.
    with override(get_language_from_request(request, check_path=True)):
        content = render_to_string("errors/500.html", {"css": css, "home": f"/{get_language()}/"})
    return HttpResponse(content, status=500, headers={"Cache-Control": "no-store"})


def _static(name: str) -> str:
    try:
        return static(name)
    except ValueError:  # the list of hashed names has no such file: a page without looks is better than none
        return f"{settings.STATIC_URL}{name}"
