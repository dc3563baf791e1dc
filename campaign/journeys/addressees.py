"""An organizer takes somebody off a campaign's list, and says what becomes of the letters that wait."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaign.accounts.models import User
from campaign.campaigns.addressees import HasLetters, remove, retire
from campaign.campaigns.models import Addressee
from campaign.delivery.health import MOST_COUNTED
from campaign.delivery.open_letters import number_of_open_letters, open_letters_to
from campaign.delivery.remedies import MOST_AT_ONCE, Remedy, use
from campaign.stats import seats


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
    cancelled = use(Remedy.CANCEL, open_letters_to(addressee.pk, MOST_AT_ONCE), by)
    return TakenOff(cancelled, waiting_for([addressee.pk]).get(addressee.pk, 0))


def waiting_for(addressee_ids: Collection[int]) -> dict[int, int]:
    """Addressee's id -> how many letters to it have not left. Few are counted, many told by their sums."""
    waiting = number_of_open_letters(addressee_ids, MOST_COUNTED)
    many = [addressee for addressee, number in waiting.items() if number >= MOST_COUNTED]
    if many:
        campaigns = set(Addressee.objects.filter(pk__in=many).values_list("campaign", flat=True))
        told = Counter[int]()
        for (addressee, _seat), number in seats.waiting(campaigns).items():
            told[addressee] += number
        waiting |= {addressee: max(waiting[addressee], told[addressee]) for addressee in many}
    return waiting
