"""What happened to a campaign, for its curve: what its team added, and what the service knows by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from campaign.accounts.audit import CHANGE, record
from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import Pause
from campaign.stats.models import Moment


class Known(StrEnum):
    """What nobody has to add."""

    OPENED = "opened"
    CLOSED = "closed"
    PAUSED = "paused"
    RESUMED = "resumed"
    ALL_PAUSED = "all-paused"
    ALL_RESUMED = "all-resumed"


@dataclass(frozen=True)
class Happening:
    """`moment` is the row of one that somebody added, None of those the service knows; `words` may be somebody's or empty."""

    at: datetime
    kind: str
    words: str = ""
    link: str = ""
    moment: Moment | None = None


def happenings_of(campaign: Campaign) -> list[Happening]:
    """All of them, earliest first; in three questions, whatever there is."""
    added = [Happening(one.at, one.kind, one.words, one.link, one) for one in campaign.moments.all()]
    return sorted([*added, *_of_the_campaign(campaign), *_pauses(campaign)], key=lambda one: one.at)


def add(campaign: Campaign, moment: Moment, by: User) -> None:
    moment.campaign, moment.added_by = campaign, by
    with transaction.atomic():
        moment.save()
        record(by, campaign, CHANGE, f"Added a moment: {moment}.")


@transaction.atomic
def change(moment: Moment, by: User) -> None:
    moment.save()
    record(by, moment.campaign, CHANGE, f"Changed a moment: {moment}.")


@transaction.atomic
def remove(moment: Moment, by: User) -> None:
    record(by, moment.campaign, CHANGE, f"Removed a moment: {moment}.")
    moment.delete()


def _of_the_campaign(campaign: Campaign) -> list[Happening]:
    """Its first opening, and its closing where it is closed still: others are kept nowhere."""
    known = ((campaign.opened_at, Known.OPENED), (campaign.closed_at, Known.CLOSED))
    return [Happening(at, kind) for at, kind in known if at is not None]


def _pauses(campaign: Campaign) -> list[Happening]:
    """Of its own letters, and of all sending since it opened."""
    mine = Q(scope=Pause.Scope.CAMPAIGN, key=str(campaign.pk))
    everybodys = Q(scope=Pause.Scope.SITE, paused_at__gte=campaign.opened_at or campaign.created_at)
    if campaign.closed_at:
        everybodys &= Q(paused_at__lte=campaign.closed_at)
    found = []
    for one in Pause.objects.filter(mine | everybodys).order_by("paused_at"):
        of_all = one.scope == Pause.Scope.SITE
        why = "" if of_all else one.note  # what admins wrote of all sending is theirs
        found.append(Happening(one.paused_at, Known.ALL_PAUSED if of_all else Known.PAUSED, why))
        if one.resumed_at:
            found.append(Happening(one.resumed_at, Known.ALL_RESUMED if of_all else Known.RESUMED))
    return found
