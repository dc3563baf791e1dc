"""The form comes in: every way it can go ends in a page that says what happened and still has what was typed."""

from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Campaign
from campaign.common import form_tokens, limits
from campaign.common.addresses import suggest
from campaign.common.client_address import client_address
from campaign.common.form_tokens import FormToken
from campaign.common.limits import Limited
from campaign.common.postal_codes import province_of
from campaign.common.text import is_utf8
from campaign.journeys.submit import CampaignClosed, Submission, submit
from campaign.participation.tokens import token_for
from campaign.web import errors
from campaign.web.supporters import campaign_page
from campaign.web.supporters.campaign_page import Answer, Notice, OpenPage
from campaign.web.supporters.forms import LetterForm
from campaign.web.supporters.own_riding import own_choice, riding_in
from campaign.web.supporters.own_words import own_words
from campaign.web.supporters.sources import source_of

_NOTHING_LOST = _("Everything you typed is still here. Please press the button again.")
NOTICES = {
    FormToken.EXPIRED: Notice(
        _("This page was open for more than a day, so we did not send anything yet."), _NOTHING_LOST, "warn"
    ),
    FormToken.FORGED: Notice(
        _("We could not be sure that this form came from our page, so we did not send anything yet."),
        _NOTHING_LOST,
        "warn",
    ),
}
TOO_MANY = Notice(
    _("Too many letters have come from your network or for this address in a short time."),
    _("Nothing is lost: your letter is still here. Please wait a little and press the button again."),
    "warn",
)
BROKEN = Notice(
    _("Some characters arrived broken."),
    _("Please look for � in what you typed and write it again; everything else is still here."),
)
QUESTION = Notice(_("One question about your e-mail address, before we write to it."), tone="warn")
RESTORED = Notice(_("This is the original letter again."), "", "good")


def receive(request: HttpRequest, campaign: Campaign, language: str) -> HttpResponse:
    """Answers a POST of the campaign's form: 303 to "check your mailbox", or the form again, with the reason."""
    language = campaign.language_or_default(language)
    try:
        data = request.POST
        broken = request.content_type == "application/x-www-form-urlencoded" and not is_utf8(request.body)
    except RequestDataTooBig:
        return errors.page(request, 413)
    except (TooManyFieldsSent, UnreadablePostError):
        return errors.page(request, 400)
    if not campaign.is_open:
        return campaign_page.show_closed(request, campaign, language, kept=data.get("body", ""), status=410)
    shown = campaign_page.read(campaign, language)
    if data.get("do") == "restore":
        return _private(
            campaign_page.show(request, shown, replace(_restored(shown, data), own=own_choice(shown, data)))
        )
    form = LetterForm(campaign, shown.keys, data=_with_choice(data), own=shown.own)
    answer = _refusal(request, shown, form, broken)
    if answer is not None:
        return _private(campaign_page.show(request, shown, replace(answer, own=own_choice(shown, data))))
    return _accept(request, shown, form)


def _accept(request: HttpRequest, shown: OpenPage, form: LetterForm) -> HttpResponse:
    campaign = shown.page.campaign
    try:
        participation = submit(_submission(request, shown, form), timezone.now())
    except CampaignClosed:
        kept = form.cleaned_data["body"]
        return campaign_page.show_closed(request, campaign, shown.page.language, kept=kept, status=410)
    return see_other(reverse("sent", args=[token_for("sent", participation)]))


def see_other(address: str) -> HttpResponse:
    """303: whatever the method was, the answer is a page to be read."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _refusal(request: HttpRequest, shown: OpenPage, form: LetterForm, broken: bool) -> Answer | None:
    """Why the form comes back, or None. The limit comes first: it protects all that follows."""
    checked = form.data.get("checked_email", "")
    limited = limits.check(request, "submit_per_network")
    if isinstance(limited, Limited):
        return _too_many(form, limited)
    token = form_tokens.check(form.data.get("token", ""), _scope(shown, form), campaign_page.TOKEN_MAX_AGE)
    if token is not FormToken.VALID:
        return Answer(form, 400, NOTICES[token], checked_email=checked)
    if broken:
        return Answer(form, 400, BROKEN, checked_email=checked)
    if not form.is_valid():
        return Answer(form, 400, checked_email=checked)
    return _question(form) or _limit_of_address(form)


def _scope(shown: OpenPage, form: LetterForm) -> str:
    page = shown.page
    return campaign_page.scope(page.campaign, page.language, form.data.get("revision", ""))


def _question(form: LetterForm) -> Answer | None:
    """ "Did you mean …?", asked once for each address that is typed."""
    typed = form.data.get("email", "").strip()
    meant = suggest(form.address.display)
    if meant is None or form.data.get("checked_email", "").strip() == typed:
        return None
    return Answer(form, 400, QUESTION, suggestion=meant, checked_email=typed)


def _limit_of_address(form: LetterForm) -> Answer | None:
    limited = limits.check(form.address.canonical, "submit_per_address")
    return _too_many(form, limited) if isinstance(limited, Limited) else None


def _too_many(form: LetterForm, limited: Limited) -> Answer:
    headers = {"Retry-After": str(limited.retry_after_seconds)}
    return Answer(form, 429, TOO_MANY, checked_email=form.data.get("checked_email", ""), headers=headers)


def _with_choice(data: QueryDict) -> QueryDict:
    """The form as if it had been typed with the answer to "Did you mean …?" in it."""
    chosen = data.copy()
    chosen["riding"] = riding_in(data)
    if data.get("do") == "use-suggestion":
        chosen["email"] = suggest(data.get("email", "")) or data.get("email", "")
    if data.get("do") in ("use-suggestion", "keep-email"):
        chosen["checked_email"] = chosen.get("email", "")
    return chosen


def _restored(shown: OpenPage, data: QueryDict) -> Answer:
    """Everything as it was typed but the letter, which is ours again."""
    original = campaign_page.begun_again(shown, data)
    kept = {**data.dict(), "newsletter": "newsletter" in data}
    form = LetterForm(shown.page.campaign, shown.keys, initial=kept | original, own=shown.own)
    return Answer(form, ticked=frozenset(data.getlist("recipients")), notice=RESTORED)


def _submission(request: HttpRequest, shown: OpenPage, form: LetterForm) -> Submission:
    data = form.cleaned_data
    revision_id = int(form.data["revision"])  # part of what the form token signs
    texts = campaign_page.texts_shown(shown, revision_id)
    variant, changed = own_words(texts, form.data.get("variant", ""), data["subject"], data["body"])
    return Submission(
        campaign=shown.page.campaign,
        language=shown.page.language,
        first_name=data["first_name"],
        last_name=data["last_name"],
        email=form.address,
        city=data["city"],
        postal_code=data.get("postal_code", ""),
        subject=data["subject"],
        body=data["body"],
        revision_id=revision_id,
        variant=variant,
        words_changed=changed,
        recipient_keys=form.recipient_keys,
        newsletter=data["newsletter"],
        client=client_address(request),
        riding_code=form.riding_code,
        province=province_of(data.get("postal_code", "")),
        source=source_of(request, shown.page.campaign, form.data),
        written_for={**shown.written_for, **form.written_for},
    )
