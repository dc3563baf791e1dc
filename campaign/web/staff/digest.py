"""The weekly mail: whether this person gets it, and one button that changes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.web.staff.access import StaffRequest, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def digest(request: StaffRequest) -> HttpResponse:
    user = request.user
    if request.method == "POST":
        user.weekly_digest = request.POST.get("digest") == "yes"
        user.save(update_fields=["weekly_digest"])
        told = _("You get it every Monday.") if user.weekly_digest else _("You do not get it any more.")
        messages.success(request, told)
        return redirect("staff-digest")
    return render(request, "staff/digest.html")
