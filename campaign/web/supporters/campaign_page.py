"""The campaign's page, open or closed, with its form in whatever state the last answer left it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from campaign.campaigns.boxes import choice_of
from campaign.campaigns.models import Campaign
from campaign.campaigns.own_members import OwnMembers, own_members_of
from campaign.campaigns.queries import CampaignPage, page_of
from campaign.campaigns.recipients import written_for
from campaign.campaigns.showing import Shown, picture_of
from campaign.common import form_tokens
from campaign.letters.models import Revision
from campaign.letters.variants import FIRST, Texts, texts_of
from campaign.participation.wordings import newsletter_wording
from campaign.stats.queries import public_count
from campaign.web.supporters.card import card_of
from campaign.web.supporters.drawing import BODY, SUBJECT, VARIANT, draw
from campaign.web.supporters.forms import LetterForm
from campaign.web.supporters.letter_preview import Person, people_to_write_to
from campaign.web.supporters.own_member import OwnChoice, Words, in_order
from campaign.web.supporters.page_cache import ShortMemory
from campaign.web.supporters.words import count_words, others_words, send_words

# A letter may take an afternoon, and a tab stays open over night.
TOKEN_MAX_AGE = 24 * 60 * 60


@dataclass(frozen=True)
class Notice:
    """A sentence at the head of the form; tone is "bad", "warn" or "good"."""

    title: StrOrPromise
    text: StrOrPromise = ""
    tone: str = "bad"


@dataclass(frozen=True)
class OpenPage:
    """A campaign's page, the people with their salutations and the letter's variants; `keys` are what the form may bring back.

    `written_for` says whom it names at those seats that another may come to have.
    """

    page: CampaignPage
    people: list[Person]
    keys: frozenset[str]
    texts: Texts
    picture: Shown | None
    written_for: Mapping[str, int]
    words: Words
    own: OwnMembers | None

    @property
    def token_scope(self) -> str:
        return scope(self.page.campaign, self.page.language, str(self.page.revision_id))


@dataclass(frozen=True)
class Answer:
    """What the form says this time, beside the page itself."""

    form: LetterForm
    status: int = 200
    notice: Notice | None = None
    suggestion: str = ""
    checked_email: str = ""
    ticked: frozenset[str] | None = None
    own: OwnChoice | None = None
    headers: dict[str, str] = field(default_factory=dict)


def scope(campaign: Campaign, language: str, revision: str) -> str:
    """What a form token is good for: this campaign in this language, and the text that was shown with it."""
    return f"submit:{campaign.pk}:{language}:{revision}"


# A thousand people who send the form in the same two seconds need the same page read once.
_READ: ShortMemory[tuple[int, str], OpenPage] = ShortMemory()


def read(campaign: Campaign, language: str) -> OpenPage:
    """The campaign's page, at most two seconds old; whether it is open the caller asks the database."""
    return _READ.get((campaign.pk, language)) or _READ.keep((campaign.pk, language), _read(campaign, language))


def _read(campaign: Campaign, language: str) -> OpenPage:
    page = page_of(campaign, language, timezone.localdate())
    parts = Revision.objects.get(pk=page.revision_id).parts
    choice = choice_of(campaign, page.recipients, language)
    with override(language):  # kept for whoever asks next, whatever language the site speaks with them
        people = people_to_write_to(parts, choice.boxes, language, page.title)
        words = Words(parts, language, page.title)
        own = own_members_of(campaign, language, timezone.localdate())
        if own is not None:
            people = in_order(campaign, [*people, words.person(own)])
    return OpenPage(
        page=page,
        people=people,
        keys=choice.keys | {own.box} if own else choice.keys,
        texts=texts_of(parts, page.title, settings.SITE_NAME),
        picture=picture_of(campaign, language),
        written_for=written_for(page.recipients),
        words=words,
        own=own,
    )


# A tab that was opened before the letter's newest revision; a crowd of them asks once.
_OLDER: ShortMemory[tuple[int, str], Texts] = ShortMemory()


def texts_shown(shown: OpenPage, revision_id: int) -> Texts:
    """What a form of this revision could show; the id must be one that a form token signed."""
    title = shown.page.title
    if revision_id == shown.page.revision_id:
        return shown.texts
    kept = _OLDER.get((revision_id, title))
    if kept is None:
        parts = Revision.objects.get(pk=revision_id).parts
        kept = _OLDER.keep((revision_id, title), texts_of(parts, title, settings.SITE_NAME))
    return kept


def fresh_form(shown: OpenPage) -> LetterForm:
    """Where there are variants, with places for whichever is drawn (drawing.PageWithPlaces)."""
    subject, body = shown.texts.of(FIRST)
    initial = {"subject": subject, "body": body}
    if shown.texts.number > 1:
        initial = {"subject": SUBJECT, "body": BODY, "variant": VARIANT}
    return LetterForm(shown.page.campaign, shown.keys, initial=initial, own=shown.own)


def original_of(shown: OpenPage, data: Mapping[str, Any]) -> dict[str, str]:
    """The words that this form began with. It keeps its variant for as long as the letter is the same."""
    written = data.get("variant", "")
    if written == VARIANT:
        return {"variant": VARIANT, "subject": SUBJECT, "body": BODY}
    same = data.get("revision", "") == str(shown.page.revision_id)
    variant = shown.texts.known(written) if same else None
    subject, body = shown.texts.of(variant or FIRST)
    return {"variant": str(variant or ""), "subject": subject, "body": body}


def begun_again(shown: OpenPage, data: Mapping[str, Any]) -> dict[str, str]:
    """The form's own original words; where the letter has changed meanwhile, those of a variant drawn anew."""
    found = original_of(shown, data)
    revision = {"revision": str(shown.page.revision_id)}
    if not found["variant"] and shown.texts.number > 1:
        drawn = draw(shown.page.revision_id, shown.texts.sizes)
        found = original_of(shown, revision | {"variant": str(drawn)})
    return found | revision


def show(request: HttpRequest, shown: OpenPage, answer: Answer) -> HttpResponse:
    """The page with its form. The people ticked are those the form brought, all of them on a fresh page."""
    page, form = shown.page, answer.form
    ticked = _ticked(shown, answer)
    own = answer.own or (OwnChoice(shown.own) if shown.own else None)
    people = [own.person if own and own.person and own.person.key == one.key else one for one in shown.people]
    chosen = [person for person in people if person.key in ticked]
    first = next(iter(chosen or people), None)
    participants = public_count(page.campaign.pk)
    number = sum(person.number for person in chosen)
    context: dict[str, Any] = {
        "page": page,
        "languages": page.campaign.languages,
        "people": people,
        "own": own,
        "own_unknown": next((one for one in shown.people if shown.own and one.key == shown.own.box), None),
        "form": form,
        "answer": answer,
        "original": original_of(shown, form.data if form.is_bound else form.initial),
        "notice": answer.notice,
        "token": form_tokens.issue(shown.token_scope),
        "participants": participants,
        "goal": page.campaign.goal_at(participants),
        "count_words": count_words(),
        "send_words": send_words(),
        "send_label": send_words().of(number) if chosen else _("Send my letter"),
        "others_words": others_words(),
        "others": others_words().of(number - chosen[0].number) if len(chosen) > 1 else "",
        "ticked": ticked,
        "first": first,
        "newsletter_wording": newsletter_wording(page.language).text,
        "picture": shown.picture,
        "card": card_of(page.campaign, page.language, shown.picture, page.title),
        **_signature(form),
    }
    response = render(request, "supporters/campaign.html", context, status=answer.status)
    for name, value in answer.headers.items():
        response[name] = value
    return response


def _ticked(shown: OpenPage, answer: Answer) -> Set[str]:
    if answer.ticked is not None:
        return answer.ticked
    if isinstance(answer.form.data, QueryDict) and answer.form.is_bound:
        return set(answer.form.data.getlist("recipients"))
    return {person.key for person in shown.people}


def _signature(form: LetterForm) -> dict[str, str]:
    typed = {name: " ".join(str(form[name].value() or "").split()) for name in form.fields if name in SIGNED}
    return {
        "signature_name": " ".join(part for part in (typed["first_name"], typed["last_name"]) if part),
        "signature_place": ", ".join(part for part in (typed["city"], typed.get("postal_code", "")) if part),
    }


SIGNED = ("first_name", "last_name", "city", "postal_code")


def show_closed(
    request: HttpRequest, campaign: Campaign, language: str, kept: str = "", status: int = 200
) -> HttpResponse:
    """The last count of a campaign that has ended; with what somebody had typed, where the end came in between."""
    participants = public_count(campaign.pk)
    page, picture = campaign.texts.get(language=language), picture_of(campaign, language)
    context = {
        "campaign": campaign,
        "page": page,
        "picture": picture,
        "card": card_of(campaign, language, picture, page.title),
        "languages": campaign.languages,
        "participants": participants,
        "count_words_shown": count_words().of(participants),
        "kept": kept,
    }
    return render(request, "supporters/closed.html", context, status=status)
