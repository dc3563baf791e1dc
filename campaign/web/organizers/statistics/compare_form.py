"""What is compared with what: two campaigns, their days, and one part of the people for both; all of it stands in the address."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.stats.reading import Asked
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.statistics.asking import choices_of, part_of

SIDES = ("a", "b")


def _campaign(label: StrOrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"class": "form-select"}))


def _day(label: StrOrPromise) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class CompareForm(forms.Form):
    """`sides` are the campaigns that the address names; by what their people can be asked for is known with them."""

    a = _campaign(_("Campaign A"))
    a_since = _day(_("A from"))
    a_until = _day(_("A until"))
    b = _campaign(_("Campaign B"))
    b_since = _day(_("B from"))
    b_until = _day(_("B until"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)
    source = forms.ChoiceField(label=_("Came from"), required=False)

    def __init__(self, titles: Sequence[tuple[str, str]], sides: Sequence[Campaign], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for side in SIDES:
            cast(forms.ChoiceField, self.fields[side]).choices = [("", "–"), *titles]
        for column in reading.PARTS:
            field = cast(forms.ChoiceField, self.fields[column])
            known = {value for one in sides for value in reading.known(one, column)}
            field.choices = [("", _("all")), *choices_of(known, naming.NAMES[column])]
            field.widget.attrs["class"] = "form-select"

    def clean(self) -> None:
        for side in SIDES:
            since, until = self.cleaned_data.get(f"{side}_since"), self.cleaned_data.get(f"{side}_until")
            if since and until and until < since:
                self.add_error(f"{side}_until", _("This is before the first day."))

    def asked(self, side: str) -> Asked:
        """What is asked for of one side; where something is wrong, that part of it is left out."""
        data = self.cleaned_data
        return Asked(
            since=data.get(f"{side}_since"),
            until=data.get(f"{side}_until"),
            **{column: part_of(data.get(column, "")) for column in reading.PARTS},
        )
