"""The public pages: what is open, a campaign with its form, its colour, and what happens to what people write."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import CampaignCard, find_campaign, open_campaigns
from campaign.stats.looks import COUNTS, is_program
from campaign.stats.models import Look
from campaign.stats.queries import public_count
from campaign.web.supporters import campaign_page, page_cache, submission
from campaign.web.supporters.accents import stylesheet
from campaign.web.supporters.drawing import PageWithPlaces

# Short, so that a count seen twice has moved; long enough that a crowd behind one proxy asks once.
PAGE_SECONDS = 5
ACCENT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class ListedCampaign:
    card: CampaignCard
    url: str
    participants: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    cards = [
        ListedCampaign(card, _address_in(card.language, card.slug), public_count(card.id))
        for card in open_campaigns(get_language())
    ]
    response = render(request, "supporters/index.html", {"listed": cards})
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


def _address_in(language: str, slug: str) -> str:
    with override(language):
        return reverse("campaign", args=[slug])


@csrf_exempt  # no cookie says who anybody is here; a signed form token takes its place (campaign.common.form_tokens)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    language = get_language()
    if request.method == "POST":
        return submission.receive(request, _recent_campaign(slug), language)
    kept = page_cache.PAGES.get((slug, language))
    if kept is None:
        found = public_campaign(slug)
        if language not in found.languages:
            return HttpResponseRedirect(_address_in(found.default_language, slug))
        kept = page_cache.PAGES.keep((slug, language), _made(request, found, language))
    if request.method == "GET" and not is_program(request.headers.get("User-Agent", "")):
        COUNTS.count(kept.campaign_id, language, Look.Kind.VIEW, timezone.now())
    return _handed_out(kept)


def _made(request: HttpRequest, found: Campaign, language: str) -> page_cache.Page:
    if not found.is_open:
        closed = campaign_page.show_closed(request, found, language)
        return page_cache.Page(found.pk, closed.content, closed.status_code)
    shown = campaign_page.read(found, language)
    response = campaign_page.show(request, shown, campaign_page.Answer(campaign_page.fresh_form(shown)))
    places = None
    if shown.texts.number > 1:
        places = PageWithPlaces(response.content, shown.page.revision_id, shown.texts)
    return page_cache.Page(found.pk, response.content, response.status_code, places)


def _handed_out(page: page_cache.Page) -> HttpResponse:
    """Caches before us keep what is the same for everybody; of a letter with variants each visitor gets one of their own."""
    content = page.places.for_a_visitor() if page.places else page.content
    response = HttpResponse(content, status=page.status)
    response["Cache-Control"] = f"{'private' if page.places else 'public'}, max-age={PAGE_SECONDS}"
    return response


def public_campaign(slug: str) -> Campaign:
    """The campaign, open or closed; a draft is nobody's business yet."""
    found = find_campaign(slug)
    if found is None or found.state == Campaign.State.DRAFT:
        raise Http404
    return found


# For those who send its form: whether it is still open is asked again in the transaction that takes the letter.
_RECENT: page_cache.ShortMemory[str, Campaign] = page_cache.ShortMemory()


def _recent_campaign(slug: str) -> Campaign:
    return _RECENT.get(slug) or _RECENT.keep(slug, public_campaign(slug))


@require_safe
def accent(request: HttpRequest, slug: str) -> HttpResponse:
    """The campaign's colour as a stylesheet, since pages have no inline style. Pages ask with the colour in the query."""
    response = HttpResponse(stylesheet(public_campaign(slug).accent), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=ACCENT_SECONDS)
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "supporters/privacy.html")
