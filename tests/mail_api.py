"""A real HTTP server that stands for a mail service: it keeps what it is asked and answers exactly as it is told.

    with mail_api(accepted("resend"), Answer(500)) as api:
        EMAIL_URL = f"resend://?api_key=k&api_url={api.url}"

The answers are given in turn, the last one to all later requests. A body comes from tests/delivery/payloads/, raw.
Where the service has keys (Idempotency-Key), it takes what comes under one key only once.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote, unquote_plus

PAYLOADS = Path(__file__).parent / "delivery" / "payloads"

# What a service of each kind wants to be told, beside its address.
KEYS = {
    "brevo": "api_key=k",
    "mailersend": "api_token=k",
    "mailgun": "api_key=k&sender_domain=act.example",
    "mailjet": "api_key=k&secret_key=s",
    "mailtrap": "api_token=k",
    "mandrill": "api_key=k",
    "postal": "api_key=k",
    "postmark": "server_token=k",
    "resend": "api_key=k",
    "scaleway": "secret_key=k&project_id=p",
    "sendgrid": "api_key=k",
    "sparkpost": "api_key=k",
    "unisender-go": "api_key=k",
}
DROP, HANG = "drop", "hang"
MESSAGE_ID = re.compile(r"<mail\.\d+\.[^>]+>")


@dataclass(frozen=True)
class Answer:
    """`instead`: DROP closes the connection after the request was read, HANG never answers; `takes`: and has the mail all the same."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""
    takes: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message_id(self) -> str:
        """The mail's own, wherever a service of this kind wants to be told it."""
        found = MESSAGE_ID.search(unquote_plus(self.body.decode("utf-8")))  # some take JSON, some a form
        assert found, self.body
        return found[0]


def payload(name: str, status: int = 200, **headers: str) -> Answer:
    """The answer in payloads/NAME.json; of a header's name, _ stands for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, (PAYLOADS / f"{name}.json").read_bytes(), {"Content-Type": "application/json"} | named)


def accepted(service: str) -> Answer:
    """What the service says when it takes a mail."""
    if service == "sendgrid":
        return Answer(202, takes=True)
    if service == "mailersend":
        headers = {"Content-Type": "text/html; charset=UTF-8", "X-Message-Id": "5e42957d51f1d94a1070a733"}
        return Answer(202, b"", headers, takes=True)
    return replace(payload(f"{service}/accepted"), takes=True)


class MailApi(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._answers = answers
        self.asked: list[Asked] = []
        self.taken: list[Asked] = []
        self.connections = 0
        self.over = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def email_url(self, service: str, more: str = "") -> str:
        """The value of EMAIL_URL that leads here."""
        return f"{service}://?{KEYS[service]}&api_url={quote(self.url, safe='')}{more}"

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        answer = self._answers[min(len(self.asked), len(self._answers)) - 1]
        if answer.takes and not self._knows(asked):
            self.taken.append(asked)
        return answer

    def _knows(self, asked: Asked) -> bool:
        key = asked.headers.get("Idempotency-Key")
        return key is not None and any(each.headers.get("Idempotency-Key") == key for each in self.taken)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as those of real services do
    server: MailApi

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1
        self.number = self.server.connections

    def do_POST(self) -> None:  # the name is the standard library's
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.server.answer(Asked(self.path, dict(self.headers), body, self.number))
        if answer.instead == HANG:
            self.server.over.wait()
        if answer.instead:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in ({"Content-Length": str(len(answer.body))} | dict(answer.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = self.close_connection or "Content-Length" in answer.headers  # it may promise more

    def log_message(self, *words: Any) -> None:
        """Tests read `asked`."""


@contextmanager
def mail_api(*answers: Answer) -> Iterator[MailApi]:
    with MailApi(answers) as api:
        Thread(target=api.serve_forever, args=(0.01,), daemon=True).start()
        yield api
        api.over.set()
        api.shutdown()
