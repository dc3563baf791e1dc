"""A real HTTP server that stands for a feed: it keeps what it is asked, and answers exactly as it is told.

    with feed_server({"/list": [Answer(503, retry_after="2"), Answer(body=b"...")]}) as feed:
        client.get(feed.url + "/list")

The answers of a path are given in turn, the last one to all later requests. An answer with an ETag is a 304 to whoever has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from threading import Event, Thread


@dataclass(frozen=True)
class Answer:
    """`cut`: only half of the body that was promised; `hang`: nothing at all, `drip`: a byte now and then, until the server ends."""

    status: int = 200
    body: bytes = b""
    etag: str = ""
    retry_after: str = ""
    location: str = ""
    cut: bool = False
    hang: bool = False
    drip: bool = False


@dataclass
class FeedServer:
    url: str
    answers: Mapping[str, Sequence[Answer]]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    def next_answer(self, path: str) -> Answer:
        known = self.answers.get(path, [Answer(404, b"<html>no such page</html>")])
        before = sum(asked == path for asked, _headers in self.asked)
        return known[min(before, len(known) - 1)]


def _drip(out: BufferedIOBase, ended: Event) -> None:
    with suppress(OSError):  # whoever asked has gone
        while not ended.wait(0.05):
            out.write(b" ")
            out.flush()


@contextmanager
def feed_server(answers: Mapping[str, Sequence[Answer]]) -> Iterator[FeedServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = feed.next_answer(self.path)
            feed.asked.append((self.path, dict(self.headers)))
            if answer.hang:
                feed.ended.wait()
                return
            same = bool(answer.etag) and self.headers.get("If-None-Match") == answer.etag
            body = b"" if same else answer.body
            feed.statuses.append(304 if same else answer.status)
            self.send_response(feed.statuses[-1])
            named = {"ETag": answer.etag, "Retry-After": answer.retry_after, "Location": answer.location}
            for name, value in named.items():
                if value:
                    self.send_header(name, value)
            if not same:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if answer.drip:
                _drip(self.wfile, feed.ended)
                return
            self.wfile.write(body[: len(body) // 2] if answer.cut else body)
            self.close_connection = answer.cut

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feed = FeedServer(f"http://127.0.0.1:{server.server_port}", answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield feed
    finally:
        feed.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
