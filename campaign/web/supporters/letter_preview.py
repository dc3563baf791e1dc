"""The letter as each addressee will read it: its opening and closing for the form, the whole of it for the pages after."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from campaign.campaigns.queries import Recipient, recipients
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import LetterPeople, SupporterNames, TargetNames, render_letter, render_part
from campaign.participation.models import Participation

NOBODY = SupporterNames("", "", "", "")


@dataclass(frozen=True)
class Person:
    """An addressee on the page: whom the box is for, and how the letter opens and closes for them."""

    key: str
    name: str
    role: str
    party: str
    initials: str
    salutation: str
    opening: str
    closing: str


def people_to_write_to(parts: LetterParts, found: Sequence[Recipient], language: str, title: str) -> list[Person]:
    """The recipients with the letter's own words before and after the body, no supporter being known yet."""
    people = []
    for one in found:
        values = _names(one, NOBODY, language, title).values()
        closing = render_part(parts.signature, values)
        people.append(
            Person(
                key=one.key,
                name=one.name,
                role=one.role,
                party=one.party,
                initials=one.initials,
                salutation=render_part(parts.salutation, values),
                opening=render_part(parts.opening, values),
                closing=closing if any(character.isalpha() for character in closing) else "",
            )
        )
    return people


def chosen_recipients(participation: Participation) -> list[Recipient]:
    """The people this supporter chose, as they are today; fewer where an office has become vacant."""
    chosen = set(participation.recipient_keys)
    everybody = recipients(participation.campaign, participation.language, timezone.localdate())
    return [one for one in everybody if one.key in chosen]


def whole_letter(participation: Participation, recipient: Recipient, title: str) -> str:
    """What leaves in this supporter's name to that person, as plain text."""
    supporter = SupporterNames(
        participation.first_name, participation.last_name, participation.name, participation.place
    )
    names = _names(recipient, supporter, participation.language, title)
    return render_letter(participation.revision.parts, names, participation.subject, participation.body).text


def _names(one: Recipient, supporter: SupporterNames, language: str, title: str) -> LetterPeople:
    target = TargetNames(
        name=one.name,
        greeting=one.greeting or one.name,
        first_name=one.first_name,
        last_name=one.last_name,
        title=one.role,
        party=one.party,
        riding=one.riding,
    )
    return LetterPeople(language, supporter, target, campaign_title=title, site_name=settings.SITE_NAME)
