"""The letter as each recipient would read it from a supporter who is made up; nothing is kept and nothing is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import Recipient, recipients
from campaign.delivery.composing import people_of
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import RenderedLetter, fill_campaign_variables, render_letter
from campaign.participation.models import Participation
from campaign.web.organizers.home import title_of

# Somebody who leaves nothing out, so that every variable shows.
SAMPLE = {"first_name": "Camille", "last_name": "Tremblay", "city": "Montréal", "postal_code": "H2X 1Y4"}
SAMPLE_ADDRESS = "camille.tremblay@mail.example"
LONGEST_NAME = 100
NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True)
class Preview:
    recipient: Recipient
    sender: str
    letter: RenderedLetter


@dataclass(frozen=True)
class Live:
    """The mail that one of the recipients would get, and whom else one may look at. `shown` is None where there is nobody."""

    people: list[Recipient]
    shown: Preview | None


def previews_of(campaign: Campaign, language: str, parts: LetterParts, on: date) -> list[Preview]:
    """One per recipient of that day, through the same code that composes the mail. The parts must be valid."""
    renderer = _Renderer(campaign, language, parts, NOBODY)
    return [renderer.preview(person) for person in recipients(campaign, language, on)]


def live_preview(
    campaign: Campaign, language: str, parts: LetterParts, on: date, to: str = "", supporter: Mapping[str, str] = NOBODY
) -> Live:
    """For the recipient of that key, else the first, from a supporter of these names (see SAMPLE). The parts must be valid."""
    people = recipients(campaign, language, on)
    chosen = next((person for person in people if person.key == to), people[0] if people else None)
    shown = _Renderer(campaign, language, parts, supporter).preview(chosen) if chosen else None
    return Live(people, shown)


class _Renderer:
    """What is the same for all recipients, made once."""

    def __init__(self, campaign: Campaign, language: str, parts: LetterParts, names: Mapping[str, str]) -> None:
        given = {field: names.get(field, SAMPLE[field])[:LONGEST_NAME] for field in SAMPLE}
        self._supporter = Participation(campaign=campaign, language=language, email=SAMPLE_ADDRESS, **given)
        self._parts, self._title = parts, title_of(campaign, language)
        self._subject, self._body = fill_campaign_variables(parts, self._title, settings.SITE_NAME)

    def preview(self, person: Recipient) -> Preview:
        people = people_of(self._supporter, person, self._title)
        letter = render_letter(self._parts, people, self._subject, self._body)
        return Preview(person, f"{self._supporter.name} via {settings.SITE_NAME}", letter)
