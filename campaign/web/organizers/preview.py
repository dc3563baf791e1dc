"""The letter as each recipient would read it from a supporter who is made up; nothing is kept and nothing is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient, everybody
from campaign.delivery.composing import sender_of
from campaign.delivery.letter_tests import Draft
from campaign.delivery.samples import SAMPLE
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import RenderedLetter
from campaign.letters.variants import FIRST, Variant
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


@dataclass(frozen=True)
class Wish:
    """Whose letter one looks at: to the recipient of that key, from a supporter of these names (see SAMPLE) who got that variant."""

    to: str = ""
    names: Mapping[str, str] = field(default_factory=lambda: SAMPLE)
    variant: Variant = FIRST


def draft_of(campaign: Campaign, language: str, parts: LetterParts, wish: Wish = Wish()) -> Draft:
    """The variant that is wished for, as far as there is such a one."""
    draft = Draft(campaign, language, title_of(campaign, language), parts, wish.names)
    sizes = Variant(
        *(len(texts) + 1 for texts in (parts.others.subjects, parts.others.beginnings, parts.others.endings))
    )
    return replace(draft, variant=Variant(*map(min, wish.variant, sizes)))


def previews_of(draft: Draft, on: date) -> Previews:
    """One per recipient of that day, of very many a sample, as the mail is composed. The parts must be valid."""
    people = everybody(draft.campaign, draft.language, on)
    return Previews([_preview(draft, person) for person in sample(people)], len(people))


def live_preview(draft: Draft, to: str, on: date) -> Live:
    """For the recipient of that key, else the first. The parts must be valid."""
    people = everybody(draft.campaign, draft.language, on)
    chosen = next((person for person in people if person.key == to), people[0] if people else None)
    own = sorted((person for person in people if person.own_member), key=lambda person: person.riding)
    return Live(
        [person for person in people if not person.own_member], own, _preview(draft, chosen) if chosen else None
    )


def preview_for(campaign: Campaign, language: str, parts: LetterParts, person: Recipient) -> Preview:
    """For a person who need not be a recipient of today's. The parts must be valid."""
    return _preview(draft_of(campaign, language, parts), person)


def _preview(draft: Draft, person: Recipient) -> Preview:
    return Preview(person, sender_of(draft.supporter), draft.for_(person))
