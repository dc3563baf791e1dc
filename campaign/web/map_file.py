"""The lines of a map, as pages borrow them: its address names its content, so it is kept for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from campaign.targets.maps.kept import svg_of

YEAR = 365 * 24 * 60 * 60


def _etag(request: HttpRequest, digest: str) -> str:
    return f'"{digest}"'


@require_safe
@condition(etag_func=_etag)
def map_file(request: HttpRequest, digest: str) -> HttpResponse:
    svg = svg_of(digest)
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
