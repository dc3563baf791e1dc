"""Stopping one campaign's letters and letting them go on: its team may, and so may admins."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Pause
from campaign.delivery.services import Subject
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaign_page
from campaign.web.staff.pauses import PauseForm, deed, end_pause, set_pause


def subject_of(campaign: Campaign) -> Subject:
    return Subject(Pause.Scope.CAMPAIGN, str(campaign.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def pause_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    form = PauseForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        set_pause(request, subject_of(campaign), form.cleaned_data["note"])
        return redirect("staff-campaign", campaign.slug)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "form": form,
        "deed": deed(subject_of(campaign)),
    }
    return render(request, "staff/pause_part.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def resume_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    """Only its POST does anything."""
    if request.method == "POST":
        end_pause(request, subject_of(campaign))
    return redirect("staff-campaign", campaign.slug)


def pause_of(campaign: Campaign) -> Pause | None:
    """The pause of this campaign's letters, if there is one in force."""
    in_force = Pause.objects.filter(scope=Pause.Scope.CAMPAIGN, key=str(campaign.pk), resumed_at__isnull=True)
    return in_force.select_related("paused_by").first()
