"""What a campaign's page says, language by language, and how the campaign works: goal, colour, postal code, undo window."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import LONGEST_UNDO_WINDOW_SECONDS, Campaign, CampaignText
from campaign.campaigns.own_members import own_addressee
from campaign.common.text import clean_line, clean_paragraphs
from campaign.web.organizers.accents import COLOUR, readable, suggestion
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaign_page, language_of

STORY_LIMIT = 20_000
LINE_LIMITS = {"title": 200, "ask": 400, "share_text": 280, "thanks": 400}  # as their columns
LARGEST_GOAL = 100_000_000
ACCENT_HELP = gettext_lazy("For buttons, links and the seal, such as #b3261e. Dark enough to be read on paper.")


class PageTextForm(forms.ModelForm[CampaignText]):
    class Meta:
        model = CampaignText
        fields = ("title", "ask", "story", "share_text", "thanks")
        widgets = {  # noqa: RUF012 - how Django's forms are told
            "title": forms.TextInput(attrs={"class": "form-control"}),
            "ask": forms.Textarea(attrs={"class": "form-control", "rows": 2}),
            "story": forms.Textarea(attrs={"class": "form-control", "rows": 14, "maxlength": STORY_LIMIT}),
            "share_text": forms.Textarea(attrs={"class": "form-control", "rows": 2}),
            "thanks": forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        }
        help_texts = {  # noqa: RUF012 - the same
            "title": gettext_lazy("What is asked for, in a few words. Letters may name it too."),
            "ask": gettext_lazy("What should happen, in one sentence under the title."),
            "story": gettext_lazy("Why it matters. Paragraphs are separated by an empty line."),
            "share_text": gettext_lazy("What supporters share with friends, with the page's address after it."),
            "thanks": gettext_lazy("What supporters read first after confirming."),
        }

    def clean(self) -> dict[str, Any]:
        for name, limit in LINE_LIMITS.items():
            self._tidy(name, clean_line, limit)
        self._tidy("story", clean_paragraphs, STORY_LIMIT)
        return self.cleaned_data

    def _tidy(self, name: str, cleaner: Any, limit: int) -> None:
        """A line break inside a one-line text becomes a space: its box shows several lines, and pasted text has them."""
        if name not in self.cleaned_data:
            return
        text = self.cleaned_data[name]
        try:
            self.cleaned_data[name] = cleaner(" ".join(text.split()) if cleaner is clean_line else text, limit)
        except ValidationError as error:
            self.add_error(name, error)


class SettingsForm(forms.ModelForm[Campaign]):
    class Meta:
        model = Campaign
        fields = (
            "goal",
            "stretch_goals",
            "accent",
            "postal_code",
            "undo_window_seconds",
            "thank_you_mail",
            "ask_for_answers",
        )
        widgets = {  # noqa: RUF012 - how Django's forms are told
            "goal": forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": LARGEST_GOAL}),
            "accent": forms.TextInput(attrs={"class": "form-control", "maxlength": 7, "spellcheck": "false"}),
            "postal_code": forms.Select(attrs={"class": "form-select"}),
            "undo_window_seconds": forms.NumberInput(
                attrs={"class": "form-control", "min": 0, "max": LONGEST_UNDO_WINDOW_SECONDS}
            ),
        }
        help_texts = {  # noqa: RUF012 - the same
            "goal": gettext_lazy("How many people should write. The bar on the page grows towards it."),
            "stretch_goals": gettext_lazy("1,000 becomes 2,000, then 5,000, and so on. The count stays what it is."),
            "accent": ACCENT_HELP,
            "postal_code": gettext_lazy(
                "Whether supporters are asked for it. The city or the code stands under the letter."
            ),
            "undo_window_seconds": gettext_lazy(
                "How long supporters can take everything back before the first letter leaves: 120 are two minutes."
            ),
            "thank_you_mail": gettext_lazy(
                "One mail to each supporter when the time to undo is over, with links to the receipt and to the page."
            ),
            "ask_for_answers": gettext_lazy(
                "One mail to each supporter, 14 days after their letters arrived: what they tell stands in the statistics and, rounded, in the results."
            ),
        }

    def clean_goal(self) -> int:
        goal: int = self.cleaned_data["goal"]
        if goal > LARGEST_GOAL:
            raise ValidationError(_("That is more people than there are to ask."))
        return goal

    def clean_postal_code(self) -> str:
        asked: str = self.cleaned_data["postal_code"]
        if asked != Campaign.PostalCode.REQUIRED and own_addressee(self.instance) is not None:
            raise ValidationError(
                _(
                    "The letter goes to the supporter’s own Member of Parliament, whom only the postal code tells. "
                    "It stays required until they are taken off the list of recipients."
                )
            )
        return asked

    def clean_accent(self) -> str:
        return clean_accent(self.cleaned_data["accent"])


def clean_accent(accent: str) -> str:
    """A colour that can be read on our pages, as "#rrggbb"; ValidationError with one that can for another."""
    if not COLOUR.fullmatch(accent):
        raise ValidationError(_("Write a colour as # and six digits or letters from a to f, such as #b3261e."))
    if not readable(accent):
        raise ValidationError(
            _("%(accent)s is too light to be read on our pages. %(suggestion)s is the same colour, dark enough."),
            params={"accent": accent, "suggestion": suggestion(accent)},
        )
    return accent.lower()


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def page_text(request: StaffRequest, campaign: Campaign, language: str) -> HttpResponse:
    language_of(campaign, language)
    text = campaign.texts.filter(language=language).first() or CampaignText(campaign=campaign, language=language)
    form = PageTextForm(request.POST if request.method == "POST" else None, instance=text, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        form.save()
        is_public = campaign.state != Campaign.State.DRAFT
        messages.success(
            request,
            _("The page is saved. Supporters see it in a few seconds.") if is_public else _("The page is saved."),
        )
        return redirect("staff-campaign", campaign.slug)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "language": language, "form": form}
    return render(request, "staff/page_text.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def settings(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    title, accent = title_of(campaign, get_language()), campaign.accent
    form = SettingsForm(
        request.POST if request.method == "POST" else None, instance=campaign, use_required_attribute=False
    )
    if request.method == "POST" and form.is_valid():
        Campaign.objects.filter(pk=campaign.pk).update(**form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("staff-campaign", campaign.slug)
    context = {"campaign": campaign, "title": title, "form": form, "accent": accent}
    return render(request, "staff/settings.html", context, status=422 if form.errors else 200)
