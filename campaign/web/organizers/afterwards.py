"""What supporters read once they have written, language by language: on the receipt, in the thank-you mail, when all is over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign, CampaignText
from campaign.common.text import clean_line, clean_paragraphs
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaign_page, language_of

# What is read beside a receipt, or in a mail that nobody waits for, is short or not read.
LIMITS = {"mail_share_text": 2000, "next_text": 2000, "thank_you_text": 4000, "closing_text": 2000}
LABEL_LIMIT = 60  # the column's


def _several_lines(rows: int, limit: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows, "maxlength": limit})


class AfterwardsForm(forms.ModelForm[CampaignText]):
    class Meta:
        model = CampaignText
        fields = ("next_text", "next_label", "next_link", "mail_share_text", "thank_you_text", "closing_text")
        widgets = {  # noqa: RUF012 - how Django's forms are told
            "next_label": forms.TextInput(attrs={"class": "form-control", "maxlength": LABEL_LIMIT}),
            "next_link": forms.URLInput(
                attrs={"class": "form-control", "maxlength": 300, "placeholder": "https://", "spellcheck": "false"}
            ),
            **{name: _several_lines(8 if name == "thank_you_text" else 4, limit) for name, limit in LIMITS.items()},
        }
        help_texts = {  # noqa: RUF012 - the same
            "next_text": gettext_lazy(
                "Beneath the receipt and in the thank-you mail: a meeting, a petition, a phone call."
            ),
            "next_label": gettext_lazy("Such as “Come to the vigil”. Empty: no button."),
            "next_link": gettext_lazy("A whole address, beginning with https://"),
            "mail_share_text": gettext_lazy(
                "What supporters can mail to friends, with the page's address after it. Empty: the share text of the page."
            ),
            "thank_you_text": gettext_lazy(
                "After “Hello Ana,” and before the links to the receipt and to the page. Empty: a few words of ours."
            ),
            "closing_text": gettext_lazy(
                "On the page once the campaign is closed, beneath the final count: what came of it."
            ),
        }

    def clean(self) -> dict[str, Any]:
        for name, limit in LIMITS.items():
            self._tidy(name, clean_paragraphs, limit)
        self._tidy("next_label", clean_line, LABEL_LIMIT)
        label, link = self.cleaned_data.get("next_label"), self.cleaned_data.get("next_link")
        if link and not label and "next_label" not in self.errors:
            self.add_error("next_label", _("Say what the button is for."))
        if label and not link and "next_link" not in self.errors:
            self.add_error("next_link", _("Say where the button leads."))
        return self.cleaned_data

    def _tidy(self, name: str, cleaner: Any, limit: int) -> None:
        if name not in self.cleaned_data:
            return
        try:
            self.cleaned_data[name] = cleaner(self.cleaned_data[name], limit)
        except ValidationError as error:
            self.add_error(name, error)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def afterwards(request: StaffRequest, campaign: Campaign, language: str) -> HttpResponse:
    language_of(campaign, language)
    text = campaign.texts.filter(language=language).first()
    if text is None:
        messages.info(request, _("First write the page in this language."))
        return redirect("staff-page-text", campaign.slug, language)
    form = AfterwardsForm(
        request.POST if request.method == "POST" else None, instance=text, use_required_attribute=False
    )
    if request.method == "POST" and form.is_valid():
        # Only these columns: somebody may be writing the page in this moment.
        CampaignText.objects.filter(pk=text.pk).update(**form.cleaned_data)
        messages.success(request, _("The words are saved."))
        return redirect("staff-campaign", campaign.slug)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "language": language, "form": form}
    return render(request, "staff/afterwards.html", context, status=422 if form.errors else 200)
