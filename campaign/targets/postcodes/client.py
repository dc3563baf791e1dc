"""Asks Represent (Open North) in which ridings a postal code lies: once, and for two seconds at the very most.

https://represent.opennorth.ca/api/: no key, 60 requests a minute. Somebody waits for the answer and has another way to choose, so
nothing is asked twice; its redirects are not followed, for they lead where no operator sent us.
"""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

SECONDS = 2.0
MOST_BYTES = 1024 * 1024  # an answer has some ten thousand
CHUNK = 16 * 1024
# /boundaries/federal-electoral-districts-2023-representation-order/59028/; the order before (338 ridings) has no year in its name.
FEDERAL = re.compile(r"^/boundaries/federal-electoral-districts-2023-representation-order/(\d{5})/?$")
MEMBER = "MP"


class NoAnswer(Exception):
    """Represent is slow, away, busy, or says what cannot be read: nothing is known now, and perhaps later."""


@dataclass(frozen=True)
class Found:
    """The codes of the ridings, by centroid and by concordance; none of either for a code that Represent does not know."""

    centroid: list[str]
    concordance: list[str]


# A name server that hangs knows no timeout: so many threads of a process wait for it, and nobody else.
_ASKERS = ThreadPoolExecutor(4, thread_name_prefix="represent")


def ask(postal_code: str) -> Found:
    """What Represent says of a Canadian code, within SECONDS. Raises NoAnswer."""
    asked = _ASKERS.submit(_ask, postal_code)
    try:
        return asked.result(SECONDS)
    except TimeoutError as error:
        asked.cancel()
        raise NoAnswer("too slow") from error


def _ask(postal_code: str) -> Found:
    url = urljoin(settings.REPRESENT_URL, f"/postcodes/{quote(postal_code.replace(' ', ''))}/")
    until = time.monotonic() + SECONDS
    try:
        with closing(
            requests.get(
                url,
                headers={"User-Agent": f"DearMinister (+{settings.PUBLIC_URL})", "Accept": "application/json"},
                timeout=SECONDS,
                stream=True,
                allow_redirects=False,
            )
        ) as response:
            if response.status_code == requests.codes.not_found:
                return Found([], [])
            if response.status_code != requests.codes.ok:
                raise NoAnswer(f"answered {response.status_code}")
            return _read(_body(response, until))
    except (requests.RequestException, HTTPError) as error:
        raise NoAnswer(type(error).__name__) from error


def _body(response: requests.Response, until: float) -> bytes:
    """Read as it comes: the timeout of `requests` is one for each piece, and a byte a second is never too late for it."""
    body = bytearray()
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NoAnswer(f"more than {MOST_BYTES} bytes")
        if time.monotonic() > until:
            raise NoAnswer(f"too slow, {len(body)} bytes in {SECONDS:.0f} s")
    return bytes(body)


def _read(body: bytes) -> Found:
    try:
        answer = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"no JSON, it begins {body[:40]!r}") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("boundaries_centroid"), list):
        raise NoAnswer("no answer about a postal code")
    return Found(_codes(answer, "centroid"), _codes(answer, "concordance"))


def _codes(answer: dict[str, Any], way: str) -> list[str]:
    """Of the boundaries and of the members' ridings: either list may lack what the other has, or be absent when it is empty."""
    boundaries = [one.get("url") for one in _dicts(answer.get(f"boundaries_{way}"))]
    members = [one for one in _dicts(answer.get(f"representatives_{way}")) if one.get("elected_office") == MEMBER]
    related = [(one.get("related") or {}) for one in members]
    ridings = [one.get("boundary_url") for one in related if isinstance(one, dict)]
    matches = (FEDERAL.match(url) for url in (*boundaries, *ridings) if isinstance(url, str))
    return list(dict.fromkeys(match[1] for match in matches if match))


def _dicts(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
