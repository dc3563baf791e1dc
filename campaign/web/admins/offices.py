"""Offices to settle: where sources disagree on who holds one, an admin chooses, with the evidence before them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.models import OutgoingMail
from campaign.delivery.states import State
from campaign.journeys.offices import settle_office
from campaign.targets.models import Tenure
from campaign.targets.queries import Contest, contested_offices
from campaign.web.numbers import number
from campaign.web.staff.access import StaffRequest, admin_page

DECISIONS_SHOWN = 20
# More are not counted (our judgement: a tenth of a second); a seat for which a million letters wait is settled all the same.
MOST_HELD = 1_000_000


@dataclass(frozen=True)
class Open:
    """An office to settle, the campaigns that write to it, and the letters that wait for it."""

    contest: Contest
    campaigns: list[Campaign]
    held: int


@require_safe
@admin_page
def offices(request: StaffRequest) -> HttpResponse:
    decided = Tenure.objects.filter(until=None, decided_at__isnull=False).select_related(
        "office", "target", "decided_by"
    )
    context = {
        "contests": [_open(contest) for contest in contested_offices()],
        "decided": decided.order_by("-decided_at", "standing")[:DECISIONS_SHOWN],
    }
    return render(request, "staff/offices.html", context)


def _open(contest: Contest) -> Open:
    campaigns = Campaign.objects.filter(addressees__office=contest.office).prefetch_related("texts")
    return Open(contest, list(campaigns), _held(contest.office.pk, contest.seat))


def _held(office_id: int, seat: int, written_for: Collection[int] = ()) -> int:
    """All letters that are held for a seat, or those that were written for these people."""
    # Keys instead of a join: then the index of what is held is gone through for them, and nothing else.
    addressees = list(Addressee.objects.filter(office=office_id).values_list("pk", flat=True))
    held = OutgoingMail.objects.filter(state=State.HELD, addressee__in=addressees, seat=seat)
    held = held.filter(written_for__in=written_for) if written_for else held
    return held.order_by("addressee", "seat").values("pk")[:MOST_HELD].count()


def _written_for_others(tenure: Tenure) -> int:
    """How many of them the choice does not let go: their campaigns' teams are asked first (delivery.holder_questions)."""
    here = _held(tenure.office_id, tenure.seat)
    return here - _held(tenure.office_id, tenure.seat, (0, tenure.target_id))


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def choose(request: StaffRequest, tenure_id: int) -> HttpResponse:
    """First what the choice does to whom, then the choice."""
    tenure = get_object_or_404(Tenure.objects.select_related("office", "target"), pk=tenure_id)
    if request.method == "POST":
        return _settle(request, tenure)
    rivals = Tenure.objects.filter(office=tenure.office, seat=tenure.seat, until=None).exclude(pk=tenure.pk)
    context = {
        "tenure": tenure,
        "settled": tenure.standing == Tenure.Standing.HELD or tenure.until is not None,
        "rivals": rivals.exclude(standing=Tenure.Standing.REFUSED).select_related("target"),
        "held": _held(tenure.office_id, tenure.seat, (0, tenure.target_id)),
        "asked": _written_for_others(tenure),
    }
    return render(request, "staff/office_choose.html", context)


def _settle(request: StaffRequest, tenure: Tenure) -> HttpResponse:
    asked = _written_for_others(tenure)
    try:
        released = settle_office(tenure, request.user, timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("staff-offices")
    words = ngettext(
        "%(name)s now holds %(office)s. %(n)s letter goes on its way.",
        "%(name)s now holds %(office)s. %(n)s letters go on their way.",
        released,
    )
    messages.success(request, words % {"name": tenure.target.name, "office": tenure.office, "n": number(released)})
    if asked:
        words = ngettext(
            "%(n)s letter was written for somebody else: its team is asked what becomes of it.",
            "%(n)s letters were written for somebody else: their teams are asked what becomes of them.",
            asked,
        )
        messages.info(request, words % {"n": number(asked)})
    return redirect("staff-offices")
