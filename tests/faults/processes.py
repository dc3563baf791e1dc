"""Processes that a test may kill: Celery's real worker and beat, and a worker that stops at an exact point; on the test's database."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaign.common.embedded.waiting import wait_until
from campaign.common.env import PROJECT
from campaign.delivery import services
from campaign.delivery.wake import Quiet
from tests.flow.service import clean_environment, is_running, processes_below

# Live mode with the pace out of the way.
LIVE = {"DELIVERY_MODE": "live", "MAILBOX_PER_HOUR": "3600000", "DOMAIN_PER_HOUR": "3600000"}
# As `make run` starts them.
CELERY = [sys.executable, "-m", "celery", "--app", "campaign"]
WORKER = [*CELERY, "worker", "--pool", "prefork", "--concurrency", "2", "--without-gossip", "--without-mingle"]
SHIFTED_CLOCK = Path(__file__).parent / "shifted_clock"


def environment(email_url: str) -> dict[str, str]:
    """For a process that works on this test's database and Redis, and sends to that server."""
    return clean_environment(
        **LIVE,
        SECRET_KEY=settings.SECRET_KEY,
        DATABASE_URL=_database_url(),
        REDIS_URL=settings.REDIS_URL,
        DATA_DIR=str(settings.DATA_DIR),
        EMAIL_URL=email_url,
        PUBLIC_URL="http://localhost:8000",
        ALLOWED_HOSTS="localhost",
        PYTHONPATH=str(PROJECT),
        REMAP_SIGTERM="SIGQUIT",
    )


def with_clock(variables: Mapping[str, str], clock: Path) -> dict[str, str]:
    """The same for a process whose clock is wrong by as many seconds as stand in that file at the moment."""
    return {**variables, "PYTHONPATH": f"{SHIFTED_CLOCK}:{PROJECT}", "SHIFTED_CLOCK": str(clock)}


def _database_url() -> str:
    known = connection.settings_dict
    host = known["OPTIONS"].get("host")
    if host:
        return f"postgres://{known['USER']}@/{known['NAME']}?host={quote(host)}"
    login = f"{known['USER']}:{quote(known['PASSWORD'])}" if known["PASSWORD"] else known["USER"]
    return f"postgres://{login}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


class Process:
    """One process and what it started; gone at the end of the block in which it was `running`."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process = process
        self._log = log

    def wait_for_word(self) -> str:
        """The next line that it prints."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, self._log.read_text(encoding="utf-8")
        return line

    def children(self) -> list[int]:
        return list(processes_below(self._process.pid))

    def kill(self) -> None:
        """kill -9, its children as well."""
        everybody = [self._process.pid, *self.children()]
        for each in everybody:
            _kill(each)
        self._process.wait()
        assert wait_until(lambda: not any(map(is_running, everybody)), 5)

    def kill_a_child(self) -> None:
        victim = min(self.children())
        _kill(victim)
        assert wait_until(lambda: victim not in self.children(), 10)

    def terminate(self, seconds: float = 10) -> None:
        self._process.terminate()
        self._process.wait(timeout=seconds)

    def is_up(self) -> bool:
        return self._process.poll() is None

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return  # the others' end was its own


@contextmanager
def running(command: list[str], variables: Mapping[str, str], log: Path) -> Iterator[Process]:
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(
            command,
            env=variables,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        ) as started,
    ):
        process = Process(started, log)
        try:
            yield process
        finally:
            if process.is_up():
                process.kill()


@contextmanager
def celery_worker(variables: Mapping[str, str], folder: Path) -> Iterator[Process]:
    """The worker as `make run` starts it, two pool children."""
    with running([*WORKER, "--loglevel", "ERROR"], variables, folder / "worker.log") as process:
        yield process


@contextmanager
def celery_beat(variables: Mapping[str, str], folder: Path) -> Iterator[Process]:
    folder.mkdir(exist_ok=True)
    command = [*CELERY, "beat", "--schedule", str(folder / "schedule"), "--pidfile", "", "--loglevel", "ERROR"]
    with running(command, variables, folder / "beat.log") as process:
        yield process


@contextmanager
def stopping_worker(point: str, variables: Mapping[str, str], folder: Path) -> Iterator[Process]:
    """A worker that says "here" at a point of its work (see tests.faults.stopping_worker), and waits there to be killed."""
    command = [sys.executable, "-m", "tests.faults.stopping_worker", point]
    with running(command, variables, folder / "stopping.log") as process:
        assert process.wait_for_word() == "here"
        yield process


def one_by_one(variables: Mapping[str, str], log: Path) -> AbstractContextManager[Process]:
    """A worker that claims, sends and records each mail by itself until none is due, and then prints how many it sent."""
    return running([sys.executable, "-m", "tests.faults.stopping_worker", "one-by-one"], variables, log)


def hints() -> list[str]:
    """Who gave each of the hints that no worker has taken yet."""
    waiting: Any = redis.Redis.from_url(settings.REDIS_URL).lrange("celery", 0, -1)
    return [str(json.loads(each)["headers"]["origin"]) for each in waiting]


def forget_hints() -> None:
    redis.Redis.from_url(settings.REDIS_URL).delete("celery")
    Quiet.until = 0.0


def sweep() -> None:
    """One tick of the clock, as Celery's beat gives it."""
    services.sweep(timezone.now())


def sweep_until(is_true: Callable[[], object], seconds: float = 30) -> bool:
    """Let the clock tick until something is so; hints to the workers are coalesced, as in life."""

    def tick() -> object:
        sweep()
        return is_true()

    return wait_until(tick, seconds)
