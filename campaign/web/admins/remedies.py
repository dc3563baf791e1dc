"""Doing something about mail by hand: one mail from its history, many from a filtered list, each asked about before."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.common.keys import parse_number
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.remedies import MOST_AT_ONCE, Remedy, open_to, remedies_of, states_for, use
from campaign.web.admins.mail_search import Search, read
from campaign.web.admins.remedy_words import Offer, done_words, offer
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.figures import STATE_GROUPS
from campaign.web.staff.filters import group_name


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def one(request: StaffRequest, mail_id: int, remedy: str) -> HttpResponse:
    """GET asks once more, POST does it; both say so where the mail is not open to it."""
    chosen, mail = _remedy(remedy), get_object_or_404(OutgoingMail.objects.defer("text"), pk=mail_id)
    back = reverse("staff-mail-history", args=[mail.pk])
    if request.method == "POST":
        if use(chosen, [mail.pk], request.user):
            messages.success(request, done_words(chosen, 1))
        else:
            messages.error(request, _("This mail is no longer in a state for that, so nothing was done."))
        return redirect(back)
    open_now = chosen in remedies_of(mail)
    context = {"offer": offer(chosen, 1, request.path), "count": int(open_now), "all": int(open_now), "back": back}
    return render(request, "staff/remedy.html", context | {"mail": mail})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def many(request: StaffRequest, remedy: str) -> HttpResponse:
    """The mails of the search in the address, as far as they are open to the remedy; those that came later stay."""
    chosen, search = _remedy(remedy), read(request.GET)
    rows = search.rows() if search.narrows else OutgoingMail.objects.none()
    found = rows.filter(open_to(chosen)).order_by()
    back = f"{reverse('staff-mail')}?{search.query}"
    if request.method == "POST":
        ids = list(found.filter(pk__lte=_newest(request.POST)).values_list("pk", flat=True)[:MOST_AT_ONCE])
        messages.success(request, done_words(chosen, use(chosen, ids, request.user)))
        return redirect(back)
    # Of more than can be done at once it is enough to know that there are more.
    everything = found.values("pk")[: MOST_AT_ONCE + 1].count()
    count = min(everything, MOST_AT_ONCE)
    context = {
        "offer": offer(chosen, count, request.get_full_path()),
        "count": count,
        "all": everything,
        "asked": search.asked,
        "kind": Kind(search.asked["kind"]).label if search.asked["kind"] in Kind.values else "",
        "group": group_name(search.asked["state"]),
        "newest": _last_of_all(),
        "back": back,
    }
    return render(request, "staff/remedy.html", context)


def offers_for(search: Search) -> list[Offer]:
    """What may be done about all that a search found. Nothing, where it asks for no state: that would be any mail."""
    states = STATE_GROUPS.get(search.asked["state"], ())
    offers = []
    for remedy in Remedy:
        if not set(states) & set(states_for(remedy)):
            continue
        count = search.rows().filter(open_to(remedy)).values("pk")[:MOST_AT_ONCE].count()
        if count:
            offers.append(offer(remedy, count, f"{reverse('staff-remedies', args=[remedy.value])}?{search.query}"))
    return offers


def _last_of_all() -> int:
    """No mail that is listed now has a higher key, and every one that comes later has."""
    return OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _remedy(name: str) -> Remedy:
    if name not in Remedy.values:
        raise Http404
    return Remedy(name)


def _newest(posted: QueryDict) -> int:
    return parse_number(posted.get("newest", "")) or 0
