"""Writing a campaign's letter: preview it, keep it as a new revision, look at old ones and what changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient
from campaign.common.keys import parse_number
from campaign.letters.models import Revision
from campaign.letters.parts import LetterParts
from campaign.letters.queries import current_revisions
from campaign.letters.services import save_revision
from campaign.letters.variables import VARIABLES
from campaign.targets.parties import PARTIES
from campaign.web.organizers.changes import changes_between
from campaign.web.organizers.home import title_of
from campaign.web.organizers.letter_form import LetterForm
from campaign.web.organizers.letter_test_form import AskForTest, LetterTestForm, ask_for_test
from campaign.web.organizers.live_preview import live_context, wish_of
from campaign.web.organizers.preview import Previews, draft_of, previews_of
from campaign.web.organizers.sampling import to_test
from campaign.web.staff.access import StaffRequest, campaign_page, language_of

NOTHING = LetterParts("", "", "", "", "")


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def editor(request: StaffRequest, campaign: Campaign, language: str) -> HttpResponse:
    language_of(campaign, language)
    if request.method != "POST":
        return _show(
            request,
            campaign,
            language,
            LetterForm(campaign.letter, language, initial=_older(request, campaign, language)),
        )
    looking = request.POST.get("action") == "preview"
    form = LetterForm(campaign.letter, language, request.POST, to_keep=not looking)
    if not form.is_valid():
        return _show(request, campaign, language, form, status=422)
    if looking:
        draft = draft_of(campaign, language, form.parts, wish_of(request.POST))
        return _show(request, campaign, language, form, previews_of(draft, timezone.localdate()))
    if form.overtaken:
        return _ask_again(request, campaign, language, form)
    return _save(request, campaign, language, form)


def _save(request: StaffRequest, campaign: Campaign, language: str, form: LetterForm) -> HttpResponse:
    saved = save_revision(campaign.letter, language, form.parts, request.user, form.cleaned_data["note"])
    if saved.number == form.newest:
        messages.info(request, _("Nothing was changed, so revision %(number)d stays.") % {"number": saved.number})
    else:
        words = _("Revision %(number)d is saved. Letters signed from now on use it; those signed before keep theirs.")
        messages.success(request, words % {"number": saved.number})
    return redirect("staff-letter", campaign.slug, language)


def _ask_again(request: StaffRequest, campaign: Campaign, language: str, form: LetterForm) -> HttpResponse:
    """A colleague was faster: show so, keep what was typed, and let the next save go on top of theirs."""
    data = request.POST.copy()
    data["based_on"] = str(form.newest)
    again = LetterForm(campaign.letter, language, data)
    again.is_valid()
    return _show(request, campaign, language, again, status=409)


def _show(
    request: StaffRequest,
    campaign: Campaign,
    language: str,
    form: LetterForm,
    previews: Previews | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    revisions = Revision.objects.filter(letter=campaign.letter, language=language).select_related("author")
    people = to_test(campaign, language, timezone.localdate())
    form.offer_parties(_parties(people))
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "language": language,
        "form": form,
        "overtaken": status == 409,
        "previews": previews,
        "variables": VARIABLES,
        "test": _test_of(request, campaign, language, people),
        "revisions": revisions.order_by("-number"),
        **live_context(request, campaign, language, form),
    }
    return render(request, "staff/letter.html", context, status=status)


def _parties(people: list[Recipient]) -> set[str]:
    """Those of today's recipients; with one of Parliament's, or none, all of them: recipients and their own members change."""
    found = {person.party for person in people if person.party and not person.own_member}
    return found | set(PARTIES) if not found or found & set(PARTIES) else found


def _test_of(request: StaffRequest, campaign: Campaign, language: str, people: list[Recipient]) -> AskForTest:
    saved = current_revisions(campaign.letter_id)
    form = LetterTestForm(saved, people)
    return ask_for_test(request.user, form, saved, language)


def _older(request: StaffRequest, campaign: Campaign, language: str) -> Revision | None:
    """The revision named by "?from=", whose text is to be written on."""
    number = parse_number(request.GET.get("from", ""), digits=9)
    if number is None:
        return None
    return Revision.objects.filter(letter=campaign.letter, language=language, number=number).first()


@require_safe
@campaign_page
def revision(request: StaffRequest, campaign: Campaign, language: str, number: int) -> HttpResponse:
    """One revision beside another (`with`), or beside the one before it; the first beside the second."""
    language_of(campaign, language)
    written = Revision.objects.filter(letter=campaign.letter, language=language).select_related("author")
    shown = get_object_or_404(written, number=number)
    others = list(written.exclude(number=number).order_by("-number"))
    previous = next((one for one in others if one.number < number), None)
    asked = next((one for one in others if str(one.number) == request.GET.get("with")), None)
    beside = asked or previous or next(reversed(others), None)
    old, new = sorted([beside, shown], key=lambda one: one.number) if beside else (None, shown)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "language": language,
        "revision": shown,
        "previous": previous,
        "others": others,
        "beside": beside,
        "old": old,
        "new": new,
        "changes": changes_between(old.parts if old else NOTHING, new.parts),
        "is_current": not written.filter(number__gt=number).exists(),
    }
    return render(request, "staff/revision.html", context)
