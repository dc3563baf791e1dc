"""The site's addresses, and two more in each language: one whose view is broken, one that refuses everybody."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path

from campaign import urls
from campaign.urls import handler400, handler403, handler404, handler500
from campaign.web import errors

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def too_fast(request: HttpRequest) -> HttpResponse:
    return errors.page(request, 429)


urlpatterns = [*i18n_patterns(path("broken/", broken), path("too-fast/", too_fast)), *urls.urlpatterns]
