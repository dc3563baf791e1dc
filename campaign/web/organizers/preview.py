"""The letter as each recipient would read it from a made-up supporter; nothing is kept and nothing is sent."""

from dataclasses import dataclass
from datetime import date

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import Recipient, recipients
from campaign.delivery.composing import sender_of
from campaign.delivery.letter_tests import Draft
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import RenderedLetter
from campaign.web.organizers.home import title_of


@dataclass(frozen=True)
class Preview:
    recipient: Recipient
    sender: str
    letter: RenderedLetter


def draft_of(campaign: Campaign, language: str, parts: LetterParts) -> Draft:
    return Draft(campaign, language, title_of(campaign, language), parts)


def previews_of(campaign: Campaign, language: str, parts: LetterParts, on: date) -> list[Preview]:
    """One per recipient of that day, through the same code that composes the mail. The parts must be valid."""
    draft = draft_of(campaign, language, parts)
    sender = sender_of(draft.supporter)
    return [Preview(person, sender, draft.for_(person)) for person in recipients(campaign, language, on)]
