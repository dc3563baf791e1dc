"""The supporter's own member as organizers add them: offered where the roster knows who sits for the ridings."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from campaign.campaigns.addressees import add_own_member
from campaign.campaigns.models import Campaign
from campaign.campaigns.own_members import OwnMembers, own_addressee
from campaign.targets.models import HOUSE_OF_COMMONS, Riding
from campaign.targets.queries import sitting_members
from campaign.web.organizers.recipients import LeftOut
from campaign.web.staff.access import StaffRequest


def may_be_added(campaign: Campaign) -> bool:
    """Whether ridings are loaded, somebody sits for one, and the campaign does not write to them yet."""
    return (
        own_addressee(campaign) is None
        and Riding.objects.filter(source=HOUSE_OF_COMMONS).exists()
        and bool(sitting_members(HOUSE_OF_COMMONS))
    )


def add(request: StaffRequest, campaign: Campaign) -> None:
    """Http404 where it is not offered; twice at once it is on the list once."""
    asked_before = campaign.postal_code == Campaign.PostalCode.REQUIRED
    if not may_be_added(campaign) or add_own_member(campaign, HOUSE_OF_COMMONS) is None:
        if own_addressee(campaign) is None:
            raise Http404
        messages.info(request, _("The supporter’s own Member of Parliament is on the list already."))
        return
    messages.success(request, _("The supporter’s own Member of Parliament is on the list now, at its end."))
    if not asked_before:
        messages.info(request, _("From now on every supporter is asked for their postal code: it tells their riding."))


def without_member(own: OwnMembers) -> list[LeftOut]:
    """The ridings in which nobody can be written to today, and why."""
    return [
        LeftOut(
            riding.name,
            _("%(name)s sits for it, and we know no address.") % {"name": riding.unreachable}
            if riding.unreachable
            else _("Nobody sits for it today."),
        )
        for riding in own.ridings.values()
        if riding.member is None
    ]
