"""Small letters and people for the tests of this room."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaign.letters.parts import LetterParts
from campaign.letters.rendering import LetterPeople, SupporterNames, TargetNames

DATA = Path(__file__).resolve().parents[2] / "data"
DEMOS = ("peru-2022", "foreign-minister")
LANGUAGES = ("en", "fr", "es")

PARTS = LetterParts(
    subject="About {{ campaign.title }}",
    salutation="{{ target.greeting }},",
    opening='{% if target.title == "Minister" %}You decide.{% else %}You can ask.{% endif %}',
    body="I ask you to act.\n\nPlease do.",
    signature="Yours,\n\n{{ supporter.name }}\n{{ supporter.place }}",
)

SUPPORTER = SupporterNames("Ana", "Roy", "Ana Roy", "H2X 1Y4")
MINISTER = TargetNames("Anita Anand", "Dear Minister Anand", "Anita", "Anand", "Minister", "Liberal", "Oakville East")
CRITIC = TargetNames("Michael Chong", "Dear Michael Chong", "Michael", "Chong", "Critic")
PEOPLE = LetterPeople("en", SUPPORTER, MINISTER, campaign_title="Peace", site_name="Dear Minister")


def parts_with(**changes: Any) -> LetterParts:
    return replace(PARTS, **changes)


def people_with(supporter: SupporterNames = SUPPORTER, target: TargetNames = MINISTER) -> LetterPeople:
    return replace(PEOPLE, supporter=supporter, target=target)


def demo(slug: str) -> dict[str, Any]:
    return tomllib.loads((DATA / "demo" / f"{slug}.toml").read_text(encoding="utf-8"))


def demo_parts(slug: str, language: str) -> LetterParts:
    return LetterParts(**demo(slug)["letters"][language]).tidied()


def office_names() -> dict[str, dict[str, str]]:
    offices = tomllib.loads((DATA / "roster" / "offices.toml").read_text(encoding="utf-8"))["office"]
    return {office["slug"]: office["name"] for office in offices}
