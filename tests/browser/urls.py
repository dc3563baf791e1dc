"""The site's addresses, and one more whose view is broken: to see what people see then."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from campaign import urls
from campaign.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *urls.urlpatterns]
