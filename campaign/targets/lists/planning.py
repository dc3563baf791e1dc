"""A list's people against those it had -> who is new, changed and gone; nothing is written here."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from campaign.targets.importing.planning import Difference, differences_of
from campaign.targets.lists.checking import Person
from campaign.targets.models import GONE_PERCENT, Target
from campaign.targets.search import fold

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    target_id: int
    person: Person
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Departure:
    target_id: int
    name: str
    email: str


@dataclass(frozen=True)
class ListPlan:
    """`known` were in the list before; `disabled` are addresses to which staff decided to send nothing, in any list or roster."""

    new: tuple[Person, ...]
    changed: tuple[Change, ...]
    gone: tuple[Departure, ...]
    unchanged: int
    known: int
    disabled: frozenset[str]

    @property
    def suspicious(self) -> bool:
        """Whether so many are gone that this is rather half a list, or another one."""
        return len(self.gone) * 100 > self.known * GONE_PERCENT

    @property
    def fingerprint(self) -> str:
        """The same for the same deeds: a yes holds for what was shown."""
        return sha256(repr((self.new, self.changed, self.gone, sorted(self.disabled))).encode()).hexdigest()


def plan_list(source: str, people: Sequence[Person], named: Collection[str] = ()) -> ListPlan:
    """Compare a whole list with who is in it; an empty source is that of a list to be made.

    Whoever a broken line may mean (`named`: folded names and addresses) is not gone: the line is only left out.
    """
    known = list(Target.objects.filter(source=source).order_by("pk")) if source else []
    pairs = _match(people, known)
    matched = {target.pk for _person, target in pairs if target is not None}
    sitting = [target for target in known if target.listed == Target.Listed.SITTING]
    changes = [_change(person, target) for person, target in pairs if target is not None]
    return ListPlan(
        new=tuple(person for person, target in pairs if target is None),
        changed=tuple(change for change in changes if change.differences),
        gone=tuple(
            Departure(target.pk, target.name, target.email)
            for target in sitting
            if target.pk not in matched and not {fold(target.name), target.email} & set(named)
        ),
        unchanged=sum(not change.differences for change in changes),
        known=len(sitting),
        disabled=_disabled([person.email for person in people]),
    )


def _match(people: Sequence[Person], known: Sequence[Target]) -> list[tuple[Person, Target | None]]:
    """Each person with the row that is about them: by name and district; by name; by address and a part of the name.

    Never by the address alone: a ward's mailbox goes on to the successor, who is somebody else.
    """
    found: dict[int, Target] = {}  # by line
    free = {target.pk: target for target in known}
    for key in (_name_and_district, _name, _address):
        of_people = _once((key(person), person) for person in people if person.line not in found)
        of_targets = _once((key(target), target) for target in free.values())
        for words in of_people.keys() & of_targets.keys():
            person, target = of_people[words], of_targets[words]
            if _words(person.name) & _words(target.name):
                found[person.line] = free.pop(target.pk)
    return [(person, found.get(person.line)) for person in people]


def _once(pairs: Iterable[tuple[Hashable, T]]) -> dict[Hashable, T]:
    """What bears a key that nothing else bears."""
    every = list(pairs)
    counted = Counter(key for key, _one in every)
    return {key: one for key, one in every if counted[key] == 1}


def _name_and_district(one: Person | Target) -> Hashable:
    return fold(one.name), fold(one.riding or "")


def _name(one: Person | Target) -> Hashable:
    return fold(one.name)


def _address(one: Person | Target) -> Hashable:
    return one.email


def _words(name: str) -> set[str]:
    return set(fold(name).split()) or {name}  # a name without any letter is compared as it stands


def _change(person: Person, target: Target) -> Change:
    after = person.facts | {"listed": Target.Listed.SITTING.value}
    return Change(target.pk, person, differences_of(target, after, {"preferred_language"}))


def _disabled(addresses: Collection[str]) -> frozenset[str]:
    disabled = Target.objects.filter(email__in=addresses, address_state=Target.AddressState.DISABLED)
    return frozenset(disabled.values_list("email", flat=True))
