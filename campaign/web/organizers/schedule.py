"""When a campaign opens and closes by itself, in a time zone that is named."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import plan
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaign_page

# As <input type="datetime-local"> writes and reads it.
LOCAL = "%Y-%m-%dT%H:%M"
YEARS_AHEAD = 5  # whatever is farther away is a slip of the fingers


class LocalMoment(forms.DateTimeField):
    """A date and time as it was written, in no zone yet: Django would take the site's."""

    def to_python(self, value: Any) -> datetime | None:
        return super(forms.DateTimeField, self).to_python(value) if value else None


def _field(label: Any, help_text: Any) -> LocalMoment:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format=LOCAL)
    return LocalMoment(label=label, help_text=help_text, required=False, input_formats=[LOCAL], widget=widget)


class ScheduleForm(forms.Form):
    """Both moments are read in the zone that stands beside them."""

    opens_at = _field(gettext_lazy("Opens"), gettext_lazy("Empty: when somebody opens it."))
    closes_at = _field(gettext_lazy("Closes"), gettext_lazy("Empty: when somebody closes it."))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        self._campaign = campaign
        start = {name: self._shown(getattr(campaign, name)) for name in ("opens_at", "closes_at")}
        super().__init__(data, initial=start | {"time_zone": campaign.time_zone}, use_required_attribute=False)
        if campaign.state != Campaign.State.DRAFT:
            del self.fields["opens_at"]

    def _shown(self, at: datetime | None) -> datetime | None:
        return timezone.localtime(at, self._campaign.zone).replace(tzinfo=None) if at else None

    def clean(self) -> dict[str, Any]:
        zone = ZoneInfo(self.cleaned_data.get("time_zone") or self._campaign.time_zone)
        for name in ("opens_at", "closes_at"):
            if given := self.cleaned_data.get(name):
                self._read(name, given, zone)
        opens, closes = self.cleaned_data.get("opens_at"), self.cleaned_data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens."))
        return self.cleaned_data

    def _read(self, name: str, given: datetime, zone: ZoneInfo) -> None:
        """PEP 495: an hour that comes twice is the first one; one that the clocks leave out comes back as another."""
        now = timezone.now()
        if given.year > now.year + YEARS_AHEAD:
            self.add_error(name, _("This is more than %(n)d years away.") % {"n": YEARS_AHEAD})
            return
        given = max(given, datetime(now.year - 1, 1, 1))  # noqa: DTZ001 - over as well, and within what a clock can say
        moment = given.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != given:
            self.add_error(name, _("The clocks leave this hour out on that day. Choose another."))
        elif moment <= now:
            self.add_error(name, _("This moment is over. Choose a later one."))
        else:
            self.cleaned_data[name] = moment


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def schedule(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = ScheduleForm(campaign, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        plan(campaign, given.get("opens_at"), given.get("closes_at"), given["time_zone"])
        messages.success(request, _("The plan is saved."))
        return redirect("staff-campaign", campaign.slug)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "form": form}
    return render(request, "staff/schedule.html", context, status=422 if form.errors else 200)
