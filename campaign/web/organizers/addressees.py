"""Choosing who receives a campaign's letter: search, add, order, word and remove, each deed a POST of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.addressees import HasLetters, LastOne, add_office, add_person, move, remove, reword
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.queries import parse_key
from campaign.common.keys import parse_number
from campaign.delivery.models import Kind, OutgoingMail
from campaign.participation.models import Participation
from campaign.targets.models import Office, Target
from campaign.targets.queries import Holder, holders, offices_held
from campaign.targets.search import find
from campaign.web.organizers.addressee_form import WordingForm
from campaign.web.organizers.home import title_of
from campaign.web.organizers.recipients import LeftOut, Place, contests_by_seat, left_out_of, no_address, places_of
from campaign.web.staff.access import StaffRequest, campaign_page

MOST_HITS = 30  # more than that are not read but searched again
LONGEST_QUERY = 100


@dataclass(frozen=True)
class OfficeHit:
    """An office that was found, who can be written to in it today, and which of its seats get no letters."""

    office: Office
    holders: list[Holder]
    left_out: list[LeftOut]
    chosen: bool


@dataclass(frozen=True)
class PersonHit:
    """A person who was found, the offices held today, and why nothing can be sent, empty where it can."""

    target: Target
    offices: list[Office]
    hindrance: str
    chosen: bool


@dataclass(frozen=True)
class Hits:
    offices: list[OfficeHit]
    people: list[PersonHit]
    total: int

    @property
    def shown(self) -> int:
        return len(self.offices) + len(self.people)


@dataclass(frozen=True)
class Row:
    """One addressee on the list; `letters` are those sent or waiting, with which it cannot be removed."""

    place: Place
    name: str
    letters: int


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def recipients(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    query = (request.POST if request.method == "POST" else request.GET).get("q", "")[:LONGEST_QUERY].strip()
    if request.method == "POST":
        return _do(request, campaign, query)
    on, language = timezone.localdate(), campaign.language_or_default(get_language())
    letters = letters_by_addressee(campaign)
    places = places_of(campaign, language, on)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "rows": [Row(place, name_of(place.addressee), letters.get(place.addressee.pk, 0)) for place in places],
        "query": query,
        "hits": _hits(query, [place.addressee for place in places], language, on) if query else None,
    }
    return render(request, "staff/recipients.html", context)


def _hits(query: str, addressees: list[Addressee], language: str, on: date) -> Hits:
    found = find(query, on, MOST_HITS)
    chosen_offices = {row.office_id for row in addressees}
    chosen_people = {row.target_id for row in addressees}
    held = holders([office.pk for office in found.offices], on, language)
    contests, of_person = contests_by_seat(), offices_held(on)
    return Hits(
        offices=[
            OfficeHit(
                office=office,
                holders=[holder for _seat, holder in sorted(held.get(office.pk, {}).items())],
                left_out=list(left_out_of(office, held.get(office.pk, {}).keys(), contests, on)),
                chosen=office.pk in chosen_offices,
            )
            for office in found.offices
        ],
        people=[
            PersonHit(
                target=target,
                offices=of_person.get(target.pk, []),
                hindrance="" if target.deliverable else no_address(target),
                chosen=target.pk in chosen_people,
            )
            for target in found.people
        ],
        total=found.total,
    )


def letters_by_addressee(campaign: Campaign) -> dict[int, int]:
    """How many letters there are to each, in whatever state: each keeps its addressee."""
    letters = OutgoingMail.objects.filter(campaign=campaign, addressee__isnull=False)
    letters = letters.filter(kind=Kind.LETTER)
    return dict(letters.order_by().values_list("addressee").annotate(Count("pk")))


def _do(request: StaffRequest, campaign: Campaign, query: str) -> HttpResponse:
    deed = _DEEDS.get(request.POST.get("action", ""))
    key = parse_number(request.POST.get("id", ""))
    if deed is None or key is None:
        raise Http404
    deed(request, campaign, key)
    address = reverse("staff-recipients", args=[campaign.slug])
    return redirect(f"{address}?{urlencode({'q': query})}#found" if query else f"{address}#list")


def _add_person(request: StaffRequest, campaign: Campaign, key: int) -> None:
    person = get_object_or_404(Target, pk=key)
    _say_added(request, add_person(campaign, person), person.name)


def _add_office(request: StaffRequest, campaign: Campaign, key: int) -> None:
    office = get_object_or_404(Office, pk=key)
    _say_added(request, add_office(campaign, office), str(office))


def _say_added(request: StaffRequest, added: Addressee | None, name: str) -> None:
    if added is None:
        messages.info(request, _("%(name)s is on the list already.") % {"name": name})
    else:
        messages.success(request, _("%(name)s is on the list now, at its end.") % {"name": name})


def _moved_by(steps: int) -> Callable[[StaffRequest, Campaign, int], None]:
    def deed(request: StaffRequest, campaign: Campaign, key: int) -> None:
        move(get_object_or_404(campaign.addressees, pk=key), steps)

    return deed


_DEEDS = {
    "add-person": _add_person,
    "add-office": _add_office,
    "up": _moved_by(-1),
    "down": _moved_by(1),
}


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def wording(request: StaffRequest, campaign: Campaign, addressee_id: int) -> HttpResponse:
    """How one addressee is named on the page and greeted in the letter, in each of the campaign's languages."""
    addressee = _addressee(campaign, addressee_id)
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
    """First what it does to whom, then the deed. From a draft's list it is done at once: nobody has chosen anybody yet."""
    addressee = _addressee(campaign, addressee_id)
    name = name_of(addressee)
    if request.method == "POST":
        try:
            remove(addressee)
            messages.success(request, _("%(name)s is no longer on the list.") % {"name": name})
        except HasLetters:
            words = _("%(name)s stays on the list: letters to this recipient wait or have left.")
            messages.error(request, words % {"name": name})
        except LastOne:
            words = _("%(name)s stays on the list: an open campaign writes to somebody. Add another one first.")
            messages.error(request, words % {"name": name})
        return redirect("staff-recipients", campaign.slug)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "name": name}
    context |= {"letters": letters_by_addressee(campaign).get(addressee.pk, 0)}
    context |= {"undecided": sum(1 for keys in _keys_of_pending(campaign) if addressee.pk in keys)}
    return render(request, "staff/recipient_remove.html", context)


def _keys_of_pending(campaign: Campaign) -> Iterator[set[int]]:
    """Whom each of those chose who have signed and not confirmed yet."""
    pending = Participation.objects.filter(campaign=campaign, state=Participation.State.PENDING)
    for keys in pending.values_list("recipient_keys", flat=True).iterator():
        yield {parse_key(key)[0] for key in keys}


def _addressee(campaign: Campaign, addressee_id: int) -> Addressee:
    """Of this campaign alone; Http404 otherwise, also for numbers larger than any key."""
    if addressee_id >= 2**63:
        raise Http404
    return get_object_or_404(campaign.addressees.select_related("target", "office", "group"), pk=addressee_id)


def name_of(addressee: Addressee) -> str:
    return addressee.target.name if addressee.target is not None else str(addressee)
