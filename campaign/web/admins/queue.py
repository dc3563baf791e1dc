"""The queue of this moment: a sentence first, then everything behind it, each one click from its reason and its remedy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Addressee, Campaign
from campaign.common.database_clock import database_now
from campaign.delivery.alerts import check_beat
from campaign.delivery.health import LINES_SHOWN, MOST_COUNTED, Health, health
from campaign.delivery.heartbeats import SILENT_AFTER, up_for
from campaign.delivery.models import Kind, Lane, Outcomes, Pause
from campaign.delivery.provider import configured_providers
from campaign.delivery.states import State
from campaign.delivery.vacant import names_of_seats
from campaign.web.admins.chart import columns_of
from campaign.web.admins.queue_numbers import Numbers, lines, numbers
from campaign.web.admins.verdict import verdict_of
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.alert_words import all_told
from campaign.web.staff.holders import questions_above
from campaign.web.staff.pauses import person_of, shown


@dataclass(frozen=True)
class Line:
    """The letters that wait for one recipient, and where to pause them."""

    who: str
    campaign: str
    slug: str
    waiting: int
    pause_url: str


@dataclass(frozen=True)
class Way:
    """A provider's last hour, outcome by outcome, and where to pause it."""

    name: str
    numbers: list[int]
    paused: bool
    pause_url: str


@dataclass(frozen=True)
class Worker:
    name: str
    seen_at: datetime
    at_work: bool


@require_safe
@admin_page
def queue(request: StaffRequest) -> HttpResponse:
    now = database_now()
    check_beat(now, up_for())
    found = health(now)
    counted = numbers(found.counts)
    found = replace(found, counts=counted.waiting)
    context = {
        "status": verdict_of(found),
        "health": found,
        "waiting_seconds": (now - found.counts.oldest_due).total_seconds() if found.counts.oldest_due else 0,
        "alerts": all_told(found.alerts[1:]),  # the gravest is the sentence at the head
        "pauses": shown(found.pauses),
        "minutes": columns_of(found.minutes),
        "hours": columns_of(found.hours),
        "outcomes": [label for _value, label in Outcomes.Outcome.choices],
        "ways": _ways(found),
        "workers": [Worker(one.name, one.seen_at, now - one.seen_at < SILENT_AFTER) for one in found.workers],
        "beat_silent": found.beat is None or now - found.beat > SILENT_AFTER,
        "holders": questions_above(Campaign.objects.all()),
        "lines": _lines(lines(found.counts, LINES_SHOWN), timezone.localdate(now)),
        **_tables(counted),
    }
    return render(request, "staff/queue.html", context)


def _tables(counted: Numbers) -> dict[str, object]:
    letters, kinds, lanes = counted.letters, counted.waiting.by_kind, counted.waiting.by_lane
    return {
        "by_state": [(state.value, state.label, letters.get(state.value, 0)) for state in State],
        "most_counted": MOST_COUNTED,
        "all_letters": sum(letters.values()),
        "by_kind": [(kind.value, kind.label, kinds.get(kind.value, 0)) for kind in Kind],
        "by_lane": [
            (_("Mail to people waiting"), lanes.get(Lane.PERSON, 0)),
            (_("Letters waiting"), lanes.get(Lane.LETTER, 0)),
        ],
    }


def _ways(found: Health) -> list[Way]:
    """Those configured too, although nothing may have left through it in this hour."""
    paused = {pause.key for pause in found.pauses if pause.scope == Pause.Scope.PROVIDER}
    hours = {
        **{provider.name: {} for provider in configured_providers()},
        **{one.name: one.by_outcome for one in found.providers},
    }
    return [
        Way(
            name=name,
            numbers=[by_outcome.get(outcome.value, 0) for outcome in Outcomes.Outcome],
            paused=name in paused,
            pause_url=pause_url(Pause.Scope.PROVIDER, name),
        )
        for name, by_outcome in sorted(hours.items())
    ]


def _lines(rows: Sequence[tuple[int, int, int]], on: date) -> list[Line]:
    known = Addressee.objects.select_related("target", "office", "group", "campaign").prefetch_related(
        "campaign__texts"
    )
    addressees = known.in_bulk([addressee_id for addressee_id, _seat, _number in rows])
    seats = names_of_seats([(addressee_id, seat) for addressee_id, seat, _number in rows], get_language() or "en")
    found = []
    for addressee_id, seat, number in rows:
        addressee = addressees.get(addressee_id)
        if addressee is None:
            continue
        person = person_of(addressee, seat, on)
        found.append(
            Line(
                who=person.name
                if person
                else _("%(office)s, nobody now") % {"office": seats.get((addressee_id, seat), "")},
                campaign=title_of(addressee.campaign, get_language() or "en"),
                slug=addressee.campaign.slug,
                waiting=number,
                pause_url=pause_url(Pause.Scope.TARGET, str(person.target_id)) if person else "",
            )
        )
    return found


def pause_url(scope: Pause.Scope, key: str) -> str:
    """The page that asks why, and pauses."""
    return f"{reverse('staff-pause')}?{urlencode({'scope': scope.value, 'key': key})}"
