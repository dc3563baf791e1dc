"""The whole service as `make run` starts it, whose servers a test may stop, freeze and kill; and its supporters."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xmlrpc.client import ServerProxy

from django.db import DatabaseError, connection
from environ import Env
from supervisor.xmlrpc import SupervisorTransport

from campaign.common import running
from campaign.common.embedded.waiting import wait_until
from campaign.journeys.rehearsal.pages import forms_of
from tests.faults.processes import LIVE
from tests.flow.service import Service, is_running
from tests.smtp_server import Received, SmtpServer

CONFIRM_LINK = re.compile(r"http://\S+/en/confirm/\S+/")
SECRET_KEY = "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz"


class BreakableService:
    """A running service, and the mail server that it sends to."""

    def __init__(self, folder: Path, mail_server: SmtpServer) -> None:
        self.mail_server = mail_server
        self._service = Service(folder)

    def start(self) -> None:
        self._service.start(
            **LIVE,
            SECRET_KEY=SECRET_KEY,
            EMAIL_URL=self.mail_server.url,
            PUBLIC_URL=f"http://localhost:{self._service.port}",
            ALLOWED_HOSTS="localhost",
        )

    def end(self) -> None:
        self._service.stop()

    def received(self) -> list[Received]:
        return self.mail_server.received()

    @property
    def _note(self) -> running.Running:
        note = running.read(self._service.data_dir)
        assert note is not None
        return note

    @property
    def redis_url(self) -> str:
        return self._note.redis_url

    @contextmanager
    def its_database(self) -> Iterator[None]:
        """Within the block, Django speaks to the service's database."""
        own = connection.settings_dict
        connection.close()
        connection.settings_dict = own | {"HOST": "", "PORT": ""} | Env.db_url_config(self._note.database_url)
        connection.settings_dict["OPTIONS"] = {**own["OPTIONS"], **connection.settings_dict["OPTIONS"]}
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict = own

    @contextmanager
    def stopped(self, server: str) -> Iterator[None]:
        """Within the block, that server ("redis" or "postgres") is down."""
        self._supervisor("stopProcess", server)
        try:
            yield
        finally:
            self._supervisor("startProcess", server, False)  # it may have to try several times

    def database_answers(self) -> bool:
        """Whether it does now; a connection that was open to it before is closed."""
        connection.close()
        try:
            connection.ensure_connection()
        except DatabaseError:
            return False
        return True

    def _supervisor(self, order: str, server: str, *options: bool) -> None:
        transport: Any = SupervisorTransport(None, None, f"unix://{self._note.folder}/supervisor.sock")
        try:
            getattr(ServerProxy("http://127.0.0.1", transport=transport).supervisor, order)(
                f"servers:{server}", *options
            )
        finally:
            transport.close()

    def process(self, words: str) -> int:
        number = self._service.process(words)
        assert number is not None
        return number

    def kill(self, words: str) -> None:
        """kill -9; the supervisor starts it again."""
        victim = self.process(words)
        os.kill(victim, signal.SIGKILL)
        assert wait_until(lambda: not is_running(victim), 5)

    @contextmanager
    def frozen(self, words: str) -> Iterator[None]:
        victim = self.process(words)
        os.kill(victim, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(victim, signal.SIGCONT)

    def page(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        web = HTTPConnection("localhost", self._service.port, timeout=20)
        try:
            web.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
            answer = web.getresponse()
            return answer.status, answer.read().decode()
        finally:
            web.close()

    def submit(self, page: str, slug: str, address: str) -> bool:
        """Send the form of that page; whether it was acknowledged."""
        form = next(form for form in forms_of(page) if form.has("email"))
        typed = {
            "first_name": "Ana",
            "last_name": "Quispe",
            "email": address,
            "city": "Montréal",
            "postal_code": "H2X 1Y4",
        }
        return self._post(f"/en/c/{slug}/", form.filled(typed, {}))

    def confirm(self, mail: Received) -> bool:
        """Press the button behind the mail's link; whether it was acknowledged."""
        part = mail.message.get_body(("plain",))
        assert part is not None
        link = CONFIRM_LINK.search(part.get_content())
        assert link is not None
        return self._post(urlsplit(link[0]).path, [("ok", "")])

    def _post(self, path: str, fields: list[tuple[str, str]]) -> bool:
        try:
            return self._ask("POST", path, urlencode(fields))[0] == 303
        except (OSError, HTTPException):
            return False
