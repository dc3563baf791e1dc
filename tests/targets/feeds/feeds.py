"""Feeds in their real shapes about the people of our roster, and a clock for the client that no test waits for."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from campaign.targets.feeds.client import FeedClient, Page
from campaign.targets.feeds.house import MEMBERS, MINISTRIES
from campaign.targets.feeds.represent import PATH
from tests.targets.conftest import ROSTERS
from tests.targets.feeds.feed_server import Answer

SAMPLES = Path(__file__).parent
Record = dict[str, Any]
Alter = Callable[[list[Record]], object]


@dataclass
class Clock:
    """Time that passes only where the client waits."""

    now: float = 0.0

    def __post_init__(self) -> None:
        self.waited: list[float] = []

    def read(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


def client(
    clock: Clock | None = None, known: Mapping[str, Page] | None = None, read_seconds: float = 5.0
) -> FeedClient:
    clock = clock or Clock()
    return FeedClient(known or {}, clock.read, clock.wait, read_seconds)


def members() -> list[dict[str, str]]:
    """The roster of the 45th Parliament."""
    with (ROSTERS / "mps-45.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def represent_records() -> list[Record]:
    """Everybody of the roster as Represent tells it, each in the shape of the real record."""
    sample = json.loads((SAMPLES / "represent-house-of-commons-sample.json").read_text(encoding="utf-8"))["objects"][0]
    return [_record(sample, row) for row in members()]


def _record(sample: Record, row: dict[str, str]) -> Record:
    record = deepcopy(sample)
    record |= {field: row[field] for field in ("name", "first_name", "last_name", "email")}
    record |= {"district_name": row["riding"], "party_name": row["party"], "extra": {}}
    record["url"] = f"https://www.ourcommons.ca/Members/en/somebody({row['source_id']})"
    order = "federal-electoral-districts-2023-representation-order"
    record["related"]["boundary_url"] = f"/boundaries/{order}/{row['riding_code']}/"
    return record


def represent(records: Sequence[Record], total: int | None = None, following: str | None = None) -> bytes:
    meta = {"offset": 0, "limit": 500, "previous": None, "next": following}
    meta["total_count"] = len(records) if total is None else total
    return json.dumps({"objects": list(records), "meta": meta}, ensure_ascii=False).encode()


def represent_answers(alter: Alter = lambda _records: None, etag: str = "") -> dict[str, list[Answer]]:
    """The whole feed in one page, after something was done to its records."""
    records = represent_records()
    alter(records)
    return {PATH: [Answer(body=represent(records), etag=etag)]}


def named(records: list[Record], name: str) -> Record:
    return next(record for record in records if record["name"] == name)


def house_members(rows: Sequence[Mapping[str, str]]) -> bytes:
    """In the shape of 2025, with PersonId."""
    fields = {
        "PersonId": "source_id",
        "PersonOfficialFirstName": "first_name",
        "PersonOfficialLastName": "last_name",
        "ConstituencyName": "riding",
        "ConstituencyProvinceTerritoryName": "province",
        "CaucusShortName": "party",
    }
    each = (
        "".join(f"<{tag}>{escape(row[column])}</{tag}>" for tag, column in fields.items())
        + '<FromDateTime>2025-04-28T00:00:00</FromDateTime><ToDateTime xsi:nil="true"/>'
        for row in rows
    )
    return _xml("MemberOfParliament", each)


def house_ministers(*spells: tuple[str, str, str, str]) -> bytes:
    """Each (PersonId, title, first day, last day or "")."""
    each = (
        f"<PersonId>{person}</PersonId><PersonOfficialFirstName>A</PersonOfficialFirstName>"
        f"<PersonOfficialLastName>Minister{person}</PersonOfficialLastName><Title>{title}</Title>"
        f"<FromDateTime>{since}T11:31:00</FromDateTime>"
        + (f"<ToDateTime>{until}T10:00:00</ToDateTime>" if until else '<ToDateTime xsi:nil="true"/>')
        for person, title, since, until in spells
    )
    return _xml("Minister", each)


def _xml(name: str, each: Any) -> bytes:
    inside = "".join(f"<{name}>{one}</{name}>" for one in each)
    schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<ArrayOf{name} {schema}>{inside}</ArrayOf{name}>'.encode()


def house_answers(ministers: bytes, people: bytes | None = None) -> dict[str, list[Answer]]:
    return {
        MEMBERS: [Answer(body=house_members(members()) if people is None else people)],
        MINISTRIES: [Answer(body=ministers)],
    }
