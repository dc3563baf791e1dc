"""Which part of a campaign is asked for: it stands in the address, so that a page can be shown to somebody else."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.stats.reading import Asked

# In an address, people of whom it is not known: an empty value means all.
UNKNOWN = "-"
_DATE = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
_CHOICE = forms.Select(attrs={"class": "form-select"})


class AskingForm(forms.Form):
    """Checked with what is known of the campaign: who types another source into the address is told so."""

    since = forms.DateField(label=_("From"), required=False, widget=_DATE)
    until = forms.DateField(label=pgettext_lazy("last day", "Until"), required=False, widget=_DATE)
    language = forms.ChoiceField(label=_("Language"), required=False, widget=_CHOICE)
    province = forms.ChoiceField(label=_("Province"), required=False, widget=_CHOICE)
    source = forms.ChoiceField(label=_("Came from"), required=False, widget=_CHOICE)

    def __init__(self, campaign: Campaign, names: "Names", **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        for column in reading.PARTS:
            field = cast(forms.ChoiceField, self.fields[column])
            field.choices = [("", _("all")), *choices_of(reading.known(campaign, column), names[column])]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))

    @property
    def asked(self) -> Asked:
        """What is asked for; where something is wrong, that part of it is left out."""
        data = self.cleaned_data if self.is_bound else {}
        return Asked(
            since=data.get("since"),
            until=data.get("until"),
            **{column: part_of(data.get(column, "")) for column in reading.PARTS},
        )


def in_words(form: forms.Form, columns: Sequence[str]) -> list[tuple[str, str]]:
    """What is asked for, field by field: on paper there are none to see it in."""
    found = []
    for column in columns:
        value = form.cleaned_data.get(column) if form.is_bound else None
        if value:
            choices = dict(getattr(form.fields[column], "choices", ()))
            words = date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(choices[value])
            found.append((str(form[column].label), words))
    return found


Names = dict[str, Callable[[str], str]]


def choices_of(values: Iterable[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((value or UNKNOWN, name(value)) for value in values), key=lambda choice: choice[1])


def part_of(text: str) -> str | None:
    if not text:
        return None
    return "" if text == UNKNOWN else text
