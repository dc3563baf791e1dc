"""Finding people, offices and groups by words as somebody remembers them: without accents, capitals or the right dashes."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from campaign.targets.drawing import Draw, draws
from campaign.targets.models import HOUSE_OF_COMMONS, Group, Office, Target
from campaign.targets.parties import party_name
from campaign.targets.provinces import PROVINCES
from campaign.targets.queries import offices_held

# Letters that Unicode does not take apart, as people without them on their keyboard write them.
_SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Found:
    """Offices and people that match, at most as many as were wanted, and how many match in all."""

    offices: list[Office]
    people: list[Target]
    total: int


def fold(text: str) -> str:
    """For comparing: no accents, no capitals, one space for whatever stands between words ("Montréal–Nord" is "montreal nord")."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_SPELLED_OUT))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", plain).strip()


def find(words: str, on: date, limit: int, people: Iterable[Target]) -> Found:
    """Everybody of these people and every office that has each of the words in name, role, riding, party or an office held on that day.

    Both are read whole and compared here: a parliament has some hundred rows, and no database's collation has to agree.
    Offices come first, then who sits today, then who has left.
    """
    wanted = fold(words).split()
    if not wanted:
        return Found([], [], 0)
    held = offices_held(on)
    offices = [office for office in Office.objects.all() if _has(wanted, _words_of(office))]
    matching = [
        target
        for target in people
        if _has(wanted, f"{_words_about(target)} {' '.join(map(_words_of, held.get(target.pk, [])))}")
    ]
    matching.sort(key=lambda target: target.listed != Target.Listed.SITTING)
    return Found(offices[:limit], matching[: max(0, limit - len(offices))], len(offices) + len(matching))


def find_groups(words: str, among: Iterable[Group]) -> list[Group]:
    """Every one of these groups that has each of the words in its name in any language: those there are, then those that could be drawn.

    The latter are not saved: they have no key. A party's members from one province are offered to whoever names both.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    groups = list(among)
    house = (group for group in groups if group.kind == Group.Kind.DRAWN and group.source == HOUSE_OF_COMMONS)
    there = {(group.party, group.province) for group in house}
    drawn = [one for one in draws() if (one.party, one.province) not in there and _is_meant(wanted, one)]
    return [group for group in groups if _has(wanted, _words_of(group))] + [one.unsaved() for one in drawn]


def _is_meant(wanted: list[str], draw: Draw) -> bool:
    names = " ".join((*draw.names().values(), draw.party, draw.province, *PROVINCES.get(draw.province, {}).values()))
    if not (draw.party and draw.province):
        return _has(wanted, names)
    halves = (Draw(party=draw.party), Draw(province=draw.province))
    return _has(wanted, names) and not any(_is_meant(wanted, half) for half in halves)


def _words_of(office: Office | Group) -> str:
    """In every language: a reader may know it by either name."""
    names = office.name.values() if isinstance(office.name, dict) else ()
    return " ".join((office.slug, *map(str, names)))


def _words_about(target: Target) -> str:
    return " ".join((target.name, target.role, target.riding, target.party, party_name(target.party)))


def _has(wanted: list[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)
