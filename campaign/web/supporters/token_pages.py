"""The pages behind the links in our mails: check your mailbox, confirm, and the receipt.

The token in the address is the secret: it is made for one person and one purpose, so these forms need no other.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.campaigns.models import CampaignText
from campaign.campaigns.recipients import Recipient, still_addressed
from campaign.common import limits
from campaign.common.limits import Limited
from campaign.delivery.outcomes import domain_of
from campaign.delivery.queries import letters_of, may_take_longer, written_to
from campaign.journeys.confirm import Outcome, confirm
from campaign.journeys.copy import send_copy
from campaign.journeys.resend import resend
from campaign.journeys.withdraw import UndoWindowOver, undo, withdraw_waiting
from campaign.participation.models import Participation
from campaign.participation.queries import confirmed_twin, number_of, other_pending, same_mailbox
from campaign.participation.tokens import Purpose, participation_for, token_for
from campaign.stats.queries import public_count
from campaign.web import errors
from campaign.web.supporters import campaign_page
from campaign.web.supporters.card import share_url
from campaign.web.supporters.letter_preview import chosen_recipients, named, whole_letter
from campaign.web.supporters.own_member import riding_that_waits
from campaign.web.supporters.private import private
from campaign.web.supporters.receipt import receipt_of
from campaign.web.supporters.sharing import share_links
from campaign.web.supporters.submission import see_other

State = Participation.State


@dataclass(frozen=True)
class Notice:
    """What the last button did, or why it did nothing."""

    text: StrOrPromise
    tone: str


# By the word in the address that a button leads back with.
NOTICES = {
    "copy": Notice(_("A copy of your letter is on its way to your mailbox."), "good"),
    "late": Notice(_("The time to undo is over. What has not left yet can still be withdrawn."), "warn"),
    "twin": Notice(_("You have already taken part with this letter. The other one was not sent."), "warn"),
}


def _find(purpose: Purpose, token: str) -> Participation:
    found = participation_for(purpose, token)
    if found is None or found.state == State.ERASED:
        raise Http404
    return found


def _text(participation: Participation) -> CampaignText:
    campaign = participation.campaign
    return campaign.texts.get(language=campaign.language_or_default(get_language()))


def _receipt_address(participation: Participation, done: str = "") -> str:
    address = reverse("letter", args=[token_for("letter", participation)])
    return f"{address}?done={done}" if done else address


@private("GET", "HEAD", "POST")
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Check your mailbox: the same page for a new, a repeated and an already confirmed address."""
    participation = _find("sent", token)
    if request.method == "POST":
        limited = limits.check(request, "resend")
        if isinstance(limited, Limited):
            return _too_many(request, limited)
        resend(participation, timezone.now())
        return see_other(f"{reverse('sent', args=[token])}?again=1")
    context = {
        "participation": participation,
        "campaign": participation.campaign,
        "title": _text(participation).title,
        "token": token,
        "own_member": _own_member(participation),
        "resent": "again" in request.GET,
        # Of the domain alone: a new, a repeated and a confirmed address see the same.
        "takes_longer": may_take_longer(domain_of(participation.email)),
    }
    return render(request, "supporters/sent.html", context)


def _own_member(participation: Participation) -> Recipient | None:
    """Who it is today, for a letter that goes to one."""
    people = chosen_recipients(participation).people if participation.riding_code else []
    return next((person for person in people if person.own_member), None)


def _too_many(request: HttpRequest, limited: Limited) -> HttpResponse:
    response = errors.page(request, 429)
    response["Retry-After"] = str(limited.retry_after_seconds)
    return response


@private("GET", "HEAD", "POST")
def confirm_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the letter and one button. Only its POST confirms: mail scanners follow links."""
    participation = _find("confirm", token)
    if request.method == "POST":
        return _confirm(request, participation)
    if participation.state == State.CONFIRMED:
        return HttpResponseRedirect(_receipt_address(participation))
    return _in_the_way(request, participation) or _ask(request, participation, token)


def _in_the_way(request: HttpRequest, participation: Participation) -> HttpResponse | None:
    """What the button would be answered with, said before it is pressed; None where it would confirm."""
    if participation.state == State.WITHDRAWN:
        return _taken_back(request, participation)
    twin = confirmed_twin(participation)
    if twin is not None:
        return _counted_before(request, participation, twin)
    if not participation.campaign.is_open:
        return _closed(request, participation)
    if not still_addressed(participation.campaign, participation.recipient_keys, timezone.localdate()):
        return _nobody_left(request, participation)
    return None


def _ask(request: HttpRequest, participation: Participation, token: str) -> HttpResponse:
    title = participation.campaign.texts.get(language=participation.language).title
    chosen = chosen_recipients(participation)
    recipients = chosen.people
    others = [(reverse("confirm", args=[token_for("confirm", one)]), one) for one in other_pending(participation)]
    context = {
        "participation": participation,
        "campaign": participation.campaign,
        "title": _text(participation).title,
        "recipients": recipients,
        "changed": chosen.changed,
        "waits": riding_that_waits(participation, recipients),
        **named(recipients),
        "letter": whole_letter(participation, recipients[0], title) if recipients else participation.body,
        "others": others,
        "token": token,
    }
    return render(request, "supporters/confirm.html", context)


def _confirm(request: HttpRequest, participation: Participation) -> HttpResponse:
    limited = limits.check(request, "confirm_per_network")
    if isinstance(limited, Limited):
        return _too_many(request, limited)
    outcome = confirm(participation, timezone.now())
    if outcome in _REFUSALS:
        return _REFUSALS[outcome](request, participation)
    if outcome is Outcome.TWIN_CONFIRMED:
        return _counted_before(request, participation, confirmed_twin(participation))
    return see_other(_receipt_address(participation))


def _counted_before(request: HttpRequest, participation: Participation, twin: Participation | None) -> HttpResponse:
    """To the letter that counts, if whoever holds this link reads that mailbox too; else only that there is one."""
    if twin is not None and same_mailbox(participation, twin):
        return see_other(_receipt_address(twin, "twin"))
    return render(request, "supporters/counted_before.html", {"campaign": participation.campaign}, status=409)


def _closed(request: HttpRequest, participation: Participation) -> HttpResponse:
    campaign = participation.campaign
    language = campaign.language_or_default(get_language())
    return campaign_page.show_closed(request, campaign, language, kept=participation.body, status=410)


def _taken_back(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {"campaign": participation.campaign}
    return render(request, "supporters/taken_back.html", context, status=410)


def _nobody_left(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {"campaign": participation.campaign, "kept": participation.body}
    return render(request, "supporters/nobody_left.html", context, status=409)


_REFUSALS = {
    Outcome.CLOSED: _closed,
    Outcome.WITHDRAWN: _taken_back,
    Outcome.NOBODY_LEFT: _nobody_left,
}


@private("GET", "HEAD")
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt: where every letter is, and what can still be taken back."""
    participation = _find("letter", token)
    if participation.state == State.PENDING:
        raise Http404
    campaign, text = participation.campaign, _text(participation)
    number = number_of(participation) if participation.state == State.CONFIRMED else None
    now = timezone.now()
    on = timezone.localdate(now)
    recipients = written_to(participation, on)
    title = campaign.texts.get(language=participation.language).title
    url = share_url(campaign)
    context = {
        "participation": participation,
        "campaign": campaign,
        "page": text,
        "recipients": recipients,
        "letter": whole_letter(participation, recipients[0], title) if recipients else participation.body,
        **named(recipients),
        "receipt": receipt_of(participation, letters_of(participation, get_language(), on), number, now),
        "participants": max(public_count(campaign.pk), number or 0),
        "share_links": share_links(url, text.title, text.share_text, text.mail_share_text),
        "share_url": url,
        "notice": NOTICES.get(request.GET.get("done", "")),
        "copied": request.GET.get("done") == "copy",
        "token": token,
    }
    return render(request, "supporters/receipt.html", context)


@private("GET", "HEAD", "POST")
def undo_letter(request: HttpRequest, token: str) -> HttpResponse:
    participation, done = _find("letter", token), ""
    if request.method == "POST":
        try:
            undo(participation, timezone.now())
        except UndoWindowOver:
            done = "late"
    return see_other(_receipt_address(participation, done))


@private("GET", "HEAD", "POST")
def withdraw_letter(request: HttpRequest, token: str) -> HttpResponse:
    participation = _find("letter", token)
    if request.method == "POST":
        withdraw_waiting(participation, timezone.now())
    return see_other(_receipt_address(participation))


@private("GET", "HEAD", "POST")
def copy_letter(request: HttpRequest, token: str) -> HttpResponse:
    participation = _find("letter", token)
    if request.method == "POST":
        send_copy(participation, timezone.now())
        return see_other(_receipt_address(participation, "copy"))
    return see_other(_receipt_address(participation))
