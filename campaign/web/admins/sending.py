"""How the sending goes: counts by day, the funnel, the queue of this moment, and the switch that stops it all."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail, Pause
from campaign.delivery.queries import current_pause, queue_health
from campaign.delivery.services import pause, resume
from campaign.delivery.states import CLAIMABLE, WAITING, State
from campaign.stats.queries import daily_counts, funnel
from campaign.web.admins.chart import chart_of
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.status import LATE_SECONDS, status_of

DAYS = 30
PAUSES_SHOWN = 10


@require_safe
@admin_page
def overview(request: StaffRequest) -> HttpResponse:
    """Over all campaigns that are no rehearsals, or over the one in "?campaign="."""
    now = timezone.now()
    campaigns = list(Campaign.objects.exclude(purpose=Campaign.Purpose.REHEARSAL).prefetch_related("texts"))
    slug = request.GET.get("campaign", "")
    chosen = Campaign.objects.filter(slug=slug).first() if slug.isprintable() else None
    ids = [chosen.pk] if chosen else [campaign.pk for campaign in campaigns]
    until = timezone.localdate(now)
    days = daily_counts(ids, until - timedelta(days=DAYS - 1), until, ZoneInfo(settings.TIME_ZONE))
    context = {
        "status": status_of(ids, request.user, now),
        "choices": [(campaign.slug, title_of(campaign, get_language())) for campaign in campaigns],
        "chosen": chosen,
        "chosen_title": title_of(chosen, get_language()) if chosen else "",
        "funnel": funnel(ids if chosen else None),
        "chart": chart_of(days),
        "days": days[::-1],
        "submitted": sum(day.submitted for day in days),
        "confirmed": sum(day.confirmed for day in days),
    }
    return render(request, "staff/sending.html", context)


@require_safe
@admin_page
def queue(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    health = queue_health(now)
    to_come = OutgoingMail.objects.filter(state__in=CLAIMABLE, next_attempt_at__gt=now)
    context = {
        "health": health,
        "waiting": sum(health.by_state.get(state.value, 0) for state in WAITING),
        "next_at": to_come.aggregate(first=Min("next_attempt_at"))["first"],
        "late": health.oldest_due_seconds > LATE_SECONDS,
        "pause": current_pause(),
        "by_state": [(state.value, state.label, health.by_state.get(state.value, 0)) for state in State],
        "by_kind": [(kind.value, kind.label, health.by_kind.get(kind.value, 0)) for kind in Kind],
        "total": sum(health.by_state.values()),
    }
    return render(request, "staff/queue.html", context)


class PauseForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Your colleagues read it: what is wrong, and when sending may go on."),
        error_messages={"required": gettext_lazy("Say why, so that your colleagues know when it may go on.")},
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "maxlength": 300}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def pause_page(request: StaffRequest) -> HttpResponse:
    """The switch. Nothing in the queue changes by it: claims stop, and later go on where they stopped."""
    now = timezone.now()
    form = PauseForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        made = pause(request.user, form.cleaned_data["note"], now)
        if made.paused_by_id == request.user.pk and made.paused_at == now:
            messages.success(request, _("All sending is paused. What a worker held in this moment still leaves."))
        else:
            messages.info(request, _("Somebody had paused all sending already; their pause stays."))
        return redirect("staff-pause")
    context = {
        "form": form,
        "pause": current_pause(),
        "health": queue_health(now),
        "earlier": Pause.objects.filter(resumed_at__isnull=False)
        .select_related("paused_by", "resumed_by")
        .order_by("-paused_at")[:PAUSES_SHOWN],
    }
    return render(request, "staff/pause.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def resume_page(request: StaffRequest) -> HttpResponse:
    """Only its POST does anything; whoever comes back from the login is shown the switch."""
    if request.method == "POST":
        if resume(request.user, timezone.now()):
            messages.success(request, _("Sending goes on."))
        else:
            messages.info(request, _("Sending was not paused."))
    return redirect("staff-pause")
