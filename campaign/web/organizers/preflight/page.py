"""The page that checks a campaign before it goes out, and the tests that are asked for on it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient
from campaign.common.limits import Limited
from campaign.common.limits import check as count_attempt
from campaign.delivery.letter_tests import asked_since, queue_tests
from campaign.letters.models import Revision
from campaign.letters.queries import current_revisions
from campaign.web.numbers import number
from campaign.web.organizers.home import title_of
from campaign.web.organizers.letter_test_form import LetterTestForm, ask_for_test
from campaign.web.organizers.preflight.check import check
from campaign.web.organizers.preflight.lines import verdict_of
from campaign.web.organizers.preview import draft_of
from campaign.web.organizers.sampling import to_test
from campaign.web.staff.access import StaffRequest, campaign_page


@require_safe
@campaign_page
def check_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    tries = _Tries.of(campaign)
    return _show(
        request, campaign, tries, tries.form(language=request.GET.get("language") or campaign.default_language)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def send_test(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    if request.method != "POST":
        return redirect("staff-check", campaign.slug)
    tries = _Tries.of(campaign)
    form = tries.form(request.POST)
    if not request.user.email or not tries.people or not tries.revisions:
        messages.error(request, _("No test was sent. What is missing stands below."))
        return redirect("staff-check", campaign.slug)
    if not form.is_valid():
        return _show(request, campaign, tries, form, status=422)
    counted = count_attempt(str(request.user.pk), "letter_test", count_in_database=asked_since)
    if isinstance(counted, Limited):
        answer = _show(request, campaign, tries, form, status=429, wait_seconds=counted.retry_after_seconds)
        answer["Retry-After"] = str(counted.retry_after_seconds)
        return answer
    return _send(request, campaign, tries, form)


@dataclass(frozen=True)
class _Tries:
    """What can be tested today."""

    revisions: dict[str, Revision]
    people: list[Recipient]

    @classmethod
    def of(cls, campaign: Campaign) -> "_Tries":
        found = current_revisions(campaign.letter_id)
        return cls(
            {code: found[code] for code in campaign.languages if code in found},
            to_test(campaign, campaign.default_language, timezone.localdate()),
        )

    def form(self, data: object = None, language: str = "") -> LetterTestForm:
        return LetterTestForm(self.revisions, self.people, data, language)


def _send(request: StaffRequest, campaign: Campaign, tries: _Tries, form: LetterTestForm) -> HttpResponse:
    language = form.cleaned_data["language"]
    revision = tries.revisions[language]
    chosen = {person.key for person in form.people}
    # Named and greeted in the letter's language.
    people = [one for one in to_test(campaign, language, timezone.localdate()) if one.key in chosen]
    sent = queue_tests(draft_of(campaign, language, revision.parts), revision, people, request.user, timezone.now())
    words = ngettext("%(n)s test is on its way to %(address)s.", "%(n)s tests are on their way to %(address)s.", sent)
    messages.success(request, words % {"n": number(sent), "address": request.user.email})
    if request.POST.get("back") == "letter":
        return redirect("staff-letter", campaign.slug, language)
    return redirect("staff-check", campaign.slug)


def _show(
    request: StaffRequest,
    campaign: Campaign,
    tries: _Tries,
    form: LetterTestForm,
    *,
    status: int = 200,
    wait_seconds: int = 0,
) -> HttpResponse:
    lines = check(campaign, timezone.now())
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "lines": lines,
        "verdict": verdict_of(lines),
        "test": ask_for_test(request.user, form, tries.revisions),
        "form": form,
        "wait_seconds": wait_seconds,
        "operator": settings.DELIVERY_MODE == "live" and campaign.purpose == Campaign.Purpose.ACTION,
        "domain": settings.MAIL_DOMAIN,
        "selector": settings.DKIM_SELECTOR,
    }
    return render(request, "staff/check.html", context, status=status)
