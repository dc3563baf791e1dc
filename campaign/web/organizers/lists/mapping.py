"""The second step to a list: what each column is, what the list is called, and which clock hangs there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaign.targets.lists.columns import Meaning, problem_with
from campaign.targets.lists.table import Row, Table, read_table
from campaign.targets.models import FALLBACK_LANGUAGE, ListUpload
from campaign.web.organizers.names import name_fields, names_in
from campaign.web.staff.access import StaffRequest, upload_page

SHOWN = 3  # lines under the first one: enough to know a column by
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Column:
    """One column of the file: its first cell, which may be its heading, what stands below, and the field for its meaning."""

    number: int
    heading: str
    samples: list[str]
    field: forms.BoundField


class MappingForm(forms.Form):
    has_header = forms.BooleanField(
        label=gettext_lazy("The first line holds the names of the columns, not a person"), required=False
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        help_text=gettext_lazy("Where these people work: for campaigns whose letters leave in office hours only."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, upload: ListUpload, table: Table, data: Any = None) -> None:
        start = {"has_header": upload.has_header, "time_zone": upload.time_zone or settings.TIME_ZONE}
        super().__init__(data, initial=start, use_required_attribute=False)
        self._table = table
        label, missing = _("Name of the list, %(language)s"), _("Give the list a name, in English at least.")
        help_text = _("Such as “City council of Halifax”. Where another language has none, it stands there too.")
        self.fields |= name_fields(upload.names, label, missing, {FALLBACK_LANGUAGE: help_text})
        for number, meaning in enumerate(upload.columns[: table.width]):
            self.fields[f"column_{number}"] = _column_field(number, table.rows[0], meaning)

    def name_fields(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code, _name in settings.LANGUAGES]

    def columns(self) -> Iterator[Column]:
        rows = [row.cells for row in self._table.rows[: SHOWN + 1]]
        for number, cells in enumerate(zip(*rows, strict=True)):
            shown = [cell[:LONGEST_SHOWN] for cell in cells]
            yield Column(number + 1, shown[0], shown[1:], self[f"column_{number}"])

    @property
    def lines_shown(self) -> list[int]:
        return [row.line for row in self._table.rows[1 : SHOWN + 1]]

    def meanings(self) -> list[str]:
        return [self.cleaned_data[f"column_{number}"] for number in range(self._table.width)]

    def names(self) -> dict[str, str]:
        return names_in(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and (problem := problem_with(self.meanings())):
            raise ValidationError(problem)
        if self.cleaned_data.get("has_header") and len(self._table.rows) == 1:
            self.add_error("has_header", _("There is only this one line. If it is a person, take the tick away."))
        return self.cleaned_data


def _column_field(number: int, first: Row, meaning: str) -> forms.ChoiceField:
    heading = first.cells[number][:LONGEST_SHOWN]
    label = _("Column %(number)d: %(heading)s") if heading else _("Column %(number)d")
    return forms.ChoiceField(
        label=label % {"number": number + 1, "heading": heading},
        required=False,
        choices=Meaning.choices,
        initial=meaning,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@upload_page
def columns(request: StaffRequest, upload: ListUpload) -> HttpResponse:
    form = MappingForm(upload, read_table(upload.text), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        upload.has_header = form.cleaned_data["has_header"]
        upload.time_zone = form.cleaned_data["time_zone"]
        upload.columns, upload.names = form.meanings(), form.names()
        upload.save(update_fields=("has_header", "time_zone", "columns", "names"))
        return redirect("staff-list-check", upload.pk)
    return render(
        request, "staff/list_columns.html", {"form": form, "upload": upload}, status=422 if form.errors else 200
    )
