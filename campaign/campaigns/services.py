"""What can be done to a campaign: open, close, copy for a rehearsal."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.campaigns.queries import recipients
from campaign.letters.queries import current_revisions
from campaign.letters.services import duplicate


class NotReady(Exception):
    """The campaign cannot open yet; `problems` are sentences for the organizer."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def problems_of(campaign: Campaign, on: date) -> list[str]:
    """What keeps the campaign from opening: a language without page or letter, or nobody to write to."""
    names = dict(settings.LANGUAGES)
    texts = set(campaign.texts.values_list("language", flat=True))
    letters = current_revisions(campaign.letter_id)
    problems = [f"{names[code]}: the page has no text yet." for code in campaign.languages if code not in texts]
    problems += [f"{names[code]}: there is no letter yet." for code in campaign.languages if code not in letters]
    if not recipients(campaign, campaign.default_language, on):
        problems.append("Nobody can receive the letter: choose a person or an office with a known address.")
    return problems


@transaction.atomic
def open_campaign(campaign: Campaign, now: datetime) -> bool:
    """Open it to supporters; False if it was open. Raises NotReady with what is missing."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.is_open:
        return False
    if problems := problems_of(locked, timezone.localdate(now)):
        raise NotReady(problems)
    locked.state, locked.opened_at, locked.closed_at = Campaign.State.OPEN, locked.opened_at or now, None
    locked.opens_at = None
    if locked.closes_at is not None and locked.closes_at <= now:
        locked.closes_at = None  # its day is over, and somebody opened it all the same
    locked.save(update_fields=["state", "opened_at", "closed_at", "opens_at", "closes_at"])
    campaign.refresh_from_db()
    return True


@transaction.atomic
def close_campaign(campaign: Campaign, now: datetime) -> bool:
    """Close it: no new letters, those on their way go on. False if it was not open."""
    changed = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.OPEN).update(
        state=Campaign.State.CLOSED, closed_at=now, closes_at=None
    )
    campaign.refresh_from_db()
    return changed == 1


@transaction.atomic
def plan(campaign: Campaign, opens_at: datetime | None, closes_at: datetime | None, time_zone: str) -> None:
    """When it opens and closes by itself, each perhaps never; both in UTC, the zone for showing them."""
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=opens_at, closes_at=closes_at, time_zone=time_zone)
    campaign.refresh_from_db()


@transaction.atomic
def copy_for_rehearsal(campaign: Campaign, slug: str, now: datetime) -> Campaign:
    """An open throw-away copy without an undo window, unlisted, so that real counts stay untouched."""
    texts = list(campaign.texts.all())
    addressees = list(campaign.addressees.all())
    copy = Campaign.objects.create(
        slug=slug,
        team=campaign.team,
        letter=duplicate(campaign.letter),
        state=Campaign.State.OPEN,
        purpose=Campaign.Purpose.REHEARSAL,
        languages=campaign.languages,
        default_language=campaign.default_language,
        goal=campaign.goal,
        stretch_goals=campaign.stretch_goals,
        accent=campaign.accent,
        postal_code=campaign.postal_code,
        undo_window_seconds=0,
        opened_at=now,
    )
    for text in texts:
        text.pk, text.campaign = None, copy
    for addressee in addressees:
        addressee.pk, addressee.campaign = None, copy
    CampaignText.objects.bulk_create(texts)
    Addressee.objects.bulk_create(addressees)
    return copy
