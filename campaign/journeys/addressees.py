"""An organizer takes somebody off a campaign's list, and says what becomes of the letters that wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, QuerySet

from campaign.accounts.models import User
from campaign.campaigns.addressees import HasLetters, remove, retire
from campaign.campaigns.models import Addressee
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.remedies import MOST_AT_ONCE, Remedy, states_for, use


class Waiting(StrEnum):
    """What becomes of the letters that have not left."""

    GO_ON = "go-on"
    CANCEL = "cancel"


@dataclass(frozen=True)
class TakenOff:
    """How many letters were cancelled, and how many still wait."""

    cancelled: int
    waiting: int


def take_off(addressee: Addressee, waiting: Waiting, by: User, now: datetime) -> TakenOff:
    """Remove it, or retire it where letters were written to it: theirs are cancelled or go on. Raises LastOne.

    Cancelling is begun when it is off the list, and in steps, so that no worker waits for it. Of very many letters a part is left
    for the next call, and so is one that was confirmed in this very moment.
    """
    try:
        remove(addressee)
    except HasLetters:
        retire(addressee, now)
    if waiting is Waiting.GO_ON:
        return TakenOff(0, waiting_for([addressee.pk]).get(addressee.pk, 0))
    letters = _waiting([addressee.pk]).order_by("pk").values_list("pk", flat=True)
    cancelled = use(Remedy.CANCEL, list(letters[:MOST_AT_ONCE]), by)
    return TakenOff(cancelled, waiting_for([addressee.pk]).get(addressee.pk, 0))


def waiting_for(addressee_ids: Collection[int]) -> dict[int, int]:
    """Addressee's id -> how many letters to it could still be cancelled."""
    rows = _waiting(addressee_ids).order_by().values_list("addressee").annotate(Count("pk"))
    return {addressee: number for addressee, number in rows if addressee}


def _waiting(addressee_ids: Collection[int]) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(
        addressee__in=addressee_ids, kind=Kind.LETTER, state__in=states_for(Remedy.CANCEL)
    )
