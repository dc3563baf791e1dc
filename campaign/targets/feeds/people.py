"""What a feed says, in our words: its people as rows of a roster, those nothing can be said about, and its ministers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError

from campaign.targets.addresses import checked_address
from campaign.targets.feeds.client import Failure, FeedError
from campaign.targets.feeds.ridings import Ridings
from campaign.targets.importing.reading import (
    COLUMNS,
    Problem,
    Record,
    RosterError,
    Row,
    checked_rows,
    forbidden_character,
    tidy,
)

REPLACEMENT = "\ufffd"  # what a decoder leaves where it could not read a letter


@dataclass(frozen=True)
class LeftOut:
    """Somebody about whom (a part of) the feed cannot be believed: `why` is "address" or "shared_riding"."""

    name: str
    riding: str
    why: str
    text: str = ""


@dataclass(frozen=True)
class Minister:
    """A spell in the ministry; `until` is None while it lasts."""

    source_id: str
    name: str
    title: str
    since: date
    until: date | None


@dataclass(frozen=True)
class FeedPeople:
    """Everybody of a feed. About the people of `shared` ridings (code or name) nothing is proposed."""

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    shared: frozenset[str]
    ministers: tuple[Minister, ...] = ()


def read_people(found: Sequence[Mapping[str, object]]) -> FeedPeople:
    """The rows of a feed's people, given by the roster's columns; columns the feed has not are blank.

    An address that is none is left out, for the one we have to stay. FeedError when there is nobody, or when somebody
    cannot be read: to leave that person out would be to call them gone.
    """
    if not found:
        raise FeedError(Failure.INCOMPLETE, "nobody is in it")
    ridings = Ridings()
    problems: list[Problem] = []
    records: list[Record] = []
    left_out: list[LeftOut] = []
    for number, person in enumerate(found, start=1):
        cells = {column: person.get(column) or "" for column in COLUMNS}
        texts = {column: tidy(cell) for column, cell in cells.items() if isinstance(cell, str)}
        if problem := _problem(texts):
            problems.append(Problem(number, problem))
            continue
        riding = ridings.find(texts["riding_code"], texts["riding"])
        texts |= {"riding": riding.name, "riding_code": riding.code, "province": riding.province or texts["province"]}
        left_out += _without_bad_address(texts)
        records.append(Record(number, texts))
    try:
        rows = checked_rows(records, problems)
    except RosterError as error:
        raise FeedError(Failure.ROWS, str(error)) from error
    sharing = _sharing(rows)
    shared = frozenset(key for row in sharing for key in (row.riding_code, row.riding) if key)
    left_out += [LeftOut(row.name, row.riding, "shared_riding") for row in sharing]
    return FeedPeople(tuple(rows), tuple(left_out), shared)


def with_ministers(people: FeedPeople, ministers: Sequence[Minister]) -> FeedPeople:
    return replace(people, ministers=tuple(ministers))


def _problem(texts: Mapping[str, str]) -> str:
    if missing := [column for column in COLUMNS if column not in texts]:
        return f"{missing[0]} is no text"
    if any(REPLACEMENT in text for text in texts.values()):
        return "a letter was lost on the way (U+FFFD)"
    return next(filter(None, map(forbidden_character, texts.values())), "")


def _without_bad_address(texts: dict[str, str]) -> list[LeftOut]:
    """Takes an address that is none out of the texts; who that was."""
    try:
        if texts["email"]:
            checked_address(texts["email"])
    except ValidationError:
        shown, texts["email"] = texts["email"][:80], ""
        return [LeftOut(texts["name"], texts["riding"], "address", shown)]
    return []


def _sharing(rows: Sequence[Row]) -> list[Row]:
    """Those who would sit for one riding together."""
    by_riding: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if key := row.riding_code or row.riding:
            by_riding[key].append(row)
    return [row for together in by_riding.values() if len(together) > 1 for row in together]
