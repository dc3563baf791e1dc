"""Represent (Open North): the members of the House of Commons with their addresses, as JSON in pages."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from campaign.targets.feeds.client import Failure, FeedClient, FeedError
from campaign.targets.feeds.people import FeedPeople, read_people

PATH = "/representatives/house-of-commons/?limit=500"
MOST_PAGES = 20
PERSON_ID = re.compile(r"\((\d+)\)/?$")  # the House's profile: /Members/en/parm-bains(111067)
RIDING_CODE = re.compile(r"/(\d{5})/?$")  # /boundaries/federal-electoral-districts-2023-representation-order/59028/


def fetch_represent(client: FeedClient, base_url: str, tell: Callable[[int], None]) -> FeedPeople:
    """Everybody of all pages; `tell` is called with how many came by now. FeedError when a page or person is missing."""
    found: list[Any] = []
    url: str | None = urljoin(base_url, PATH)
    total = 0
    for _number in range(MOST_PAGES):
        if url is None:
            break
        listed = _listed(client.get(url).body, url)
        found += listed["objects"]
        total = listed["meta"].get("total_count")
        url = _next(url, listed["meta"].get("next"))
        tell(len(found))
    if url is not None or total != len(found):
        raise FeedError(Failure.INCOMPLETE, f"{len(found)} people came, and it says there are {total}")
    return read_people([_person(one) for one in found if isinstance(one, dict) and one.get("elected_office") == "MP"])


def _listed(body: bytes, url: str) -> dict[str, Any]:
    try:
        listed = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise FeedError(Failure.UNREADABLE, f"{url}: not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise FeedError(Failure.UNREADABLE, f"{url}: no JSON, it begins {body[:40]!r}") from error
    shape = (
        isinstance(listed, dict) and isinstance(listed.get("objects"), list) and isinstance(listed.get("meta"), dict)
    )
    if not shape:
        raise FeedError(Failure.UNREADABLE, f"{url}: no list of people")
    return dict(listed)


def _next(url: str, path: object) -> str | None:
    """The next page's address, on the same server: the feed gives its path."""
    if path is None:
        return None
    following = urljoin(url, path) if isinstance(path, str) else ""
    if urlsplit(following)[:2] != urlsplit(url)[:2]:
        raise FeedError(Failure.UNREADABLE, f"{url}: the next page is somewhere else, {str(path)[:80]!r}")
    return following


def _person(one: dict[str, Any]) -> dict[str, object]:
    """By the roster's columns. Provinces and roles are not told; an address is taken as it stands, never made."""
    related = one.get("related") if isinstance(one.get("related"), dict) else {}
    return {
        "name": one.get("name"),
        "first_name": one.get("first_name"),
        "last_name": one.get("last_name"),
        "email": one.get("email"),
        "party": one.get("party_name"),
        "riding": one.get("district_name"),
        "riding_code": _found(RIDING_CODE, (related or {}).get("boundary_url")),
        "preferred_language": _language(one.get("extra")),
        "source_id": _found(PERSON_ID, one.get("url")),
    }


def _found(pattern: re.Pattern[str], text: object) -> str:
    match = pattern.search(text) if isinstance(text, str) else None
    return match[1] if match else ""


def _language(extra: object) -> object:
    """Somebody with two preferred languages prefers none."""
    languages = extra.get("preferred_languages") if isinstance(extra, dict) else None
    known = [one for one in languages or () if one in ("English", "French")]
    return known[0] if len(known) == 1 else ""
