"""The form that asks for an export: what, as which file, and which part, as on the page of statistics."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.exports.models import Format, What
from campaign.web.organizers.statistics.asking import AskingForm

_CHOICE = forms.Select(attrs={"class": "form-select"})
_WHAT = ((What.PEOPLE, _("People")), (What.LETTERS, _("Letters")), (What.EVENTS, _("What happened to letters")))
_FORMATS = (
    (Format.CSV, _("CSV, for any spreadsheet")),
    (Format.XLSX, _("XLSX, for Excel")),
    (Format.JSON, _("JSON lines, for programs")),
)


class WishForm(AskingForm):
    what = forms.ChoiceField(label=_("Rows of"), choices=_WHAT, widget=_CHOICE)
    format = forms.ChoiceField(label=_("As"), choices=_FORMATS, widget=_CHOICE)

    field_order = ("what", "format", "since", "until", "language", "province", "source")
