"""A page's script says that somebody began to write: counted, and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaign.campaigns.queries import find_campaign
from campaign.common import limits
from campaign.stats.looks import COUNTS, is_program
from campaign.stats.models import Look
from campaign.web.api.answers import LONGEST_SLUG


@csrf_exempt  # it changes nothing but a count that anybody may raise by opening the page
@require_POST
def started(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    campaign = find_campaign(slug) if len(slug) <= LONGEST_SLUG else None
    if campaign is None or not campaign.is_open or language not in campaign.languages:
        raise Http404
    if isinstance(limits.check(request, "start_per_network"), limits.Allowed) and not is_program(
        request.headers.get("User-Agent", "")
    ):
        COUNTS.count(campaign.pk, language, Look.Kind.START, timezone.now())
    return HttpResponse(status=204)
