"""The letter as each recipient would read it from a supporter who is made up; nothing is kept and nothing is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import Recipient, everybody
from campaign.delivery.composing import sender_of
from campaign.delivery.letter_tests import Draft
from campaign.delivery.samples import SAMPLE
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import RenderedLetter
from campaign.web.organizers.home import title_of
from campaign.web.organizers.sampling import sample


@dataclass(frozen=True)
class Preview:
    recipient: Recipient
    sender: str
    letter: RenderedLetter


@dataclass(frozen=True)
class Previews:
    """Letters to look at, and how many there are in all."""

    shown: list[Preview]
    number: int


@dataclass(frozen=True)
class Live:
    """The mail that one of the recipients would get, and whom else one may look at. `shown` is None where there is nobody.

    `own` are the own members of supporters, by riding.
    """

    people: list[Recipient]
    own: list[Recipient]
    shown: Preview | None

    @property
    def several(self) -> bool:
        return len(self.people) + len(self.own) > 1


def draft_of(campaign: Campaign, language: str, parts: LetterParts, names: Mapping[str, str] = SAMPLE) -> Draft:
    return Draft(campaign, language, title_of(campaign, language), parts, names)


def previews_of(campaign: Campaign, language: str, parts: LetterParts, on: date) -> Previews:
    """One per recipient of that day, of very many a sample, as the mail is composed. The parts must be valid."""
    draft = draft_of(campaign, language, parts)
    people = everybody(campaign, language, on)
    return Previews([_preview(draft, person) for person in sample(people)], len(people))


def live_preview(
    campaign: Campaign, language: str, parts: LetterParts, on: date, to: str = "", names: Mapping[str, str] = SAMPLE
) -> Live:
    """For the recipient of that key, else the first, from a supporter of these names (see SAMPLE). The parts must be valid."""
    people = everybody(campaign, language, on)
    chosen = next((person for person in people if person.key == to), people[0] if people else None)
    shown = _preview(draft_of(campaign, language, parts, names), chosen) if chosen else None
    own = sorted((person for person in people if person.own), key=lambda person: person.riding)
    return Live([person for person in people if not person.own], own, shown)


def _preview(draft: Draft, person: Recipient) -> Preview:
    return Preview(person, sender_of(draft.supporter), draft.for_(person))
