"""Who sits in Parliament: what the feeds would change, line by line, for an admin to accept or refuse."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaign.common.keys import parse_number
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import CANCELLABLE
from campaign.journeys.roster import decide_roster
from campaign.targets.feeds import wording
from campaign.targets.feeds.checking import Feed, base_url
from campaign.targets.feeds.deciding import Decided, Decision, NeedsSecondYes
from campaign.targets.models import RosterChange, RosterCheck
from campaign.web.numbers import number
from campaign.web.staff.access import StaffRequest, admin_page

LINES_SHOWN = 200  # each is a field of the form, of which DATA_UPLOAD_MAX_NUMBER_FIELDS takes 500
DECISIONS_SHOWN = 20
DECISIONS = ("accept", "refuse", "accept-all", "refuse-all")


@dataclass(frozen=True)
class Line:
    """A proposed change in words; `waiting` letters go to whoever it makes them go to."""

    change: RosterChange
    before: str
    after: str
    waiting: int
    ticked: bool


@dataclass(frozen=True)
class Panel:
    """One feed: its last check, the last that could be used, and what that proposes."""

    feed: str
    name: str
    asked: bool
    last: RosterCheck | None
    usable: RosterCheck | None
    lines: list[Line]
    total: int
    gone_proposed: bool


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def roster(request: StaffRequest) -> HttpResponse:
    return _decide(request) if request.method == "POST" else _page(request)


def _page(request: StaffRequest, problem: str = "", ticked: Collection[int] = (), status: int = 200) -> HttpResponse:
    decided = RosterChange.objects.filter(decided_at__isnull=False).select_related("decided_by", "office")
    context = {
        "panels": [_panel(feed, ticked) for feed in Feed],
        "decided": [_line(change) for change in decided.order_by("-decided_at", "-pk")[:DECISIONS_SHOWN]],
        "problem": problem,
    }
    return render(request, "staff/roster.html", context, status=status)


def _panel(feed: Feed, ticked: Collection[int]) -> Panel:
    checks = RosterCheck.objects.filter(feed=feed)
    usable = checks.filter(failure="").first()
    open_ones = RosterChange.objects.none()
    if usable is not None:
        open_ones = usable.changes.filter(state=RosterChange.State.PROPOSED).select_related("office", "target")
    shown = list(open_ones[:LINES_SHOWN])
    offices, people = _waiting(shown)
    return Panel(
        feed=feed.value,
        name=str(feed.label),
        asked=bool(base_url(feed)),
        last=checks.first(),
        usable=usable,
        lines=[_line(change, _letters(change, offices, people), ticked) for change in shown],
        total=open_ones.count(),
        gone_proposed=open_ones.filter(kind=RosterChange.Kind.GONE).exists(),
    )


def _line(change: RosterChange, waiting: int = 0, ticked: Collection[int] = ()) -> Line:
    return Line(change, wording.before(change), wording.after(change), waiting, change.pk in ticked)


def _waiting(changes: Iterable[RosterChange]) -> tuple[dict[int, int], dict[int, int]]:
    """Letters that wait, by office and by person, of all that the lines name."""
    offices = {change.office_id for change in changes if change.office_id}
    people = {change.target_id for change in changes if change.target_id}
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER, state__in=CANCELLABLE)
    letters = letters.filter(Q(addressee__office__in=offices) | Q(addressee__target__in=people)).order_by()
    counted = letters.values_list("addressee__office", "addressee__target").annotate(n=Count("pk"))
    rows = list(counted)
    return ({office: n for office, _person, n in rows if office}, {person: n for _office, person, n in rows if person})


def _letters(change: RosterChange, offices: dict[int, int], people: dict[int, int]) -> int:
    if change.office_id:
        return offices.get(change.office_id, 0)
    return people.get(change.target_id, 0) if change.target_id else 0


def _decide(request: StaffRequest) -> HttpResponse:
    word = request.POST.get("decision", "")
    ids = {key for key in map(parse_number, request.POST.getlist("line")) if key is not None}
    everything = word.endswith("-all")
    if word not in DECISIONS or not (ids or everything):
        return _page(request, _("Nothing was decided: tick the lines first, or choose all."), ids, status=422)
    check = get_object_or_404(RosterCheck, pk=parse_number(request.POST.get("check", "")))
    sure = bool(request.POST.get("sure"))
    decision = Decision(word.startswith("accept"), request.user, timezone.now(), sure)
    try:
        decided = decide_roster(check, decision, None if everything else ids)
    except NeedsSecondYes as error:
        return _page(request, " ".join(error.messages), ids, status=422)
    _tell(request, decided, decision)
    return redirect("staff-roster")


def _tell(request: StaffRequest, decided: Decided, decision: Decision) -> None:
    if decided.accepted:
        words = ngettext("%(n)s change was made.", "%(n)s changes were made.", decided.accepted)
        messages.success(request, words % {"n": number(decided.accepted)})
    if decided.refused and decision.accept:
        words = ngettext(
            "%(n)s line was refused, because the roster is no longer as it was at the check: see the reason below.",
            "%(n)s lines were refused, because the roster is no longer as it was at the check: see the reasons below.",
            decided.refused,
        )
        messages.error(request, words % {"n": number(decided.refused)})
    elif decided.refused:
        words = ngettext(
            "%(n)s line was refused; nothing changes.", "%(n)s lines were refused; nothing changes.", decided.refused
        )
        messages.success(request, words % {"n": number(decided.refused)})
    if not (decided.accepted or decided.refused):
        messages.info(request, _("Nothing was left to decide: somebody was first, or a newer check has come."))
