"""Fields for one printable line, and for a name in each of the site's languages, all of which fall back to one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from campaign.common.text import clean_line
from campaign.targets.models import FALLBACK_LANGUAGE

LONGEST_NAME = 100


class Line(forms.CharField):
    """One printable line, tidied; empty where nothing was typed."""

    def clean(self, value: Any) -> str:
        line = clean_line(super().clean(value), self.max_length or 0)
        if not line.isprintable():
            raise ValidationError(_("This line holds a character that cannot be printed."))
        return line


def name_fields(names: object, label: str, missing: str, helps: dict[str, str]) -> dict[str, Line]:
    """`name_<code>` for each language, with the name it has; `label` names the language, `helps` are by its code."""
    known = names if isinstance(names, dict) else {}
    return {
        f"name_{code}": Line(
            label=label % {"language": get_language_info(code)["name_local"]},
            required=code == FALLBACK_LANGUAGE,
            max_length=LONGEST_NAME,
            initial=known.get(code, ""),
            help_text=helps.get(code, ""),
            error_messages={"required": missing},
            widget=forms.TextInput(attrs={"class": "form-control", "maxlength": LONGEST_NAME, "lang": code}),
        )
        for code, _name in settings.LANGUAGES
    }


def names_in(cleaned_data: dict[str, Any]) -> dict[str, str]:
    """What was typed into these fields, by language."""
    typed = {code: cleaned_data[f"name_{code}"] for code, _name in settings.LANGUAGES}
    return {code: name for code, name in typed.items() if name}
