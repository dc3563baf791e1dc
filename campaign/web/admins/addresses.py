"""Addresses that fail: an admin decides about a target's with the evidence before them, and lifts a supporter's."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery import suppression
from campaign.delivery.models import AddressProposal, OutgoingMail
from campaign.delivery.proposals import decide
from campaign.delivery.queries import MOST_OF_AN_ADDRESS, newest_letters_to
from campaign.delivery.states import State
from campaign.journeys.addressees import waiting_for
from campaign.targets.models import Office, Target
from campaign.web.staff.access import StaffRequest, admin_page

DECISIONS_SHOWN = 20
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Open:
    """A proposal, whom and what it concerns, and what became of the letters to its address so far."""

    proposal: AddressProposal
    offices: list[Office]
    campaigns: list[Campaign]
    delivered: int
    accepted: int
    came_back: int
    waiting: int
    newest_of_more: bool

    @property
    def has_another(self) -> bool:
        """Whether the person has another address by now, so that there is nothing to disable."""
        return self.proposal.target.email != self.proposal.address


@require_safe
@admin_page
def addresses(request: StaffRequest) -> HttpResponse:
    proposals = AddressProposal.objects.select_related("target", "evidence", "decided_by")
    context = {
        "open": [_open(proposal) for proposal in proposals.filter(state="proposed").order_by("created_at")],
        "decided": proposals.exclude(state="proposed").order_by("-decided_at")[:DECISIONS_SHOWN],
        **_looked_up(request),
    }
    return render(request, "staff/addresses.html", context)


def _open(proposal: AddressProposal) -> Open:
    target = proposal.target
    offices = list(Office.objects.filter(tenures__target=target, tenures__until=None, tenures__standing="held"))
    writing = Q(addressees__target=target) | Q(addressees__office__in=offices)
    states = _states_of_letters_to(proposal.address)
    return Open(
        proposal=proposal,
        offices=offices,
        campaigns=list(Campaign.objects.filter(writing).distinct().prefetch_related("texts")),
        delivered=states[State.DELIVERED],
        accepted=states[State.ACCEPTED],
        came_back=states[State.BOUNCED],
        waiting=_waiting(target, offices),
        newest_of_more=states.total() >= MOST_OF_AN_ADDRESS,
    )


def _states_of_letters_to(address: str) -> Counter[str]:
    """Of the newest of them: an office's mailbox may have had ten million."""
    rows = OutgoingMail.objects.filter(pk__in=newest_letters_to(address)).order_by()
    return Counter(dict(rows.values_list("state").annotate(n=Count("pk"))))


def _waiting(target: Target, offices: list[Office]) -> int:
    """The letters that would go there next. Of an office with several seats, those of all seats are counted."""
    addressees = Addressee.objects.filter(Q(target=target) | Q(office__in=offices))
    return sum(waiting_for(list(addressees.values_list("pk", flat=True))).values())


def _looked_up(request: HttpRequest) -> dict[str, object]:
    """Nobody browses the suppressed addresses, as only their hashes are kept: whoever has one asks for it."""
    asked = request.GET.get("address", "").replace("\x00", "").strip()[:LONGEST_ADDRESS]
    return {"asked": asked, "suppression": suppression.find(asked) if asked else None}


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def decide_page(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Only its POST does anything; whoever comes back from the login is shown the evidence."""
    if request.method == "POST":
        _decide(request, proposal_id)
    return redirect("staff-addresses")


def _decide(request: StaffRequest, proposal_id: int) -> None:
    proposal = get_object_or_404(AddressProposal.objects.select_related("target"), pk=proposal_id)
    disable = request.POST.get("decision") == "disable"
    if not disable and request.POST.get("decision") != "keep":
        messages.error(request, _("Nothing was decided: choose one of the two."))
        return
    names = {"address": proposal.address, "name": proposal.target.name}
    try:
        decided = decide(proposal, disable, request.user, timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    if decided.decided_by_id != request.user.pk or (decided.state == AddressProposal.State.DISABLED) != disable:
        messages.info(request, _("Somebody has decided about %(address)s already; that stays.") % names)
    elif disable:
        messages.success(request, _("%(address)s is disabled. Letters to %(name)s wait for another address.") % names)
    else:
        messages.success(request, _("%(address)s is kept. Letters to %(name)s go there as before.") % names)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def lift_page(request: StaffRequest) -> HttpResponse:
    """As above."""
    if request.method == "POST":
        _lift(request)
    return redirect("staff-addresses")


def _lift(request: StaffRequest) -> None:
    address = request.POST.get("address", "").replace("\x00", "").strip()[:LONGEST_ADDRESS]
    if address and suppression.lift(address, request.user, timezone.now()):
        messages.success(request, _("Mail goes to %(address)s again, from the next one on.") % {"address": address})
    else:
        messages.info(request, _("%(address)s was not suppressed.") % {"address": address})
