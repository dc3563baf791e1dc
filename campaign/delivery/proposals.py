"""A target's address that came back as dead is proposed to staff with the evidence; only a person switches it off."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.models import User
from campaign.delivery.models import AddressProposal, OutgoingMail
from campaign.delivery.record import fitting
from campaign.targets.models import Target


def propose(mail: OutgoingMail, reason: str) -> None:
    """Ask staff about the address a letter came back from: once while they have not decided.

    Nothing is asked where the person has another address by now, where it is switched off already, or where staff kept it after
    this letter had left.
    """
    target = _target(mail)
    if target is None or not target.deliverable or target.email.lower() != mail.to_email.lower():
        return
    decided = AddressProposal.objects.filter(
        target=target, address=target.email, decided_at__gte=mail.accepted_at or mail.created_at
    )
    if decided.exists():
        return
    proposal = AddressProposal(target=target, address=target.email, evidence=mail, reason=fitting(reason))
    AddressProposal.objects.bulk_create([proposal], ignore_conflicts=True)


def _target(mail: OutgoingMail) -> Target | None:
    """Whose mailbox it was: the addressee's own, or that of whoever had the seat when the letter left."""
    if mail.addressee is None:
        return None
    if mail.addressee.target is not None:
        return mail.addressee.target
    address = Target.objects.filter(email=mail.to_email.lower())
    if mail.addressee.group_id:
        return address.filter(pk=mail.seat).first()
    if mail.addressee.own_member_of:
        return address.filter(source=mail.addressee.own_member_of).order_by("pk").first()
    return address.filter(tenures__office=mail.addressee.office).order_by("pk").first()


@transaction.atomic
def decide(proposal: AddressProposal, disable: bool, by: User, now: datetime) -> AddressProposal:
    """Switch the address off, or keep it; who decided, and when, stays on the row. A second decision changes nothing.

    ValidationError where the person has another address by now: then there is nothing to switch off.
    """
    locked = AddressProposal.objects.select_for_update(of=("self",)).select_related("target").get(pk=proposal.pk)
    if locked.state != AddressProposal.State.PROPOSED:
        return locked
    if disable:
        found = Target.objects.filter(pk=locked.target_id, email=locked.address)
        if not found.update(address_state=Target.AddressState.DISABLED, updated_at=now):
            raise ValidationError(_("This person has another address by now: there is nothing to disable."))
    locked.state = AddressProposal.State.DISABLED if disable else AddressProposal.State.KEPT
    locked.decided_by, locked.decided_at = by, now
    locked.save(update_fields=("state", "decided_by", "decided_at"))
    return locked
