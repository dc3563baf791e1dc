"""The switch that stops all sending, and those that stop a part of it: letters to a person, mail through a provider."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from campaign.delivery.health import counts, pauses_in_force
from campaign.delivery.models import Pause
from campaign.delivery.queries import current_pause
from campaign.delivery.services import EVERYTHING, Subject
from campaign.web.admins.queue_numbers import numbers
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.pauses import PauseForm, deed, end_pause, exists, set_pause, shown

PAUSES_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def pause_page(request: StaffRequest) -> HttpResponse:
    """Nothing in the queue changes by it: claims stop, and later go on where they stopped."""
    subject = _subject(request.POST if request.method == "POST" else request.GET)
    form = PauseForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        set_pause(request, subject, form.cleaned_data["note"])
        return redirect("staff-pause")
    status = 422 if form.errors else 200
    if subject != EVERYTHING:
        context = {"form": form, "subject": subject, "deed": deed(subject)}
        return render(request, "staff/pause_part.html", context, status=status)
    earlier = Pause.objects.filter(resumed_at__isnull=False).select_related("paused_by", "resumed_by")
    context = {
        "form": form,
        "pause": current_pause(),
        "parts": shown(one for one in pauses_in_force() if one.scope != Pause.Scope.SITE),
        "due": numbers(counts()).waiting.due,
        "earlier": shown(earlier.order_by("-paused_at")[:PAUSES_SHOWN]),
    }
    return render(request, "staff/pause.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_page
def resume_page(request: StaffRequest) -> HttpResponse:
    """Only its POST does anything; whoever comes back from the login is shown the switch."""
    if request.method == "POST":
        end_pause(request, _subject(request.POST))
    return redirect("staff-pause")


def _subject(asked: QueryDict) -> Subject:
    """All sending, unless a part is named; Http404 where there is no such part."""
    scope = asked.get("scope", Pause.Scope.SITE)
    if scope not in Pause.Scope.values:
        raise Http404
    subject = Subject(Pause.Scope(scope), asked.get("key", ""))
    if not exists(subject):
        raise Http404
    return subject
