"""Beside the editor, as it is written: the mail to one recipient from a supporter of one's choice, and hints about the text."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.delivery.samples import SAMPLE
from campaign.letters.hints import hints_of, reading_of
from campaign.letters.parts import PART_NAMES, LetterParts
from campaign.web.organizers.letter_form import LetterForm
from campaign.web.organizers.preview import live_preview
from campaign.web.staff.access import StaffRequest, campaign_page, language_of


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def live(request: StaffRequest, campaign: Campaign, language: str) -> HttpResponse:
    """The part of the page that changes while somebody writes; what cannot be sent yet is named by its line."""
    language_of(campaign, language)
    if request.method != "POST":
        return redirect("staff-letter", campaign.slug, language)  # whoever comes back from the login
    form = LetterForm(campaign.letter, language, request.POST, to_keep=False)
    form.is_valid()
    context = {"language": language, "form": form, **live_context(request, campaign, language, form)}
    return render(request, "staff/parts/live_letter.html", context)


def live_context(request: StaffRequest, campaign: Campaign, language: str, form: LetterForm) -> dict[str, Any]:
    """What the panel shows of the form as it stands: as it was opened, or as it was typed."""
    supporter = {name: request.POST.get(f"as_{name}", value).strip() for name, value in SAMPLE.items()}
    parts = _sendable(form)
    return {
        "live": live_preview(campaign, language, parts, timezone.localdate(), request.POST.get("to", ""), supporter)
        if parts
        else None,
        "supporter": supporter,
        "reading": reading_of(parts.body) if parts else None,
        "hints": hints_of(parts) if parts else [],
    }


def _sendable(form: LetterForm) -> LetterParts | None:
    """None while something in it cannot be sent."""
    if form.is_bound:
        return None if form.errors else form.parts
    started = {name: form.initial.get(name, "") for name in PART_NAMES}
    return LetterParts(**started).tidied() if all(started[name] for name in PART_NAMES if name != "opening") else None
