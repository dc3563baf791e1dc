"""A mistyped domain: told no more of an address than that."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from campaign.common.addresses import TOTAL_LIMIT, suggest

DAY = 24 * 60 * 60


@require_safe
def mail_domain(request: HttpRequest) -> HttpResponse:
    """?domain=gmial.com -> {"meant": "gmail.com"}; "" for no idea."""
    domain = request.GET.get("domain", "")[:TOTAL_LIMIT]
    _, _, meant = (suggest(f"x@{domain}") or "").rpartition("@")
    response = JsonResponse({"meant": meant})
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
