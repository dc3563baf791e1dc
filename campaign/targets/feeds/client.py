"""GET from a public feed: patient with a busy server, never more than it bears, and never longer than a task may last.

requests rather than httpx: it is what alerts use already and is kept up, while httpx was last released in December 2024.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import requests
from django.conf import settings

from campaign.common.retry_after import retry_after
from campaign.targets.models import RosterCheck

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0  # Represent lists all members in some seconds
RETRIES = 3
RETRIED = frozenset({429, 502, 503, 504})
BACKOFF_SECONDS = 2.0  # then 4, then 8
SECONDS_BETWEEN = 1.0  # Represent's limit: 60 requests a minute
ALL_SECONDS = (
    90.0  # for one feed with all waiting; a last try of 25 s more still ends before CELERY_TASK_TIME_LIMIT, 120
)
MOST_BYTES = 8 * 1024 * 1024  # the largest feed has half a megabyte
CHUNK = 64 * 1024

Failure = RosterCheck.Failure


class FeedError(Exception):
    """A feed that cannot be used now; `failure` is the sort, the text what was seen."""

    def __init__(self, failure: RosterCheck.Failure, detail: str) -> None:
        self.failure = failure
        super().__init__(detail)


@dataclass(frozen=True)
class Page:
    """What one address answered; `unchanged`: a 304, so that the body is the one we had."""

    url: str
    body: bytes
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False


class _Busy(Exception):
    """Worth another try, after the time that the server named, if it did."""

    def __init__(
        self, detail: str, after: timedelta | None = None, failure: RosterCheck.Failure = Failure.REFUSED
    ) -> None:
        self.after, self.failure = after, failure
        super().__init__(detail)


class FeedClient:
    """One feed's visitor. `known`: the pages kept from the last time, by address; `pages` are those got by now."""

    def __init__(
        self,
        known: Mapping[str, Page],
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.pages: list[Page] = []
        self._known = known
        self._clock, self._wait = clock, wait
        self._read_seconds = read_seconds
        self._until = clock() + ALL_SECONDS
        self._next_at = clock()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"DearMinister (+{settings.PUBLIC_URL})"

    def get(self, url: str) -> Page:
        """The page at an address. FeedError after three more tries, or at once where another try would not help."""
        for tries in range(RETRIES + 1):
            try:
                page = self._ask(url)
            except _Busy as busy:
                if tries == RETRIES:
                    raise FeedError(busy.failure, f"{url}: {busy} (tried {tries + 1} times)") from busy
                self._pause(url, busy, BACKOFF_SECONDS * 2**tries)
            else:
                self.pages.append(page)
                return page
        raise AssertionError("the last try either returns or raises")

    def _pause(self, url: str, busy: _Busy, backoff: float) -> None:
        seconds = backoff if busy.after is None else busy.after.total_seconds()
        if self._clock() + seconds >= self._until:
            raise FeedError(
                busy.failure, f"{url}: {busy}; it asks to wait {seconds:.0f} s, longer than we can"
            ) from busy
        self._wait(seconds)

    def _ask(self, url: str) -> Page:
        if (early := self._next_at - self._clock()) > 0:
            self._wait(early)
        self._next_at = self._clock() + SECONDS_BETWEEN
        known = self._known.get(url)
        try:
            with closing(
                self._session.get(
                    url,
                    headers=_validators(known),
                    timeout=(CONNECT_SECONDS, self._read_seconds),
                    stream=True,
                    allow_redirects=False,
                )
            ) as response:
                return self._page(url, response, known)
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _Busy(type(error).__name__, failure=Failure.UNREACHABLE) from error
        except requests.RequestException as error:
            raise FeedError(Failure.UNREACHABLE, f"{url}: {type(error).__name__}") from error

    def _page(self, url: str, response: requests.Response, known: Page | None) -> Page:
        status = response.status_code
        if status in RETRIED:
            raise _Busy(f"answered {status}", retry_after(response.headers.get("Retry-After")))
        if status == requests.codes.not_modified and known is not None:
            return Page(url, known.body, known.etag, known.last_modified, unchanged=True)
        if status != requests.codes.ok:
            raise FeedError(Failure.REFUSED, f"{url}: answered {status}")
        headers = response.headers
        return Page(url, self._body(url, response), headers.get("ETag", ""), headers.get("Last-Modified", ""))

    def _body(self, url: str, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                raise FeedError(Failure.UNREADABLE, f"{url}: more than {MOST_BYTES} bytes")
            if self._clock() > self._until:
                raise FeedError(Failure.UNREACHABLE, f"{url}: too slow, {len(body)} bytes in {ALL_SECONDS:.0f} s")
        return bytes(body)


def _validators(known: Page | None) -> dict[str, str]:
    if known is None:
        return {}
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value}
