"""Asking for an export."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports.models import OPEN, Export, Format, What
from campaign.exports.wake import wake_workers
from campaign.stats.reading import Asked, funnel_of

# Nobody reads more than that at once, and a double click is not two of them: our judgement.
MOST_OPEN = 3


class TooMany(Exception):
    """This person has as many exports under way as anybody may have."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for."""

    campaign: Campaign
    what: What
    format: Format
    asked: Asked
    language: str


@transaction.atomic
def ask(wish: Wish, by: User, now: datetime) -> Export:
    """An export that waits for a worker. With addresses for admins alone, as on the pages. Raises TooMany."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two requests at once count one after the other
    if Export.objects.filter(asked_by=by, state__in=OPEN).count() >= MOST_OPEN:
        raise TooMany
    export = Export.objects.create(
        asked_by=by,
        asked_at=now,
        campaign=wish.campaign,
        subject=wish.campaign.slug,
        what=wish.what,
        format=wish.format,
        part=part_of(wish.asked),
        language=wish.language,
        private=by.is_admin,
        expected=_expected(wish),
    )
    wake_workers()
    return export


def part_of(asked: Asked) -> dict[str, Any]:
    """What is asked for, as it is kept: only what narrows it down."""
    return {name: str(value) for name, value in asdict(asked).items() if value is not None}


def _expected(wish: Wish) -> int:
    """How many people are looked at, by the tallies: letters of later days may be of people of any day before."""
    since = wish.asked.since if wish.what is What.PEOPLE else None
    return funnel_of(wish.campaign, Asked(since=since, until=wish.asked.until)).submitted
