"""A feed is read whole or not at all: whoever is missing in half a feed would be called gone."""

import json
from typing import Any

import pytest

from campaign.targets.feeds.client import Failure, FeedError
from campaign.targets.feeds.house import MEMBERS, MINISTRIES, fetch_house
from campaign.targets.feeds.people import FeedPeople
from campaign.targets.feeds.represent import PATH, fetch_represent
from tests.targets.feeds.feed_server import Answer, feed_server
from tests.targets.feeds.feeds import (
    SAMPLES,
    client,
    house_answers,
    house_ministers,
    named,
    represent,
    represent_answers,
    represent_records,
)

pytestmark = pytest.mark.django_db
Answers = dict[str, list[Answer]]
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><ArrayOfMinister><Minister><Title>&c;</Title></Minister></ArrayOfMinister>'
)


def _represent(answers: Answers) -> FeedPeople:
    with feed_server(answers) as feed:
        return fetch_represent(client(), feed.url, lambda _people: None)


def _house(answers: Answers) -> FeedPeople:
    with feed_server(answers) as feed:
        return fetch_house(client(), feed.url, lambda _people: None)


def test_a_real_record_of_represent_becomes_a_row_of_the_roster() -> None:
    [record] = json.loads((SAMPLES / "represent-house-of-commons-sample.json").read_text(encoding="utf-8"))["objects"]
    [row] = _represent({PATH: [Answer(body=represent([record]))]}).rows
    assert (row.name, row.email, row.party, row.source_id) == (
        "Parm Bains",
        "parm.bains@parl.gc.ca",
        "Liberal",
        "111067",
    )
    assert (row.riding, row.riding_code, row.province) == ("Richmond East—Steveston", "59028", "British Columbia")
    assert row.preferred_language == "en"


def test_all_pages_are_read_and_progress_is_told() -> None:
    records = represent_records()
    second = "/representatives/house-of-commons/?limit=500&offset=200"
    answers = {
        PATH: [Answer(body=represent(records[:200], total=len(records), following=second))],
        second: [Answer(body=represent(records[200:], total=len(records)))],
    }
    told: list[int] = []
    with feed_server(answers) as feed:
        people = fetch_represent(client(), feed.url, told.append)
    assert len(people.rows) == 337
    assert told == [200, 337]


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"<!DOCTYPE html><html>Maintenance</html>", Failure.UNREADABLE),
        (b"[1, 2]", Failure.UNREADABLE),
        (b'{"objects": [', Failure.UNREADABLE),
        (b"[" * 100_000, Failure.UNREADABLE),
        (represent(represent_records()).decode().encode("cp1252", errors="replace"), Failure.UNREADABLE),
        (represent(represent_records(), total=343), Failure.INCOMPLETE),
        (represent([]), Failure.INCOMPLETE),
        (represent(represent_records(), following="https://elsewhere.example/?offset=500"), Failure.UNREADABLE),
        (represent(represent_records(), following=PATH), Failure.INCOMPLETE),
    ],
    ids=["html", "a list", "half", "deep", "encoding", "too few", "empty", "elsewhere", "circle"],
)
def test_what_is_no_whole_feed_is_refused(body: bytes, failure: Failure) -> None:
    with pytest.raises(FeedError) as refused:
        _represent({PATH: [Answer(body=body)]})
    assert refused.value.failure == failure


def test_a_next_page_that_is_missing_refuses_the_whole() -> None:
    body = represent(represent_records()[:200], total=337, following="/representatives/house-of-commons/?offset=200")
    with pytest.raises(FeedError, match="answered 404"):
        _represent({PATH: [Answer(body=body)]})


def test_an_address_that_is_none_is_left_out_and_its_person_stays() -> None:
    def spoil(records: list[dict[str, Any]]) -> None:
        named(records, "Mark Carney")["email"] = "mark.carney at parl.gc.ca"
        named(records, "Sukhman Gill")["email"] = "sukhman.gill@раrl.gc.ca"  # another alphabet

    people = _represent(represent_answers(spoil))
    assert [(one.name, one.why) for one in people.left_out] == [("Sukhman Gill", "address"), ("Mark Carney", "address")]
    assert [row.email for row in people.rows if row.name in ("Mark Carney", "Sukhman Gill")] == ["", ""]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "Mark\u202eCarney", "U\\+202E"),
        ("name", "", "name is empty"),
        ("last_name", None, "last_name is empty"),
        ("party_name", ["Liberal"], "party is no text"),
        ("district_name", "Qu\ufffdbec", "U\\+FFFD"),
        ("url", "https://www.ourcommons.ca/Members/en/somebody(123517)", "stands in line"),
    ],
)
def test_somebody_who_cannot_be_read_refuses_the_whole(field: str, value: object, words: str) -> None:
    with pytest.raises(FeedError, match=words) as refused:
        _represent(represent_answers(lambda records: named(records, "Mark Carney").update({field: value})))
    assert refused.value.failure == Failure.ROWS


def test_two_people_with_one_riding_are_both_named() -> None:
    def move(records: list[dict[str, Any]]) -> None:
        named(records, "Sukhman Gill")["related"] = named(records, "Mark Carney")["related"]
        named(records, "Sukhman Gill")["district_name"] = "Nepean"

    people = _represent(represent_answers(move))
    assert {one.name for one in people.left_out if one.why == "shared_riding"} == {"Sukhman Gill", "Mark Carney"}
    assert "Nepean" in people.shared


def test_the_houses_members_and_ministry_are_read_in_their_real_shapes() -> None:
    members = (SAMPLES / "ourcommons-members-2025-shape.xml").read_bytes()
    ministers = (SAMPLES / "ourcommons-ministries-shape.xml").read_bytes()
    people = _house(house_answers(ministers, members))
    [row], [minister] = people.rows, people.ministers
    assert (row.name, row.email, row.riding_code, row.source_id) == ("Mark Carney", "", "35067", "28286")
    assert (minister.title, minister.since.isoformat(), minister.until) == ("Prime Minister", "2025-03-14", None)


def test_the_house_gives_no_addresses_and_none_is_made_from_a_name() -> None:
    assert {row.email for row in _house(house_answers(house_ministers(("1", "T", "2025-01-01", "")))).rows} == {""}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (MEMBERS, b"<!DOCTYPE html><html>Maintenance</html>"),
        (MEMBERS, b"{}"),
        (MEMBERS, b"<ArrayOfMemberOfParliament/>"),
        (MEMBERS, '<?xml version="1.0" encoding="utf-8"?><a>Québec</a>'.encode("latin-1")),
        (MEMBERS, b'<?xml version="1.0" encoding="no-such"?><a/>'),
        (MINISTRIES, BOMB),
        (MINISTRIES, house_ministers(("1", "Minister", "soon", ""))),
        (MINISTRIES, house_ministers(("1", "Minister", "2025-01-01", ""))[:-9]),
    ],
)
def test_xml_that_is_no_whole_feed_is_refused(path: str, body: bytes) -> None:
    answers = house_answers(house_ministers(("1", "Minister", "2025-01-01", "")))
    with pytest.raises(FeedError):
        _house(answers | {path: [Answer(body=body)]})


def test_a_bomb_is_refused_for_its_document_type_before_anything_is_expanded() -> None:
    with pytest.raises(FeedError, match="document type"):
        _house(house_answers(BOMB))
