"""What can be done to a campaign: make, open, close, copy as a draft or for a rehearsal."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.accounts.models import Team
from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.campaigns.recipients import addressed, reaches_anybody
from campaign.campaigns.showing import copy_picture
from campaign.letters.models import Letter
from campaign.letters.queries import current_revisions
from campaign.letters.services import duplicate

# What a copy takes over: how its page looks, and how its letters leave (a rehearsal's leave at once).
PAGE_SETTINGS = ("languages", "default_language", "goal", "stretch_goals", "accent", "postal_code")
SENDING_SETTINGS = (
    "undo_window_seconds",
    "mailbox_per_hour",
    "office_hours",
    "bundles",
    "horizon_days",
    "time_zone",
    "thank_you_mail",
    "ask_for_answers",
)


class AddressTaken(Exception):
    """Another campaign has this slug, perhaps since a moment ago."""


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
    if not reaches_anybody(campaign, on):
        problems.append("Nobody can receive the letter: choose a person or an office with a known address.")
    return problems


@transaction.atomic
def open_campaign(campaign: Campaign, now: datetime) -> bool:
    """Open it to supporters; False if it was open, or lies in the archive. Raises NotReady with what is missing."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.is_open or locked.state == Campaign.State.ARCHIVED:
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


def archive(campaign: Campaign) -> bool:
    """Put a closed campaign away; its page stays. False if it was not closed."""
    return _move(campaign, Campaign.State.CLOSED, Campaign.State.ARCHIVED)


def bring_back(campaign: Campaign) -> bool:
    """Out of the archive, closed as it was; False if it was not in it."""
    return _move(campaign, Campaign.State.ARCHIVED, Campaign.State.CLOSED)


def _move(campaign: Campaign, before: Campaign.State, after: Campaign.State) -> bool:
    changed = Campaign.objects.filter(pk=campaign.pk, state=before).update(state=after)
    campaign.refresh_from_db()
    return changed == 1


@dataclass(frozen=True)
class Draft:
    """What a new campaign begins with; its page's words are in its default language."""

    slug: str
    team: Team
    languages: list[str]
    default_language: str
    accent: str
    title: str
    ask: str
    story: str


@transaction.atomic
def create_draft(draft: Draft, now: datetime) -> Campaign:
    """A campaign that only its team sees, with a page in its default language and no letter. Raises AddressTaken."""
    campaign = _save(
        Campaign(
            slug=draft.slug,
            team=draft.team,
            letter=Letter.objects.create(name=draft.title),
            languages=draft.languages,
            default_language=draft.default_language,
            accent=draft.accent,
            created_at=now,
        )
    )
    campaign.texts.create(language=draft.default_language, title=draft.title, ask=draft.ask, story=draft.story)
    return campaign


@transaction.atomic
def rearrange_draft(campaign: Campaign, slug: str, team: Team, languages: list[str], default_language: str) -> bool:
    """Address, team and languages; False for a campaign that was opened once. Raises AddressTaken.

    What is written in a language that is taken away stays, and is there again when the language comes back.
    """
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.opened_at is not None:
        return False
    locked.slug, locked.team = slug, team
    locked.languages, locked.default_language = languages, default_language
    _save(locked, update_fields=["slug", "team", "languages", "default_language"])
    campaign.refresh_from_db()
    return True


@transaction.atomic
def copy_as_draft(campaign: Campaign, slug: str, now: datetime) -> Campaign:
    """A draft with the same words, addressees and settings, and no supporters. Raises AddressTaken.

    The copy of a demo is a demo, so that trying things out never writes to anybody; a rehearsal's is an action.
    """
    copied = {name: getattr(campaign, name) for name in (*PAGE_SETTINGS, *SENDING_SETTINGS)}
    demo = campaign.purpose == Campaign.Purpose.DEMO
    purpose = Campaign.Purpose.DEMO if demo else Campaign.Purpose.ACTION
    return _copy(campaign, Campaign(slug=slug, purpose=purpose, created_at=now, **copied))


@transaction.atomic
def plan(campaign: Campaign, opens_at: datetime | None, closes_at: datetime | None, time_zone: str) -> None:
    """When it opens and closes by itself, each perhaps never; both in UTC, the zone for showing them."""
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=opens_at, closes_at=closes_at, time_zone=time_zone)
    campaign.refresh_from_db()


@transaction.atomic
def copy_for_rehearsal(campaign: Campaign, slug: str, now: datetime) -> Campaign:
    """An open throw-away copy without an undo window, unlisted, so that real counts stay untouched."""
    copied = {name: getattr(campaign, name) for name in PAGE_SETTINGS}
    state, purpose = Campaign.State.OPEN, Campaign.Purpose.REHEARSAL
    return _copy(
        campaign, Campaign(slug=slug, state=state, purpose=purpose, undo_window_seconds=0, opened_at=now, **copied)
    )


def _copy(campaign: Campaign, copy: Campaign) -> Campaign:
    """Save `copy` with a letter, page texts, picture and addressees of its own, as `campaign` has them."""
    texts, addressees = list(campaign.texts.all()), list(addressed(campaign))
    copy.team, copy.letter = campaign.team, duplicate(campaign.letter)
    _save(copy)
    for text in texts:
        text.pk, text.campaign = None, copy
    for addressee in addressees:
        addressee.pk, addressee.campaign = None, copy
    CampaignText.objects.bulk_create(texts)
    Addressee.objects.bulk_create(addressees)
    copy_picture(campaign, copy)
    return copy


def _save(campaign: Campaign, update_fields: list[str] | None = None) -> Campaign:
    try:
        with transaction.atomic():
            campaign.save(update_fields=update_fields)
    except IntegrityError as error:
        if not Campaign.objects.filter(slug=campaign.slug).exclude(pk=campaign.pk).exists():
            raise
        raise AddressTaken(campaign.slug) from error
    return campaign
