"""Of very many recipients those whose letters are looked at, so that one of each kind is among them."""

from collections.abc import Iterable, Sequence
from datetime import date

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient, everybody

# So many letters are written to look at them: enough for everybody of a list that somebody chose, and for one of each kind in a group.
MOST_WRITTEN = 40
# Of all the own members that supporters have, those whose letters are tested: they differ in name and greeting.
OWN_MEMBERS_TESTED = 3


def sample(people: Sequence[Recipient]) -> list[Recipient]:
    """In their order at most MOST_WRITTEN: of each addressee, party, province and set of known facts first one, then others."""
    kinds: dict[object, Recipient] = {}
    for person in people:
        known = tuple(map(bool, (person.first_name, person.role, person.riding, person.greeting)))
        kinds.setdefault((person.addressee_id, person.party, known), person)
        kinds.setdefault((person.addressee_id, person.province), person)
    chosen = {person.their_seat for person in _first([*kinds.values(), *people])}
    return [person for person in people if person.their_seat in chosen]


def _first(people: Iterable[Recipient]) -> list[Recipient]:
    return list({person.their_seat: person for person in people}.values())[:MOST_WRITTEN]


def to_test(campaign: Campaign, language: str, on: date) -> list[Recipient]:
    """Everybody whom each supporter writes to, and a few of the own members."""
    people = everybody(campaign, language, on)
    own = [person for person in people if person.own_member]
    return [*(person for person in people if not person.own_member), *own[:OWN_MEMBERS_TESTED]]
