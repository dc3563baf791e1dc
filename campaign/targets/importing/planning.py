"""A roster's rows against what is known -> what an import would do; nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from campaign.targets.importing.reading import COLUMNS, Row
from campaign.targets.models import HOUSE_OF_COMMONS, Target

# A blank in these columns says that the roster does not know, not that there is none: an address that staff found
# for a person the roster has none for outlives the next import.
KEPT_WHEN_BLANK = frozenset({"email", "preferred_language", "source_id"})
# A feed tells some of the columns and is silent about the others.
KEPT_BY_FEEDS = frozenset(COLUMNS)


@dataclass(frozen=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    target_id: int
    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Departure:
    target_id: int
    name: str
    riding: str


@dataclass(frozen=True)
class Plan:
    """What an import does: `undeliverable` names those of the file to whom nothing can be sent afterwards."""

    source: str
    new: tuple[Row, ...]
    changed: tuple[Change, ...]
    gone: tuple[Departure, ...]
    unchanged: int
    undeliverable: tuple[str, ...]


class AmbiguousRow(Exception):
    """Two rows of one file point at the same known person."""


def plan_import(
    rows: Sequence[Row], source: str = HOUSE_OF_COMMONS, kept_when_blank: frozenset[str] = KEPT_WHEN_BLANK
) -> Plan:
    """Compare a whole roster with the source's known people; whoever sits and is not in it is gone.

    A blank in one of the columns `kept_when_blank` changes nothing.
    ValueError for no rows: an empty file would send everyone away. AmbiguousRow when two rows are one person.
    """
    if not rows:
        raise ValueError("a roster without rows would mark everyone as gone")
    known = list(Target.objects.filter(source=source).order_by("pk"))
    pairs = _match(rows, known)
    matched = {target.pk for _row, target in pairs if target is not None}
    changes = [_change(row, target, kept_when_blank) for row, target in pairs if target is not None]
    return Plan(
        source=source,
        new=tuple(row for row, target in pairs if target is None),
        changed=tuple(change for change in changes if change.differences),
        gone=tuple(
            Departure(target.pk, target.name, target.riding)
            for target in known
            if target.pk not in matched and target.listed == Target.Listed.SITTING
        ),
        unchanged=sum(not change.differences for change in changes),
        undeliverable=tuple(row.name for row, target in pairs if not _reachable(row, target)),
    )


def _match(rows: Sequence[Row], known: Iterable[Target]) -> list[tuple[Row, Target | None]]:
    """Each row with the person it is about: by source_id; by name and riding where either side has no source_id."""
    by_id: dict[str, Target] = {}
    by_name: dict[tuple[str, str], Target] = {}
    for person in known:
        by_id[person.source_id] = person
        by_name.setdefault((person.name, person.riding_code), person)
    pairs: list[tuple[Row, Target | None]] = []
    taken: dict[int, Row] = {}
    for row in rows:
        target = _known(row, by_id, by_name)
        if target is not None and taken.setdefault(target.pk, row) is not row:
            raise AmbiguousRow(f"{row.name} ({row.source_id or row.riding_code}) stands for two rows of the file")
        pairs.append((row, target))
    return pairs


def _known(row: Row, by_id: dict[str, Target], by_name: dict[tuple[str, str], Target]) -> Target | None:
    if row.source_id and row.source_id in by_id:
        return by_id[row.source_id]
    namesake = by_name.get((row.name, row.riding_code))
    return None if namesake and namesake.source_id and row.source_id else namesake


def _change(row: Row, target: Target, kept_when_blank: frozenset[str]) -> Change:
    after = asdict(row) | {"listed": Target.Listed.SITTING.value}
    return Change(target.pk, row.name, differences_of(target, after, kept_when_blank))


def differences_of(
    target: Target, after: Mapping[str, str], kept_when_blank: Collection[str]
) -> tuple[Difference, ...]:
    """What these values, by field, would change about the person; a blank in one of `kept_when_blank` changes nothing."""
    return tuple(
        Difference(field, getattr(target, field), value)
        for field, value in after.items()
        if value != getattr(target, field) and (value or field not in kept_when_blank)
    )


def _reachable(row: Row, target: Target | None) -> bool:
    if target is None:
        return bool(row.email)
    return bool(row.email or target.email) and target.address_state == Target.AddressState.USABLE
