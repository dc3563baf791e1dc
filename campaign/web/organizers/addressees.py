"""Choosing who receives a campaign's letter: search, add, order, word and remove, each deed a POST of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.addressees import LastOne, add_group, add_office, add_person, move, restore, reword
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import addressed, parse_key
from campaign.common.keys import parse_number
from campaign.journeys.addressees import Waiting, take_off, waiting_for
from campaign.participation.models import Participation
from campaign.stats.seats import letters_by_addressee
from campaign.targets.drawing import draw
from campaign.targets.models import Office
from campaign.web.numbers import number
from campaign.web.organizers import own_member
from campaign.web.organizers.addressee_form import WordingForm
from campaign.web.organizers.hits import hits_of
from campaign.web.organizers.home import title_of
from campaign.web.organizers.recipients import Place, audience_in, name_of, places_of
from campaign.web.staff.access import StaffRequest, campaign_page, groups_for, people_for
from campaign.web.staff.paging import MOST_FOUND

LONGEST_QUERY = 100


@dataclass(frozen=True)
class Row:
    """One addressee on the list; with letters, sent or waiting, it is retired instead of removed."""

    place: Place
    name: str
    letters: int


@dataclass(frozen=True)
class Retired:
    """One who was taken off the list and has letters all the same: how many in all, and how many still wait."""

    addressee: Addressee
    name: str
    letters: int
    waiting: int


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def recipients(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    query = (request.POST if request.method == "POST" else request.GET).get("q", "")[:LONGEST_QUERY].strip()
    if request.method == "POST":
        return _do(request, campaign, query)
    on, language = timezone.localdate(), campaign.language_or_default(get_language())
    letters = letters_by_addressee(campaign.pk)
    places = places_of(campaign, language, on)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "rows": [Row(place, name_of(place.addressee), letters.get(place.addressee.pk, 0)) for place in places],
        "retired": _retired(campaign, letters),
        "audience": audience_in(places),
        "own_member": own_member.may_be_added(campaign),
        "query": query,
        "hits": hits_of(query, request.user, [place.addressee for place in places], language, on) if query else None,
    }
    return render(request, "staff/recipients.html", context)


def _retired(campaign: Campaign, letters: Mapping[int, int]) -> list[Retired]:
    rows = campaign.addressees.exclude(retired_at=None).select_related("target", "office", "group")
    waiting = waiting_for([row.pk for row in rows])
    return [Retired(row, name_of(row), letters.get(row.pk, 0), waiting.get(row.pk, 0)) for row in rows]


def _do(request: StaffRequest, campaign: Campaign, query: str) -> HttpResponse:
    deed = _DEEDS.get(request.POST.get("action", ""))
    key = parse_number(request.POST.get("id", ""))
    if request.POST.get("action") == "add-drawn":
        _add_drawn(request, campaign)
    elif request.POST.get("action") == "add-own-member":
        own_member.add(request, campaign)
    elif deed is None or key is None:
        raise Http404
    else:
        deed(request, campaign, key)
    address = reverse("staff-recipients", args=[campaign.slug])
    return redirect(f"{address}?{urlencode({'q': query})}#found" if query else f"{address}#list")


def _add_person(request: StaffRequest, campaign: Campaign, key: int) -> None:
    person = get_object_or_404(people_for(request.user), pk=key)
    _say_added(request, add_person(campaign, person), person.name)


def _add_office(request: StaffRequest, campaign: Campaign, key: int) -> None:
    office = get_object_or_404(Office, pk=key)
    _say_added(request, add_office(campaign, office), str(office))


def _add_group(request: StaffRequest, campaign: Campaign, key: int) -> None:
    group = get_object_or_404(groups_for(request.user), pk=key)
    _say_added(request, add_group(campaign, group), str(group))


def _add_drawn(request: StaffRequest, campaign: Campaign) -> None:
    """A group that the search offered and nobody had used yet, by its party and province."""
    group = draw(request.POST.get("party", ""), request.POST.get("province", ""))
    if group is None:
        raise Http404
    _say_added(request, add_group(campaign, group), str(group))


def _restore(request: StaffRequest, campaign: Campaign, key: int) -> None:
    addressee = get_object_or_404(campaign.addressees.exclude(retired_at=None), pk=key)
    restore(addressee)
    _say_added(request, addressee, name_of(addressee))


def _say_added(request: StaffRequest, added: Addressee | None, name: str) -> None:
    if added is None:
        messages.info(request, _("%(name)s is on the list already.") % {"name": name})
    else:
        messages.success(request, _("%(name)s is on the list now, at its end.") % {"name": name})


def _moved_by(steps: int) -> Callable[[StaffRequest, Campaign, int], None]:
    def deed(request: StaffRequest, campaign: Campaign, key: int) -> None:
        move(get_object_or_404(addressed(campaign), pk=key), steps)

    return deed


_DEEDS = {
    "add-person": _add_person,
    "add-office": _add_office,
    "add-group": _add_group,
    "restore": _restore,
    "up": _moved_by(-1),
    "down": _moved_by(1),
}


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def wording(request: StaffRequest, campaign: Campaign, addressee_id: int) -> HttpResponse:
    """How one addressee is named on the page and greeted in the letter, in each of the campaign's languages."""
    addressee = _addressee(addressed(campaign), addressee_id)
    form = WordingForm(campaign, addressee, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reword(addressee, form.texts("role"), form.texts("greeting"))
        messages.success(request, _("Role and greeting of %(name)s are saved.") % {"name": name_of(addressee)})
        return redirect("staff-recipients", campaign.slug)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "form": form}
    context |= {"addressee": addressee, "name": name_of(addressee), "waiting": campaign.opened_at is not None}
    return render(request, "staff/recipient.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def removal(request: StaffRequest, campaign: Campaign, addressee_id: int) -> HttpResponse:
    """First what it does to whom, then the deed. From a draft's list it is done at once: nobody has chosen anybody yet.

    Of somebody who was taken off before, what waits can still be cancelled here.
    """
    addressee = _addressee(campaign.addressees.all(), addressee_id)
    name = name_of(addressee)
    if request.method == "POST":
        return _take_off(request, campaign, addressee, name)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "name": name, "addressee": addressee}
    context |= {"letters": letters_by_addressee(campaign.pk)[addressee.pk]}
    context |= {"waiting": waiting_for([addressee.pk]).get(addressee.pk, 0)}
    context |= _undecided(campaign, addressee)
    return render(request, "staff/recipient_remove.html", context)


def _take_off(request: StaffRequest, campaign: Campaign, addressee: Addressee, name: str) -> HttpResponse:
    waiting = Waiting.CANCEL if request.POST.get("waiting") == Waiting.CANCEL else Waiting.GO_ON
    try:
        done = take_off(addressee, waiting, request.user, timezone.now())
    except LastOne:
        words = _("%(name)s stays on the list: an open campaign writes to somebody. Add another one first.")
        messages.error(request, words % {"name": name})
        return redirect("staff-recipients", campaign.slug)
    messages.success(request, _("%(name)s is no longer on the list.") % {"name": name})
    if done.cancelled:
        words = ngettext("%(n)s letter is cancelled.", "%(n)s letters are cancelled.", done.cancelled)
        messages.success(request, words % {"n": number(done.cancelled)})
    if done.waiting:
        words = ngettext("%(n)s letter still waits and leaves.", "%(n)s letters still wait and leave.", done.waiting)
        messages.info(request, words % {"n": number(done.waiting)})
    return redirect("staff-recipients", campaign.slug)


def _undecided(campaign: Campaign, addressee: Addressee) -> dict[str, int | bool]:
    """How many of those chose it who have signed and not confirmed yet; of very many only that there are such people."""
    pending = Participation.objects.filter(campaign=campaign, state=Participation.State.PENDING)
    newest = pending.order_by("-submitted_at").values_list("recipient_keys", flat=True)[: MOST_FOUND + 1]
    chosen = [any(parse_key(key)[0] == addressee.pk for key in keys) for keys in newest]
    return {"undecided": sum(chosen), "undecided_more": len(chosen) > MOST_FOUND}


def _addressee(rows: QuerySet[Addressee], addressee_id: int) -> Addressee:
    """One of these; Http404 otherwise."""
    return get_object_or_404(rows.select_related("target", "office", "group"), pk=addressee_id)
