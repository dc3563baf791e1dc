"""The House of Commons: its members and its ministry as XML. Neither has addresses, and none is ever made from a name."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.parsers import expat

from campaign.targets.feeds.client import Failure, FeedClient, FeedError
from campaign.targets.feeds.people import FeedPeople, Minister, read_people, with_ministers

MEMBERS = "/Members/en/search/xml"
MINISTRIES = "/Members/en/ministries/xml"


class _Doctype(Exception):
    """Neither feed has a document type; whoever sends one may declare entities that grow without end, or name files."""


def fetch_house(client: FeedClient, base_url: str, tell: Callable[[int], None]) -> FeedPeople:
    """Who sits, and who is or was a minister; `tell` is called with how many came by now. FeedError names what is wrong."""
    members = _elements(client, urljoin(base_url, MEMBERS), "MemberOfParliament")
    people = read_people([_person(one) for one in members if not _text(one, "ToDateTime")])
    tell(len(people.rows))
    ministers = _elements(client, urljoin(base_url, MINISTRIES), "Minister")
    tell(len(people.rows) + len(ministers))
    return with_ministers(people, [_minister(one) for one in ministers])


def _elements(client: FeedClient, url: str, name: str) -> list[ElementTree.Element]:
    body = client.get(url).body
    try:
        _refuse_doctype(body)
        found = list(ElementTree.fromstring(body).iter(name))  # noqa: S314  # entities need a document type, refused above
    except _Doctype as error:
        raise FeedError(Failure.UNREADABLE, f"{url}: XML with a document type, which may hide a bomb") from error
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise FeedError(Failure.UNREADABLE, f"{url}: no XML, {error}; it begins {body[:40]!r}") from error
    if not found:
        raise FeedError(Failure.INCOMPLETE, f"{url}: no {name} is in it")
    return found


def _refuse_doctype(body: bytes) -> None:
    def refuse(*_declared: object) -> None:
        raise _Doctype

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(body, True)


def _person(member: ElementTree.Element) -> dict[str, object]:
    first, last = _text(member, "PersonOfficialFirstName"), _text(member, "PersonOfficialLastName")
    return {
        "name": f"{first} {last}".strip(),
        "first_name": first,
        "last_name": last,
        "party": _text(member, "CaucusShortName"),
        "riding": _text(member, "ConstituencyName"),
        "province": _text(member, "ConstituencyProvinceTerritoryName"),
        "source_id": _text(member, "PersonId"),  # not there before 2025
    }


def _minister(element: ElementTree.Element) -> Minister:
    name = f"{_text(element, 'PersonOfficialFirstName')} {_text(element, 'PersonOfficialLastName')}".strip()
    since = _day(_text(element, "FromDateTime"), name)
    if since is None:
        raise FeedError(Failure.ROWS, f"minister {name}: no first day")
    until = _day(_text(element, "ToDateTime"), name)
    return Minister(_text(element, "PersonId"), name, _text(element, "Title"), since, until)


def _text(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _day(text: str, name: str) -> date | None:
    """The day of 2025-03-14T11:31:00, Ottawa's time."""
    try:
        return date.fromisoformat(text.partition("T")[0]) if text else None
    except ValueError as error:
        raise FeedError(Failure.ROWS, f"minister {name}: {text[:40]!r} is no day") from error
