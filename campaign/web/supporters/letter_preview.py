"""The letter as each addressee will read it: its opening and closing for the form, the whole of it for the pages after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from campaign.campaigns.boxes import LISTED_UP_TO, Box
from campaign.campaigns.queries import Recipient, resolve_seats, still_addressed
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import LetterPeople, SupporterNames, TargetNames, render_letter, render_part
from campaign.participation.models import Participation
from campaign.web.supporters.words import people_words

# Enough to see who they are; the others are one click away.
NAMED_OF_MANY = 5
NOBODY = SupporterNames("", "", "", "")


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
    words = words_around(parts, _names(one, NOBODY, language, title))
    return Person(key, one.name, one.role, one.party, one.initials, *words)


def words_around(parts: LetterParts, people: LetterPeople) -> tuple[str, str, str]:
    """Salutation, opening and closing; no closing where it has no words but the supporter's."""
    values = people.values()
    closing = render_part(parts.signature, values)
    closing = closing if any(character.isalpha() for character in closing) else ""
    return render_part(parts.salutation, values), render_part(parts.opening, values), closing


def chosen_recipients(participation: Participation) -> list[Recipient]:
    """The people this supporter chose, as they are today; fewer where an office has become vacant."""
    on = timezone.localdate()
    seats = still_addressed(participation.campaign, participation.recipient_keys, on)
    return list(resolve_seats(seats, participation.language, on).values())


def named(people: Sequence[Recipient]) -> dict[str, Sequence[Recipient]]:
    """For `supporters/parts/letter.html`: of many people the first few by name, and the others folded."""
    first = people if len(people) <= LISTED_UP_TO else people[:NAMED_OF_MANY]
    return {"first_recipients": first, "more_recipients": people[len(first) :]}


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
    return names_of(target, supporter, language, title)


def names_of(target: TargetNames, supporter: SupporterNames, language: str, title: str) -> LetterPeople:
    return LetterPeople(language, supporter, target, campaign_title=title, site_name=settings.SITE_NAME)
