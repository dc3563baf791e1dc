"""Of very many recipients those whose letters are looked at, so that one of each kind is among them."""

from collections.abc import Iterable, Sequence

from campaign.campaigns.queries import Recipient

# So many letters are written to look at them: enough for everybody of a list that somebody chose, and for one of each kind in a group.
MOST_WRITTEN = 40


def sample(people: Sequence[Recipient]) -> list[Recipient]:
    """In their order at most MOST_WRITTEN: of each addressee, party, province and set of known facts first one, then others."""
    kinds: dict[object, Recipient] = {}
    for person in people:
        known = tuple(map(bool, (person.first_name, person.role, person.riding, person.greeting)))
        kinds.setdefault((person.addressee_id, person.party, known), person)
        kinds.setdefault((person.addressee_id, person.province), person)
    chosen = {person.place for person in _first([*kinds.values(), *people])}
    return [person for person in people if person.place in chosen]


def _first(people: Iterable[Recipient]) -> list[Recipient]:
    return list({person.place: person for person in people}.values())[:MOST_WRITTEN]
