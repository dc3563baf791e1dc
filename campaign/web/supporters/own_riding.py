"""The part of the form that asks for the riding, as it is typed and as it comes back, and the names of all ridings.

A postal code says where somebody lives: it comes in a POST, so that no log of addresses has it.
"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from campaign.campaigns.own_members import in_the_alphabet
from campaign.campaigns.queries import find_campaign
from campaign.common import limits
from campaign.common.limits import Limited
from campaign.targets.models import HOUSE_OF_COMMONS, Riding
from campaign.targets.postcodes.lookup import places_known, places_of
from campaign.targets.search import fold
from campaign.web.supporters import campaign_page
from campaign.web.supporters.campaign_page import OpenPage
from campaign.web.supporters.own_member import OwnChoice, choice, provinces_of

NAMES_SECONDS = 60 * 60
LONGEST = 32  # characters of what may be a postal code or a riding's


def riding_in(data: QueryDict) -> str:
    """The code that was chosen: by name, else one that was offered, unless that was for another postal code."""
    by_name, offered = data.get("other_riding", ""), data.get("riding", "")
    made_for = data.get("riding_for")
    if made_for is not None and _plain(made_for) != _plain(data.get("postal_code", "")):
        offered = ""
    return (by_name or offered)[:LONGEST]


def _plain(code: str) -> str:
    return "".join(code.upper().split())


def own_choice(shown: OpenPage, data: QueryDict) -> OwnChoice | None:
    """For a form that comes back: what is known without asking anybody else, and every riding by its name."""
    if shown.own is None:
        return None
    typed = data.get("postal_code", "")[:LONGEST].strip()
    places = places_known(typed, timezone.now())
    offered = choice(shown.own, shown.words, riding_in(data), typed, places)
    return replace(offered, provinces=provinces_of(shown.own), others=len(shown.people) > 1)


@csrf_exempt  # it changes nothing, and no cookie says who asks
@require_POST
def riding(request: HttpRequest, slug: str) -> HttpResponse:
    """The part anew, for a postal code or for a riding that was chosen by its name. 404 where no such part is on the page."""
    campaign = find_campaign(slug)
    language = get_language()
    if campaign is None or not campaign.is_open or language not in campaign.languages:
        return HttpResponse(status=404)
    shown = campaign_page.read(campaign, language)
    if shown.own is None:
        return HttpResponse(status=404)
    typed, code = request.POST.get("postal_code", "")[:LONGEST].strip(), riding_in(request.POST)
    limited = limits.check(request, "riding_per_network")
    look_up = places_known if isinstance(limited, Limited) else places_of
    offered = choice(shown.own, shown.words, code, typed, look_up(typed, timezone.now()))
    offered = replace(offered, others=len(shown.people) > 1)
    response = render(request, "supporters/parts/own_choice.html", {"own": offered, "page": shown.page})
    response["Cache-Control"] = "no-store"
    if isinstance(limited, Limited):  # the guess and the names still help
        response.status_code = 429
        response["Retry-After"] = str(limited.retry_after_seconds)
    return response


@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """[[code, name, province, other words it is found by], …] in the page's language, by name."""
    rows = [_row(one, get_language()) for one in Riding.objects.filter(source=HOUSE_OF_COMMONS)]
    response = JsonResponse(
        sorted(rows, key=lambda row: in_the_alphabet(row[1])), safe=False, json_dumps_params=COMPACT
    )
    response["Cache-Control"] = f"public, max-age={NAMES_SECONDS}"
    return response


COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


def _row(one: Riding, language: str) -> list[str]:
    """The browser folds the name itself: only what the name does not say is sent beside it."""
    name = one.name_in(language)
    said = set(fold(name).split())
    others = [word for word in dict.fromkeys(one.words.split()) if word not in said]
    return [one.code, name, one.province_in(language), *([" ".join(others)] if others else [])]
