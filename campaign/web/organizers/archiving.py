"""The end of a campaign: into the archive and out of it, and a draft that is deleted. First a page that says what it does."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import archive, bring_back
from campaign.journeys.deleting import delete_draft, may_be_deleted
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaign_page
from campaign.web.staff.figures import tallies


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def archive_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("action") == "back":
            if bring_back(campaign):
                messages.success(request, _("The campaign is back in the list, closed as it was."))
        elif archive(campaign):
            messages.success(request, _("The campaign is in the archive. You can bring it back whenever you like."))
        return redirect("staff-campaign", campaign.slug)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "letters": tallies([campaign.pk])[campaign.pk],
    }
    return render(request, "staff/campaign_archive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def delete_page(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    title = title_of(campaign, get_language())
    if request.method == "POST":
        if delete_draft(campaign, request.user):
            messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
            return redirect("staff-home")
        messages.error(
            request, _("Nothing was deleted: the campaign is no draft any more. It can be closed and archived.")
        )
        return redirect("staff-campaign", campaign.slug)
    context = {
        "campaign": campaign,
        "title": title,
        "may_be_deleted": may_be_deleted(campaign),
        "people": campaign.addressees.count(),
        "revisions": campaign.letter.revisions.count(),
    }
    return render(request, "staff/campaign_delete.html", context)
