"""Live mode, the whole service, and the worst minute of its life: the worker killed and Redis emptied while it sends."""

import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import psycopg
import pytest
import redis

from campaign.common import running
from campaign.common.embedded.waiting import wait_until
from campaign.journeys.rehearsal.pages import forms_of
from tests.flow.service import Service
from tests.smtp_server import Received, SmtpServer, smtp_server

pytestmark = pytest.mark.processes

SUPPORTERS = 16
LETTERS = 5 * SUPPORTERS
CONFIRM_LINK = re.compile(r"http://\S+/en/confirm/\S+/")


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[SmtpServer]:
    """Takes a moment for each letter, as servers do, so that there is a middle to crash in."""
    folder = tmp_path / "mails"
    folder.mkdir()
    with smtp_server(folder, f"data:{SUPPORTERS + 1}-:wait 0.05") as server:
        yield server


@pytest.fixture
def service(tmp_path: Path, mail_server: SmtpServer) -> Iterator[Service]:
    service = Service(tmp_path)
    address = f"http://localhost:{service.port}"
    service.start(
        DELIVERY_MODE="live",
        EMAIL_URL=mail_server.url,
        MAILBOX_PER_HOUR="3600000",  # else all but the first five letters of each mailbox would wait for their turn
        PUBLIC_URL=address,
        ALLOWED_HOSTS="localhost,127.0.0.1",
        SECRET_KEY="only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    )
    yield service
    service.stop()


def post(address: str, fields: list[tuple[str, str]]) -> str:
    with urlopen(Request(address, urlencode(fields).encode()), timeout=30) as answer:  # noqa: S310 - our own server
        assert answer.status == 200
        return str(answer.url)


def write(service: Service, number: int) -> None:
    address = f"http://localhost:{service.port}/en/c/peru-2022/"
    form = next(form for form in forms_of(service.get("/en/c/peru-2022/")[1]) if form.has("email"))
    typed = {
        "first_name": "Ana",
        "last_name": "Quispe",
        "email": f"ana{number}@mail.example",
        "city": "Puno",
        "postal_code": "H2X 1Y4",
    }
    assert "/sent/" in post(address, form.filled(typed, {}))


def confirm(mail: Received, service: Service) -> None:
    link = CONFIRM_LINK.search(mail.message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link is not None
    assert "/letter/" in post(f"http://localhost:{service.port}{urlsplit(link[0]).path}", [])


def letters(server: SmtpServer) -> list[Received]:
    return [mail for mail in server.received() if mail.recipients[0].endswith("@parl.gc.ca")]


def in_database(service: Service, statement: str) -> list[tuple[int]]:
    note = running.read(service.data_dir)
    assert note is not None
    with psycopg.connect(note.database_url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def kill_the_worker_and_empty_redis(service: Service) -> None:
    note = running.read(service.data_dir)
    assert note is not None
    for number, command in service.processes().items():
        if "celery" in command and " worker " in command:  # PostgreSQL has workers, too
            os.kill(number, signal.SIGKILL)
    redis.Redis.from_url(note.redis_url).flushall()


def test_every_letter_arrives_and_at_most_one_twice(service: Service, mail_server: SmtpServer) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: write(service, number), range(SUPPORTERS)))
    assert wait_until(lambda: len(mail_server.received()) == SUPPORTERS, 30), "everybody is asked to confirm"
    for mail in mail_server.received():
        confirm(mail, service)
    # The clocks of the undo window, of the lost lease and of the doubt are wound on, not waited for.
    in_database(service, "UPDATE delivery_outgoingmail SET next_attempt_at = now() WHERE kind = 'letter'")
    assert wait_until(lambda: len(letters(mail_server)) >= LETTERS // 4, 30)
    kill_the_worker_and_empty_redis(service)
    assert len(letters(mail_server)) < LETTERS, "it was the middle"
    in_database(service, "UPDATE delivery_outgoingmail SET lease_until = now() WHERE state = 'sending'")
    waiting = "SELECT count(*) FROM delivery_outgoingmail WHERE kind = 'letter' AND state IN ('queued', 'sending')"
    assert wait_until(lambda: in_database(service, waiting) == [(0,)], 60)
    in_database(service, "UPDATE delivery_outgoingmail SET next_attempt_at = now() WHERE state = 'uncertain'")
    accepted = "SELECT count(*) FROM delivery_outgoingmail WHERE kind = 'letter' AND state = 'accepted'"
    assert wait_until(lambda: in_database(service, accepted) == [(LETTERS,)], 60)
    copies = Counter(str(mail.message["Message-ID"]) for mail in letters(mail_server))
    assert len(copies) == LETTERS, "none is lost"
    # Two pool children each held a claim when they were killed; each may have left one letter in doubt.
    assert sum(copies.values()) - LETTERS <= 2
    assert set(copies.values()) <= {1, 2}
