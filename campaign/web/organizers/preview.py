"""The letter as each recipient would read it from a made-up supporter; nothing is kept and nothing is sent."""

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


@dataclass(frozen=True)
class Preview:
    recipient: Recipient
    sender: str
    letter: RenderedLetter


def previews_of(campaign: Campaign, language: str, parts: LetterParts, on: date) -> list[Preview]:
    """One per recipient of that day, through the same code that composes the mail. The parts must be valid."""
    title = title_of(campaign, language)
    supporter = Participation(campaign=campaign, language=language, email=SAMPLE_ADDRESS, **SAMPLE)
    subject, body = fill_campaign_variables(parts, title, settings.SITE_NAME)
    return [
        Preview(
            recipient=person,
            sender=f"{supporter.name} via {settings.SITE_NAME}",
            letter=render_letter(parts, people_of(supporter, person, title), subject, body),
        )
        for person in recipients(campaign, language, on)
    ]
