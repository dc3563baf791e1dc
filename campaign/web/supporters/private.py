"""Pages behind a token: stored by no browser or proxy, listed by no search engine, passed on as no referrer."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaign.web import errors

TokenView = Callable[[HttpRequest, str], HttpResponse]

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


def private(*methods: str) -> Callable[[TokenView], TokenView]:
    """For views of (request, token). An unknown token is a 404 with the same headers: its address may be a real one, cut off."""

    def decorate(view: TokenView) -> TokenView:
        @csrf_exempt
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            try:
                response = view(request, token)
            except Http404:
                response = errors.page(request, 404)
            for name, value in HEADERS.items():
                response[name] = value
            return response

        return guarded

    return decorate
