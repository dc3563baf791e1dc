"""A campaign's picture, as its page and sharing sites fetch it: its address names its content, so it is kept for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from campaign.campaigns.showing import file_of
from campaign.web.supporters.page_cache import ShortMemory

YEAR = 365 * 24 * 60 * 60

# A page that a thousand people open in the same two seconds asks for its picture a thousand times.
_READ: ShortMemory[tuple[str, str], bytes] = ShortMemory()


def _etag(request: HttpRequest, digest: str, size: str) -> str:
    return f'"{digest}-{size}"'


@require_safe
@condition(etag_func=_etag)
def picture(request: HttpRequest, digest: str, size: str) -> HttpResponse:
    data = _READ.get((digest, size)) or file_of(digest, size)
    if not data:
        raise Http404
    response = HttpResponse(_READ.keep((digest, size), data), content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
