"""An office changed hands while letters waited for it: their team chooses what becomes of them, one by one or all of a campaign's."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Campaign
from campaign.common.keys import parse_number
from campaign.delivery.holder_decisions import ChangedAgain, Decision, NoAddress, Settled, decide, first_at
from campaign.delivery.lines import leads
from campaign.delivery.models import HolderChange
from campaign.web.numbers import number
from campaign.web.organizers.home import title_of
from campaign.web.organizers.preflight.lines import listed
from campaign.web.organizers.preview import Preview, preview_for
from campaign.web.staff.access import StaffRequest, campaign_page, campaigns_of, staff_page
from campaign.web.staff.holders import Question, as_questions, changes_for, office_of, open_questions
from campaign.web.staff.status import name_of

DECISIONS_SHOWN = 50


@dataclass(frozen=True)
class Reading:
    """One of the letters that wait, from a supporter who is made up: as the new holder would read it, and as it was written."""

    language: str
    moved: Preview
    written: Preview


@require_safe
@staff_page
def holders(request: StaffRequest) -> HttpResponse:
    """What is to be chosen, by campaign, and what was."""
    by_campaign: dict[Campaign, list[Question]] = {}
    for question in open_questions(campaigns_of(request.user)):
        by_campaign.setdefault(question.campaign, []).append(question)
    decided = changes_for(request).filter(decided_at__isnull=False).order_by("-decided_at", "-pk")[:DECISIONS_SHOWN]
    context = {
        "campaigns": list(by_campaign.items()),
        "decided": [(change, office_of(change.addressee, change)) for change in decided],
    }
    return render(request, "staff/holders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def one(request: StaffRequest, change_id: int) -> HttpResponse:
    """First what each choice does to whom, and how a letter would read; then the choice."""
    change = get_object_or_404(changes_for(request), pk=change_id)
    decision = _chosen(request)
    if decision is not None:
        _decide(request, [change], decision)
        return redirect("staff-holders")
    (question,) = as_questions([change])
    context = {
        "questions": [question],
        "question": question,
        "title": title_of(question.campaign, get_language()),
        "campaign": question.campaign,
        "reading": _reading(change) if change.is_open else None,
        "letters": question.letters,
        "can_send": change.former.deliverable,
        "not_chosen": request.method == "POST",
    }
    return render(request, "staff/holder.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def together(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    """The same for all that a campaign has to choose, as after an election."""
    questions = open_questions(Campaign.objects.filter(pk=campaign.pk))
    decision = _chosen(request)
    if decision is not None:
        # Those that stood on the page; what was found since is asked by itself.
        keys = [key for key in map(parse_number, request.POST.getlist("change")) if key is not None]
        _decide(request, list(changes_for(request).filter(addressee__campaign=campaign, pk__in=keys)), decision)
        return redirect("staff-holders")
    if not questions:
        return redirect("staff-holders")
    context = {
        "questions": questions,
        "title": title_of(campaign, get_language()),
        "campaign": campaign,
        "until": min(question.until for question in questions),
        "letters": sum(question.letters for question in questions),
        "can_send": any(question.change.former.deliverable for question in questions),
        "not_chosen": request.method == "POST",
    }
    return render(request, "staff/holders_together.html", context, status=422 if request.method == "POST" else 200)


def _chosen(request: StaffRequest) -> HolderChange.Decision | None:
    value = request.POST.get("decision", "")
    return Decision(value) if value in Decision.values else None


@dataclass
class _Outcome:
    """What came of a decision about several changes."""

    done: int = 0
    letters: int = 0
    missed: set[str] = field(default_factory=set)
    without_address: list[str] = field(default_factory=list)


def _decide(request: StaffRequest, changes: list[HolderChange], decision: HolderChange.Decision) -> None:
    """Decide about each that is still open, and say what was done and what was not."""
    outcome = _Outcome()
    for change in changes:
        _decide_one(request, change, decision, outcome)
    if outcome.without_address:
        words = _("Nothing was done for %(names)s, who cannot be written to by now: the letters go on waiting.")
        outcome.missed.add(words % {"names": listed(outcome.without_address)})
    for sentence in sorted(outcome.missed):
        messages.warning(request, sentence)
    if outcome.done:
        messages.success(request, _done(decision, outcome.letters))
    elif not changes:
        messages.info(request, _("Nothing was left to decide: somebody was first."))


def _decide_one(
    request: StaffRequest, change: HolderChange, decision: HolderChange.Decision, outcome: _Outcome
) -> None:
    try:
        outcome.letters += decide(change, decision, request.user, timezone.now()).letters
        outcome.done += 1
    except Settled as settled:
        outcome.missed.add(_settled(settled.change))
    except ChangedAgain:
        outcome.missed.add(
            _(
                "Nothing was done: the office has changed hands again, or no letter waits. You are asked anew if any does."
            )
        )
    except NoAddress:
        outcome.without_address.append(change.former.name)


def _settled(change: HolderChange) -> str:
    """By whom and what was chosen before."""
    if change.decided_by is None:
        return _("The time to choose was over: the letters go to %(name)s.") % {"name": change.successor.name}
    words = _("%(person)s has chosen already: %(decision)s. That stays.")
    return words % {"person": name_of(change.decided_by), "decision": change.get_decision_display()}


def _done(decision: HolderChange.Decision, letters: int) -> str:
    words = {
        Decision.MOVE: ngettext(
            "%(n)s letter goes to the new holder.", "%(n)s letters go to the new holders.", letters
        ),
        Decision.SEND: ngettext(
            "%(n)s letter goes out as it was written.", "%(n)s letters go out as they were written.", letters
        ),
        Decision.CANCEL: ngettext(
            "%(n)s letter is cancelled; its supporter sees it on the receipt.",
            "%(n)s letters are cancelled; their supporters see it on their receipts.",
            letters,
        ),
    }
    return words[decision] % {"n": number(letters)}


def _reading(change: HolderChange) -> Reading | None:
    """None where no letter waits any more, or the seat is somebody else's again by now."""
    mail = first_at(change.place)
    if mail is None or mail.participation is None:
        return None
    language, parts = mail.participation.language, mail.participation.revision.parts
    lead = leads([change.place], language, timezone.localdate())[change.place]
    if lead.holder is None or lead.former is None:
        return None
    campaign = change.addressee.campaign
    return Reading(
        language,
        preview_for(campaign, language, parts, lead.holder),
        preview_for(campaign, language, parts, lead.former),
    )
