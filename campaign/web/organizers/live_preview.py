"""Beside the editor, as it is written: the mail to one recipient from a supporter of one's choice, and hints about the text."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.common.keys import parse_number
from campaign.delivery.samples import SAMPLE
from campaign.letters.hints import hints_of, reading_of
from campaign.letters.parts import LetterParts
from campaign.letters.variants import Variant
from campaign.web.organizers.letter_form import LetterForm
from campaign.web.organizers.preview import Wish, draft_of, live_preview
from campaign.web.organizers.variant_words import place_title
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
    wish = wish_of(request.POST)
    parts = _sendable(form)
    draft = draft_of(campaign, language, parts, wish) if parts else None
    return {
        "live": live_preview(draft, wish.to, timezone.localdate()) if draft else None,
        "variant_choices": _choices(parts, wish.variant) if parts else [],
        "supporter": wish.names,
        "reading": reading_of(parts.body) if parts else None,
        "hints": hints_of(parts) if parts else [],
    }


def wish_of(data: QueryDict) -> Wish:
    names = {name: data.get(f"as_{name}", value).strip() for name, value in SAMPLE.items()}
    numbers = (parse_number(data.get(f"as_{place}", ""), digits=1) or 1 for place in Variant._fields)
    return Wish(data.get("to", ""), names, Variant(*numbers))


@dataclass(frozen=True)
class VariantChoice:
    """One of the places where the letter says something in several ways, and which of them is shown."""

    name: str
    label: str
    numbers: range
    shown: int


def _choices(parts: LetterParts, shown: Variant) -> list[VariantChoice]:
    others = parts.others
    labels = map(place_title, Variant._fields)
    sizes = (len(texts) + 1 for texts in (others.subjects, others.beginnings, others.endings))
    found = zip(Variant._fields, labels, sizes, shown, strict=True)
    return [VariantChoice(f"as_{name}", label, range(1, size + 1), one) for name, label, size, one in found if size > 1]


def _sendable(form: LetterForm) -> LetterParts | None:
    """None while something in it cannot be sent."""
    if form.is_bound:
        return None if form.errors else form.parts
    started = form.started.texts
    return form.started.tidied() if all(started[name] for name in started if name != "opening") else None
