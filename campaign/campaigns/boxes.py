"""What the form asks a supporter to tick: people one by one, and groups that are too large to be listed as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import WHOLE, Recipient, addressed, make_key

# About what a screen holds: from a longer list nobody chooses one by one.
LISTED_UP_TO = 12


@dataclass(frozen=True)
class Box:
    """One person, or all of a group that are not named elsewhere on the page, under the group's name."""

    key: str
    name: str
    people: tuple[Recipient, ...]
    whole: bool = False

    @property
    def first(self) -> Recipient:
        return self.people[0]


@dataclass(frozen=True)
class Choice:
    """The boxes in their order. `keys` are all that may come back: a group may have grown or shrunk since the page was made."""

    boxes: tuple[Box, ...]
    keys: frozenset[str]


def choice_of(campaign: Campaign, people: Sequence[Recipient], language: str) -> Choice:
    """The boxes for these recipients of the campaign, groups named in that language."""
    rows = addressed(campaign).filter(group__isnull=False)
    groups = {row.pk: row.group.name_in(language) for row in rows if row.group}
    boxes = tuple(boxes_of(people, groups))
    whole = (make_key(one.addressee_id, WHOLE) for one in people if one.addressee_id in groups)
    return Choice(boxes, frozenset((*(one.key for one in people), *whole)))


def boxes_of(people: Iterable[Recipient], groups: dict[int, str]) -> Iterable[Box]:
    """`groups` are the names of those addressees that are groups."""
    for addressee_id, found in groupby(people, key=lambda person: person.addressee_id):
        several = tuple(found)
        if addressee_id in groups and len(several) > LISTED_UP_TO:
            yield Box(make_key(addressee_id, WHOLE), groups[addressee_id], several, whole=True)
        else:
            yield from (Box(one.key, one.name, (one,)) for one in several)
