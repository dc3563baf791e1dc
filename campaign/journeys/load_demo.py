"""The first start: the roster, the ridings, the offices of foreign affairs, and the demo campaigns, open.

Only what is missing is added, so that a second run changes nothing and whatever staff changed meanwhile stays.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from campaign.accounts.models import Team
from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.campaigns.services import open_campaign
from campaign.letters.models import Letter
from campaign.letters.parts import LetterParts
from campaign.letters.services import save_revision
from campaign.targets.importing.applying import import_rows
from campaign.targets.importing.offices import load_foreign_affairs
from campaign.targets.importing.reading import read_roster
from campaign.targets.models import HOUSE_OF_COMMONS, Office, Target
from campaign.targets.postcodes.loading import load_ridings

# In this order: the 45th Parliament is today's, and who sat only in the 44th is known and gone.
ROSTERS = ("mps-44.csv", "mps-45.csv")
HOLDERS = "foreign-affairs-targets.csv"
TEAM = "demo"
# One load at a time: two first starts at once must not both find nothing.
LOAD_LOCK = 2022_12_07


class Incomplete(Exception):
    """A demo campaign names a person or an office that the database does not know."""


@dataclass(frozen=True)
class Loaded:
    """What a run added: numbers of people, offices and tenures, and the slugs of the campaigns."""

    people: int
    offices: int
    tenures: int
    campaigns: tuple[str, ...]


@transaction.atomic
def load_demo(data: Path, now: datetime) -> Loaded:
    """Load from the folders `roster` and `demo` of `data`, all or nothing. Raises RosterError, Incomplete, OSError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
    people = _load_people(data / "roster", now)
    load_ridings(data / "roster")
    held = load_foreign_affairs(data / "roster" / HOLDERS)
    files = sorted((data / "demo").glob("*.toml"))
    slugs = [_load_campaign(tomllib.loads(file.read_text(encoding="utf-8")), now) for file in files]
    return Loaded(people, held.offices, held.tenures, tuple(slug for slug in slugs if slug))


def _load_people(folder: Path, now: datetime) -> int:
    """The rosters, unless there is one: a newer one, imported by staff, must not be overwritten by ours."""
    if Target.objects.filter(source=HOUSE_OF_COMMONS).exists():
        return 0
    return sum(len(import_rows(read_roster(folder / name), now).new) for name in ROSTERS)


def _load_campaign(demo: dict[str, Any], now: datetime) -> str:
    """The campaign's slug, or "" where there is one of that slug already."""
    if Campaign.objects.filter(slug=demo["slug"]).exists():
        return ""
    languages = list(demo["texts"])
    campaign = Campaign.objects.create(
        slug=demo["slug"],
        team=Team.objects.get_or_create(slug=TEAM, defaults={"name": "Demo"})[0],
        letter=_letter(demo["texts"][demo["default_language"]]["title"], demo["letters"]),
        purpose=Campaign.Purpose(demo["purpose"]),
        languages=languages,
        default_language=demo["default_language"],
        goal=demo["goal"],
        accent=demo["accent"],
        postal_code=Campaign.PostalCode(demo["postal_code"]),
        undo_window_seconds=demo["undo_window_seconds"],
        created_at=now,
    )
    CampaignText.objects.bulk_create(
        CampaignText(campaign=campaign, language=language, **_stripped(demo["texts"][language]))
        for language in languages
    )
    Addressee.objects.bulk_create(
        _addressee(campaign, position, who) for position, who in enumerate(demo["addressees"], start=1)
    )
    open_campaign(campaign, now)
    return campaign.slug


def _letter(name: str, texts: dict[str, dict[str, Any]]) -> Letter:
    letter = Letter.objects.create(name=name)
    for language, parts in texts.items():
        save_revision(letter, language, LetterParts(**parts), author=None)
    return letter


def _stripped(text: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in text.items()}


def _addressee(campaign: Campaign, position: int, who: dict[str, Any]) -> Addressee:
    """A person by `source_id` or an office by slug, with role and greeting by language where the file gives them."""
    try:
        target = Target.objects.get(source=HOUSE_OF_COMMONS, source_id=who["source_id"]) if "source_id" in who else None
        office = Office.objects.get(slug=who["office"]) if "office" in who else None
    except (Target.DoesNotExist, Office.DoesNotExist) as error:
        raise Incomplete(f"{campaign.slug}, addressee {position}: {error}") from error
    return Addressee(
        campaign=campaign,
        position=position,
        target=target,
        office=office,
        role=who.get("role", {}),
        greeting=who.get("greeting", {}),
    )
