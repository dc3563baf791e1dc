"""The page on which a team says what happened when: added, changed and removed; the curve shows it."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.common.text import clean_line
from campaign.stats import moments as service
from campaign.stats.models import Moment
from campaign.web.organizers.home import title_of
from campaign.web.organizers.schedule import LOCAL, YEARS_AHEAD, LocalMoment
from campaign.web.organizers.statistics import marks
from campaign.web.staff.access import StaffRequest, campaign_page

WORDS_LIMIT = 120  # the column's
FIRST_YEAR = 2000  # our judgement: what was before explains no curve
MOST = 200  # our judgement: more numbers on one curve are read by nobody


class MomentForm(forms.ModelForm[Moment]):
    """The moment is read in the campaign's time zone."""

    at = LocalMoment(
        label=gettext_lazy("When"),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format=LOCAL),
    )

    class Meta:
        model = Moment
        fields = ("at", "kind", "words", "link")
        labels = {  # noqa: RUF012 - how Django's forms are told
            "kind": gettext_lazy("What it was"),
            "words": gettext_lazy("In a few words"),
            "link": gettext_lazy("Link"),
        }
        widgets = {  # noqa: RUF012 - the same
            "kind": forms.Select(attrs={"class": "form-select"}),
            "words": forms.TextInput(attrs={"class": "form-control", "maxlength": WORDS_LIMIT}),
            "link": forms.URLInput(
                attrs={"class": "form-control", "maxlength": 300, "placeholder": "https://", "spellcheck": "false"}
            ),
        }
        help_texts = {  # noqa: RUF012 - the same
            "words": gettext_lazy("Such as: the evening news told of it."),
            "link": gettext_lazy("If there is one: to the article, or to the mailing."),
        }

    def __init__(self, campaign: Campaign, moment: Moment | None, data: Any = None) -> None:
        self._campaign = campaign
        instance = moment or Moment(campaign=campaign)
        initial = {"at": timezone.localtime(moment.at, campaign.zone).replace(tzinfo=None)} if moment else {}
        super().__init__(data, instance=instance, initial=initial, use_required_attribute=False)
        zone = campaign.time_zone.replace("_", " ")
        self.fields["at"].help_text = _("By the clock of the campaign's time zone (%(zone)s).") % {"zone": zone}

    def clean_at(self) -> datetime:
        given: datetime = self.cleaned_data["at"]
        last = timezone.now().year + YEARS_AHEAD
        if not FIRST_YEAR <= given.year <= last:
            raise ValidationError(
                _("Choose a year from %(first)d to %(last)d."), params={"first": FIRST_YEAR, "last": last}
            )
        # An hour that the clocks leave out is the one after it (PEP 495): on a curve of days that is no mistake.
        return given.replace(tzinfo=self._campaign.zone).astimezone(UTC)

    def clean_words(self) -> str:
        words = clean_line(self.cleaned_data["words"], WORDS_LIMIT)
        if not words:
            raise ValidationError(_("Say in a few words what happened."))
        return words

    def clean(self) -> dict[str, Any]:
        if self.instance.pk is None and self._campaign.moments.count() >= MOST:
            raise ValidationError(_("This campaign has %(n)d moments already: remove one first."), params={"n": MOST})
        return self.cleaned_data


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def moments(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = MomentForm(campaign, None, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        service.add(campaign, form.save(commit=False), request.user)
        messages.success(request, _("The moment is added. It stands on the curve of the statistics."))
        return redirect("staff-moments", campaign.slug)
    lines = [
        (marks.what(one), one, one.at.astimezone(campaign.zone)) for one in reversed(service.happenings_of(campaign))
    ]
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "form": form, "lines": lines}
    return render(request, "staff/moments.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def moment(request: StaffRequest, campaign: Campaign, moment_id: int) -> HttpResponse:
    found = campaign.moments.filter(pk=moment_id).first()
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("action") == "remove":
        words = found.words
        service.remove(found, request.user)
        messages.success(request, _("Removed: %(words)s") % {"words": words})
        return redirect("staff-moments", campaign.slug)
    form = MomentForm(campaign, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        service.change(form.save(commit=False), request.user)
        messages.success(request, _("The moment is saved."))
        return redirect("staff-moments", campaign.slug)
    context = {"campaign": campaign, "title": title_of(campaign, get_language()), "form": form, "moment": found}
    return render(request, "staff/moment.html", context, status=422 if form.errors else 200)
