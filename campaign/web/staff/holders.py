"""Letters whose office changed hands, as staff read of them: how many wait, for whom they were written, and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.health import MOST_COUNTED
from campaign.delivery.holder_decisions import time_to_choose
from campaign.delivery.lines import Place
from campaign.delivery.models import HolderChange
from campaign.delivery.open_letters import completed, number_at
from campaign.stats import seats
from campaign.web.staff.access import StaffRequest, campaigns_of

# Above another page no more are named; the page of all of them has the rest.
NAMED_ABOVE = 3


@dataclass(frozen=True)
class Question:
    """A change that nobody has decided about; `letters` is how many wait at this moment."""

    change: HolderChange
    office: str
    letters: int
    until: datetime

    @property
    def campaign(self) -> Campaign:
        return self.change.addressee.campaign


@dataclass(frozen=True)
class Questions:
    """What a page above whose subject they stand says of them: the first by name, and how many there are."""

    first: list[Question]
    number: int

    @property
    def others(self) -> int:
        return self.number - len(self.first)


def changes_for(request: StaffRequest) -> QuerySet[HolderChange]:
    """Those of the campaigns that this person may see."""
    return changes_in(campaigns_of(request.user))


def changes_in(campaigns: QuerySet[Campaign]) -> QuerySet[HolderChange]:
    rows = HolderChange.objects.filter(addressee__campaign__in=campaigns)
    return rows.select_related(
        "addressee__campaign__team", "addressee__office", "former", "successor", "decided_by"
    ).prefetch_related("addressee__campaign__texts")


def open_questions(campaigns: QuerySet[Campaign]) -> list[Question]:
    """The oldest first, those of one campaign together."""
    rows = changes_in(campaigns).filter(decided_at=None, over_at=None).order_by("addressee__campaign", "found_at", "pk")
    return as_questions(list(rows))


def as_questions(changes: list[HolderChange]) -> list[Question]:
    numbers = _waiting(changes)
    return [
        Question(
            change,
            office_of(change.addressee, change),
            numbers.get(change.place, 0),
            change.found_at + time_to_choose(),
        )
        for change in changes
    ]


def _waiting(changes: list[HolderChange]) -> dict[Place, int]:
    """Few letters are counted, many told by the sums of their seats."""
    counted = number_at([change.place for change in changes], MOST_COUNTED)
    long = [change for change in changes if counted.get(change.place, 0) >= MOST_COUNTED]
    campaigns = {change.addressee.campaign_id for change in long}
    return completed(counted, MOST_COUNTED, lambda: seats.waiting(campaigns), lambda places: number_at(places, None))


def questions_above(campaigns: QuerySet[Campaign]) -> Questions:
    every = open_questions(campaigns)
    return Questions(every[:NAMED_ABOVE], len(every))


def office_of(addressee: Addressee, change: HolderChange) -> str:
    """What changed hands, in the reader's language."""
    if addressee.office is not None:
        return str(addressee.office)
    return _("Member for %(riding)s") % {"riding": change.successor.riding or change.former.riding or change.seat}
