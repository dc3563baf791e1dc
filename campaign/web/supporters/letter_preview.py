"""The letter as each addressee will read it: its opening and closing for the form, the whole of it for the pages after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from campaign.campaigns.boxes import LISTED_UP_TO, Box
from campaign.campaigns.recipients import Recipient, still_addressed
from campaign.delivery.lines import Lead, leads, places_of
from campaign.delivery.people import NOBODY, between, people_of
from campaign.letters.openings import opening_for
from campaign.letters.parts import LetterParts
from campaign.letters.people import LetterPeople
from campaign.letters.rendering import render_letter, render_part
from campaign.participation.models import Participation
from campaign.web.supporters.words import people_words

# Enough to see who they are; the others are one click away.
NAMED_OF_MANY = 5


@dataclass(frozen=True)
class Person:
    """A box on the page: whom it is for, and how the letter opens and closes for them.

    Of a whole group `names` are all who are in it, and the words those to the first of them.
    """

    key: str
    name: str
    role: str
    party: str
    initials: str
    salutation: str
    opening: str
    closing: str
    number: int = 1
    names: tuple[str, ...] = ()


def people_to_write_to(parts: LetterParts, boxes: Sequence[Box], language: str, title: str) -> list[Person]:
    """The boxes with the letter's own words before and after the body, no supporter being known yet."""
    people = []
    for box in boxes:
        person = person_for(parts, box.key, box.first, language, title)
        if box.whole:
            person = replace(
                person,
                name=box.name,
                role=people_words().of(len(box.people)),
                party="",
                initials="",
                number=len(box.people),
                names=tuple(one.name for one in box.people),
            )
        people.append(person)
    return people


def person_for(parts: LetterParts, key: str, one: Recipient, language: str, title: str) -> Person:
    """One person's box, with the letter's own words to them."""
    words = words_around(parts, between(NOBODY, one, language, title))
    return Person(key, one.name, one.role, one.party, one.initials, *words)


def words_around(parts: LetterParts, people: LetterPeople) -> tuple[str, str, str]:
    """Salutation, opening and closing; no closing where it has no words but the supporter's."""
    values = people.values()
    closing = render_part(parts.signature, values)
    closing = closing if any(character.isalpha() for character in closing) else ""
    return render_part(parts.salutation, values), render_part(opening_for(parts, people), values), closing


@dataclass(frozen=True)
class Chosen:
    """Whom a supporter's letter is for; and of those, where another has the office by now and the letter would wait for a choice."""

    people: list[Recipient]
    changed: list[Lead]


def chosen_recipients(participation: Participation) -> Chosen:
    """The people this supporter chose, as they wrote to them; fewer where an office has become vacant."""
    on = timezone.localdate()
    seats = still_addressed(participation.campaign, participation.recipient_keys, on)
    found = leads(places_of(participation, seats), participation.language, on).values()
    people = [lead.shown for lead in found if lead.recipient is not None and lead.shown is not None]
    return Chosen(people, [lead for lead in found if lead.asks])


def named(people: Sequence[Recipient]) -> dict[str, Sequence[Recipient]]:
    """For `supporters/parts/letter.html`: of many people the first few by name, and the others folded."""
    first = people if len(people) <= LISTED_UP_TO else people[:NAMED_OF_MANY]
    return {"first_recipients": first, "more_recipients": people[len(first) :]}


def whole_letter(participation: Participation, recipient: Recipient, title: str) -> str:
    """What leaves in this supporter's name to that person, as plain text."""
    names = people_of(participation, recipient, title)
    return render_letter(participation.revision.parts, names, participation.subject, participation.body).text
