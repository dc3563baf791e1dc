"""Role and greeting of one addressee, a line of each in every language of the campaign."""

from typing import Any

from django import forms
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import in_language
from campaign.web.organizers.names import Line

LONGEST = {"role": 200, "greeting": 200}  # characters: both stand on one line


class WordingForm(forms.Form):
    """`texts("role")` and `texts("greeting")` are what was typed, by language."""

    def __init__(self, campaign: Campaign, addressee: Addressee, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.languages = list(campaign.languages)
        helps = {"role": _role_help(addressee), "greeting": _greeting_help(addressee)}
        for code in self.languages:
            for name, label in (("role", pgettext("of an addressee", "Role")), ("greeting", _("Greeting"))):
                self.fields[f"{name}_{code}"] = Line(
                    label=f"{label} ({get_language_info(code)['name_local']})",
                    required=False,
                    max_length=LONGEST[name],
                    initial=_own(getattr(addressee, name), code),
                    help_text=helps[name],
                    widget=forms.TextInput(attrs={"class": "form-control", "maxlength": LONGEST[name], "lang": code}),
                )

    def texts(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in self.languages}


def _own(texts: object, code: str) -> str:
    """What is written in this very language, without falling back to English."""
    return in_language({code: texts.get(code)}, code) if isinstance(texts, dict) else ""


def _role_help(addressee: Addressee) -> str:
    if addressee.office is not None:
        return _("As it stands on the page. Empty: the name of the office.")
    return _("As it stands on the page. Empty: as the roster words it.")


def _greeting_help(addressee: Addressee) -> str:
    if addressee.office is not None:
        return _(
            "How the letter begins, without the comma at its end, whoever holds the office. Empty: the holder's name."
        )
    if addressee.target is None:
        return _(
            "How the letter begins, without the comma at its end; {name} becomes the name of each. Empty: the name."
        )
    return _("How the letter begins, without the comma at its end. Empty: the name.")
