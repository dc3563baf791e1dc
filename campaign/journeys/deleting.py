"""A draft that came to nothing is deleted, with its letter, its page and its list of recipients."""

from django.db import transaction
from django.db.models import ProtectedError

from campaign.accounts.audit import DELETION, record
from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation


@transaction.atomic
def delete_draft(campaign: Campaign, by: User) -> bool:
    """False, with everything in its place, for a campaign that was open once or that anybody has taken part in."""
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("letter").filter(pk=campaign.pk).first()
    if locked is None or not may_be_deleted(locked):
        return False
    letter = locked.letter
    try:
        with transaction.atomic():
            record(by, locked, DELETION, "Deleted as a draft.")
            locked.delete()
            letter.delete()
    except ProtectedError:  # somebody has taken part after all
        return False
    return True


def may_be_deleted(campaign: Campaign) -> bool:
    is_draft = campaign.state == Campaign.State.DRAFT and campaign.opened_at is None
    return is_draft and not Participation.objects.filter(campaign=campaign).exists()
