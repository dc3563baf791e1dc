"""How fast a campaign's letters leave: its settings, and when the last letter to each recipient will have left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.delivery import forecast
from campaign.delivery.forecast import Line
from campaign.stats import seats
from campaign.web.numbers import number
from campaign.web.organizers.home import title_of
from campaign.web.organizers.recipients import audience_of
from campaign.web.staff.access import StaffRequest, campaign_page

LONGEST_HORIZON_DAYS = 365
# The longest come first; further down nobody reads.
MOST_LINES = 50


class PaceForm(forms.ModelForm[Campaign]):
    class Meta:
        model = Campaign
        fields = ("mailbox_per_hour", "office_hours", "bundles", "horizon_days")
        labels = {  # noqa: RUF012 - how Django's forms are told
            "mailbox_per_hour": gettext_lazy("Letters an hour to one mailbox"),
            "office_hours": gettext_lazy("Only on weekdays from 8 to 20, where the recipient lives"),
            "bundles": gettext_lazy("Hourly bundles of up to 50 letters"),
            "horizon_days": gettext_lazy("Days within which the last letter should leave"),
        }
        widgets = {  # noqa: RUF012 - the same
            "mailbox_per_hour": forms.NumberInput(attrs={"class": "form-control", "min": 1}),
            "horizon_days": forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": LONGEST_HORIZON_DAYS}),
        }
        help_texts = {  # noqa: RUF012 - the same
            "office_hours": gettext_lazy(
                "Letters arrive while somebody reads. It takes nearly three times as long until the last one leaves."
            ),
            "bundles": gettext_lazy(
                "Up to fifty letters travel whole in one mail, each with its own words and its supporter's name. Choose it when there are more letters than a mailbox takes: single letters count more."
            ),
            "horizon_days": gettext_lazy("Where the forecast below goes beyond it, this page asks you what to do."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mailbox_per_hour"].help_text = _per_hour_help()

    def clean_mailbox_per_hour(self) -> int | None:
        asked: int | None = self.cleaned_data["mailbox_per_hour"]
        cap = settings.MAILBOX_PER_HOUR_CAP
        if asked is not None and asked > cap:
            raise ValidationError(
                _("This site sends at most %(cap)s an hour to one mailbox."), params={"cap": number(cap)}
            )
        return asked

    def clean_horizon_days(self) -> int:
        days: int = self.cleaned_data["horizon_days"]
        if days > LONGEST_HORIZON_DAYS:
            raise ValidationError(_("Choose at most %(days)s days."), params={"days": LONGEST_HORIZON_DAYS})
        return days


def _per_hour_help() -> str:
    cap = number(settings.MAILBOX_PER_HOUR_CAP)
    if settings.MAILBOX_PER_HOUR is None:
        usual = _("Empty: as fast as it goes, since nothing leaves this machine.")
    else:
        usual = _("Empty: this site's usual pace, %(usual)s.") % {"usual": number(settings.MAILBOX_PER_HOUR)}
    words = _(
        "From 1 to %(cap)s, shared with all campaigns that write there. Mailboxes that get too many at once turn letters away."
    )
    return f"{words % {'cap': cap}} {usual}"


@dataclass(frozen=True)
class Question:
    """Asked where the last letter leaves too late. `pace` would be enough, or is None where no allowed pace is."""

    last_leaves_at: datetime
    pace: int | None
    bundles: bool


def question_of(campaign: Campaign, lines: Sequence[Line], now: datetime) -> Question | None:
    """None where all leave within the campaign's horizon."""
    horizon = timedelta(days=campaign.horizon_days)
    late = [line for line in lines if line.last_leaves_at and line.last_leaves_at > now + horizon]
    if not late:
        return None
    needed = max((_pace_for(line, now, horizon) for line in late), default=0)
    return Question(
        last_leaves_at=max(line.last_leaves_at for line in late if line.last_leaves_at),
        pace=needed if 0 < needed <= settings.MAILBOX_PER_HOUR_CAP else None,
        bundles=not campaign.bundles,
    )


def _pace_for(line: Line, now: datetime, horizon: timedelta) -> int:
    """In proportion to the forecast, which knows of office hours and of others in the line; 0 where it has no pace."""
    if line.per_hour is None or line.last_leaves_at is None:
        return 0
    return ceil(line.per_hour * ((line.last_leaves_at - now) / horizon))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def pace(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    title, now = title_of(campaign, get_language()), timezone.now()
    lines = forecast.of_campaign(campaign, now, seats.waiting)
    question = question_of(campaign, lines, now)
    if request.method == "POST" and request.POST.get("action"):
        return _answer(request, campaign, question)
    form = PaceForm(request.POST if request.method == "POST" else None, instance=campaign, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        return _save(request, campaign, form.cleaned_data)
    context = {"campaign": campaign, "title": title, "form": form, "question": question}
    context |= {"lines": lines[:MOST_LINES], "more": max(0, len(lines) - MOST_LINES)}
    context |= {"audience": audience_of(campaign, campaign.default_language, timezone.localdate(now))}
    return render(request, "staff/pace.html", context, status=422 if form.errors else 200)


def _answer(request: StaffRequest, campaign: Campaign, question: Question | None) -> HttpResponse:
    """One of the buttons of the question. What is enough is worked out anew: the page may be old."""
    if question and request.POST["action"] == "faster" and question.pace:
        return _save(request, campaign, {"mailbox_per_hour": question.pace})
    if request.POST["action"] == "bundles":
        return _save(request, campaign, {"bundles": True})
    messages.info(request, _("Nothing was changed: look at the forecast again."))
    return redirect("staff-pace", campaign.slug)


def _save(request: StaffRequest, campaign: Campaign, values: dict[str, Any]) -> HttpResponse:
    Campaign.objects.filter(pk=campaign.pk).update(**values)
    messages.success(request, _("The pace is saved. The forecast below goes by it."))
    return redirect("staff-pace", campaign.slug)
