"""The first step to a list: a file or a pasted text, read at once, and kept for its owner until the last."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import Team, User
from campaign.targets.lists import columns
from campaign.targets.lists.decoding import NAMES, Decoded, NotText, decode
from campaign.targets.lists.keeping import keep_upload
from campaign.targets.lists.table import Table, read_table
from campaign.targets.models import ListUpload, TargetList
from campaign.web.staff.access import StaffRequest, list_page, may_create, staff_page, teams_of

LONGEST_PASTED = 60_000  # characters of four bytes at most: what DATA_UPLOAD_MAX_MEMORY_SIZE takes
DELIMITER_NAMES = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
}


class UploadForm(forms.Form):
    """`decoded` and `table` are there once it is valid."""

    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("Who may see the list and write to it."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        required=False,
        max_length=200,
        allow_empty_file=True,  # "there is nothing in it" is said by what reads it
        help_text=gettext_lazy("At most 5 MB and 5,000 people. A spreadsheet saves one with “Save as”, CSV."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,.tsv,.txt,text/csv"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the lines here"),
        required=False,
        strip=False,
        max_length=LONGEST_PASTED,
        help_text=gettext_lazy("As copied from a spreadsheet, or with commas between the columns."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decoded: Decoded | None = None
        self.table: Table | None = None
        teams = teams_of(user)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if team is not None:
            del self.fields["team"]
        elif len(teams) == 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.initial["team"] = teams[0].pk

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        file, text = data.get("file"), data.get("text")
        if not file and not text:
            if not self.errors:
                self.add_error("file", _("Choose a file, or paste the lines below."))
            return data
        try:
            self.decoded = decode(file.read()) if file else decode(str(text).encode("utf-8", "surrogatepass"))
            self.table = read_table(self.decoded.text)
        except NotText as error:
            self.add_error("file" if file else "text", str(error))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: StaffRequest) -> HttpResponse:
    if not may_create(request.user):
        raise PermissionDenied
    return _upload(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@list_page
def renew(request: StaffRequest, target_list: TargetList) -> HttpResponse:
    """A newer version of the same list: what differs is shown before anything changes."""
    if target_list.retired_at is not None:
        raise Http404
    return _upload(request, target_list)


def _upload(request: StaffRequest, target_list: TargetList | None) -> HttpResponse:
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        user=request.user,
        team=target_list.team if target_list else None,
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid() and form.decoded and form.table:
        upload = _kept(request.user, form, form.decoded, form.table, target_list)
        messages.info(request, _what_was_assumed(form.decoded, form.table))
        return redirect("staff-list-columns", upload.pk)
    context = {
        "form": form,
        "list": target_list,
        "no_team": target_list is None and not teams_of(request.user).exists(),
    }
    return render(request, "staff/list_upload.html", context, status=422 if form.errors else 200)


def _kept(owner: User, form: UploadForm, decoded: Decoded, table: Table, target_list: TargetList | None) -> ListUpload:
    headed, file = columns.has_header(table), form.cleaned_data.get("file")
    upload = ListUpload(
        owner=owner,
        team=target_list.team if target_list else form.cleaned_data["team"],
        target_list=target_list,
        file_name=file.name[:200] if file else "",
        has_header=headed,
        columns=[meaning.value for meaning in columns.guess(table, headed)],
        names=target_list.group.name if target_list else {},
        time_zone=target_list.time_zone if target_list else "",
        uploaded_at=timezone.now(),
    )
    return keep_upload(upload, decoded)


def _what_was_assumed(decoded: Decoded, table: Table) -> str:
    values = {"encoding": NAMES[decoded.encoding]}
    if decoded.sure:
        sentence = _("Read as %(encoding)s.")
    else:
        sentence = _(
            "We took it for %(encoding)s: if accents look wrong below, save the file as “CSV UTF-8” and upload it again."
        )
    if table.width == 1:
        return sentence % values
    between = _("The columns are divided by %(delimiter)s.") % {"delimiter": DELIMITER_NAMES[table.delimiter]}
    return f"{sentence % values} {between}"
