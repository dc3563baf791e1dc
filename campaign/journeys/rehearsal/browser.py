"""A browser as far as a rehearsal needs one: kept-alive connections, form posts, and a stopwatch on every request."""

import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from campaign.common.client_address import REHEARSAL_HEADER, sign_rehearsal_client
from campaign.journeys.rehearsal.pages import Pairs

TIMEOUT_SECONDS = 30.0
FORM = "application/x-www-form-urlencoded"


class NoAnswer(Exception):
    """The service could not be reached, or hung up before it had answered."""


@dataclass(frozen=True)
class Timed:
    """One request that was answered: how long that took, in seconds."""

    kind: str
    seconds: float
    status: int


@dataclass(frozen=True)
class Answer:
    """`location` is the path that a redirect leads to, else ""."""

    status: int
    location: str
    text: str


@dataclass
class Site:
    """The service under its address, and everything it was asked. One for all threads; each has its own connection."""

    url: str
    log: list[Timed] = field(default_factory=list)
    _connections: threading.local = field(default_factory=threading.local)

    def fetch(self, kind: str, path: str, client: str, form: Pairs | None = None) -> Answer:
        """GET, or POST where there is a form, as the client with this network address. Raises NoAnswer."""
        body = urlencode(form).encode() if form is not None else None
        headers = {REHEARSAL_HEADER: sign_rehearsal_client(client), "Accept": "text/html"}
        headers |= {"Content-Type": FORM} if form is not None else {}
        begun = time.perf_counter()
        response, content = self._exchange("GET" if body is None else "POST", path, body, headers)
        self.log.append(Timed(kind, time.perf_counter() - begun, response.status))
        location = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, location._replace(scheme="", netloc="").geturl(), content.decode())

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """As browsers do, a request is sent again when a connection that was kept alive turns out to be closed."""
        kept: HTTPConnection | None = getattr(self._connections, "kept", None)
        for connection in (kept, self._new_connection()):
            if connection is None:
                continue
            self._connections.kept = connection
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                return response, response.read()
            except (OSError, HTTPException) as error:
                connection.close()
                if connection is not kept or not isinstance(error, ConnectionError):
                    raise NoAnswer(f"{type(error).__name__}: {error}") from error
        raise AssertionError("a new connection either answers or raises")

    def _new_connection(self) -> HTTPConnection:
        """Connects with its first request."""
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
