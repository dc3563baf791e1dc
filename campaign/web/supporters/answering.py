"""The page on which supporters tell whether an answer came; like every page behind a link in a mail, only its button keeps anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.answers.models import Answer, Question
from campaign.answers.queries import Told, asked_of, told_in
from campaign.answers.services import hush, tell
from campaign.common import limits
from campaign.common.limits import Limited
from campaign.participation.models import Participation
from campaign.participation.tokens import participation_for
from campaign.web import errors
from campaign.web.supporters.private import private
from campaign.web.supporters.submission import see_other

Kind = Answer.Kind

# In the order of the mail, from nothing to most.
CHOICES: Sequence[tuple[str, StrOrPromise]] = (
    (Kind.NONE.value, _("No answer so far")),
    (Kind.FORM.value, _("A form letter")),
    (Kind.PERSONAL.value, _("A personal reply")),
    (Kind.CHANGED.value, _("They changed their position")),
)


@dataclass(frozen=True)
class Row:
    """One recipient with the choice that is marked: what was clicked in the mail or on the page, else what was told before."""

    name: str
    role: str
    field: str
    chosen: str


@private("GET", "HEAD", "POST")
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """All recipients with four choices each. Only its POST keeps them: mail scanners follow links."""
    question = _asked(token)
    if question is None:
        return _gone(request)
    if request.method == "POST":
        return _keep(request, question, token)
    return _page(request, question, _rows(told_in(question), _clicked(request.GET)), token)


@private("GET", "HEAD", "POST")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask no more. A POST may also come from a mail program, which must not be led on to another page (RFC 8058, 3.1)."""
    question = _asked(token)
    if question is None:
        return _gone(request)
    if request.method == "POST":
        hush(question.participation)
        if "List-Unsubscribe" not in request.POST:
            return see_other(f"{reverse('answers-stop', args=[token])}?done=stopped")
    stopped = request.method == "POST" or "done" in request.GET
    context = {"campaign": question.participation.campaign, "token": token, "stopped": stopped}
    return render(request, "supporters/answers_stop.html", context)


def _asked(token: str) -> Question | None:
    """What its holder was asked; None also for who was erased, and for a link that was never sent."""
    participation = participation_for("answers", token)
    if participation is None or participation.state != Participation.State.CONFIRMED:
        return None
    question = asked_of(participation)
    if question is not None:
        question.participation = participation
    return question


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "supporters/answers_gone.html", status=404)


def _keep(request: HttpRequest, question: Question, token: str) -> HttpResponse:
    limited = limits.check(request, "answer_per_network")
    if isinstance(limited, Limited):
        response = errors.page(request, 429)
        response["Retry-After"] = str(limited.retry_after_seconds)
        return response
    told = told_in(question)
    chosen = _chosen(request.POST, told)
    if not chosen:
        return _page(request, question, _rows(told, {}), token, status=422)
    try:
        tell(question, chosen, timezone.now())
    except Question.DoesNotExist:  # erased in this moment
        return _gone(request)
    return see_other(f"{reverse('answers', args=[token])}?done=kept")


def _page(request: HttpRequest, question: Question, rows: list[Row], token: str, status: int = 200) -> HttpResponse:
    campaign = question.participation.campaign
    context = {
        "campaign": campaign,
        "title": campaign.texts.get(language=campaign.language_or_default(get_language())).title,
        "rows": rows,
        "choices": CHOICES,
        "token": token,
        "nothing_chosen": status == 422,
        "kept": status == 200 and request.GET.get("done") == "kept",
    }
    return render(request, "supporters/answers.html", context, status=status)


def _clicked(link: QueryDict) -> dict[str, str]:
    """Recipient's key -> kind, as it stands in the mail's links; nothing where somebody made it up."""
    key, kind = link.get("to", ""), link.get("answer", "")
    return {key: kind} if kind in Kind.values else {}


def _chosen(form: QueryDict, told: Sequence[Told]) -> dict[str, str]:
    fields = {one.letter.key: form.get(_field(one.letter.key), "") for one in told}
    return {key: kind for key, kind in fields.items() if kind in Kind.values}


def _rows(told: Sequence[Told], clicked: dict[str, str]) -> list[Row]:
    return [
        Row(
            one.letter.name,
            one.letter.role,
            _field(one.letter.key),
            clicked.get(one.letter.key, one.kind),
        )
        for one in told
    ]


def _field(key: str) -> str:
    return f"answer-{key.replace('.', '-')}"
