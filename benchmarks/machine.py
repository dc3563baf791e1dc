"""What a measurement runs on: servers of its own, an environment of its own, and programs that end with it."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from campaign.common import env
from campaign.common.embedded.deathsig import dies_with_parent
from campaign.common.embedded.throwaway import throwaway_servers
from campaign.common.embedded.waiting import wait_until

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 10


class Missing(Exception):
    """A tool that is not installed; the text says which, in one line."""


class Broken(Exception):
    """A program of the measurement failed; the text says what it wrote."""


@dataclass(frozen=True)
class Machine:
    """Where servers and settings are, as the environment of every program that is measured."""

    environment: Mapping[str, str]
    folder: Path

    def with_settings(self, module: str, **values: str) -> dict[str, str]:
        return {**self.environment, "DJANGO_SETTINGS_MODULE": module, **values}


@contextmanager
def machine() -> Iterator[Machine]:
    """A database and a Redis that nobody else uses, forced to disk as in production (fsync, synchronous_commit)."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dm-bench-")))
        # What a developer's shell says must not change what is measured.
        foreign = {*env.NAMES, "DJANGO_SETTINGS_MODULE"}
        environment = {name: value for name, value in os.environ.items() if name not in foreign}
        if environment.get("DATABASE_URL") and environment.get("REDIS_URL"):
            database, redis = (
                stack.enter_context(database_beside(environment["DATABASE_URL"])),
                environment["REDIS_URL"],
            )
        else:
            servers = stack.enter_context(throwaway_servers())
            database, redis = servers.database_url, servers.redis_url
        yield Machine(
            environment
            | {
                "ENV_FILE": "",
                "DATABASE_URL": database,
                "REDIS_URL": redis,
                "DATA_DIR": str(folder),
                "SECRET_KEY": secrets.token_urlsafe(64),
                "PYTHONPATH": str(PROJECT),
                "LOG_LEVEL": "WARNING",
            },
            folder,
        )


@contextmanager
def database_beside(url: str) -> Iterator[str]:
    """A new database on the server of this one, which stays untouched."""
    name = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def database_kept(url: str, name: str) -> str:
    """A database on the server of this one, made where it is not there yet and left there: filling it takes longer than measuring."""
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def tool(name: str, package: str) -> str:
    """The path of a program; Missing says which Debian package has it."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        raise Missing(f"{name} is not installed: on Debian, `apt-get install {package}`.")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Program:
    """A program that runs beside us."""

    process: subprocess.Popen[str]
    errors: IO[str]

    def read(self) -> str:
        """Its next line; Broken, with what it complained of, where it ended instead."""
        line = self.process.stdout.readline().strip() if self.process.stdout else ""
        if not line:
            raise Broken(f"{self.name} ended: {self.complaint()}")
        return line

    def write(self, line: str) -> None:
        assert self.process.stdin is not None  # noqa: S101  # a pipe, see running()
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    @property
    def name(self) -> str:
        return " ".join(map(str, self.process.args)) if isinstance(self.process.args, list) else str(self.process.args)

    def complaint(self) -> str:
        self.errors.seek(0)
        return self.errors.read()[-2000:].strip()


@contextmanager
def running(command: list[str], environment: Mapping[str, str], port: int | None = None) -> Iterator[Program]:
    """A program with its children, for as long as the block lasts; where it has a port, the block waits until it listens."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603  # our own words
            dies_with_parent(command),
            env=dict(environment),
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            # A server's access log is read by nobody, and a full pipe would stop it.
            stdout=errors if port is not None else subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        started = Program(process, errors)
        try:
            if port is not None:
                _wait_for(started, port)
            yield started
        finally:
            _end(process)


def _wait_for(started: Program, port: int) -> None:
    wait_until(lambda: _listens(port) or started.process.poll() is not None, START_SECONDS)
    if not _listens(port):
        raise Broken(f"{started.name} does not listen: {started.complaint()}")


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def program(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def run(command: list[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Runs a program to its end; the JSON it writes last, or {} where it writes none."""
    done = subprocess.run(  # noqa: S603  # our own words
        dies_with_parent(command),
        env=dict(environment),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Broken(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    lines = done.stdout.strip().splitlines()
    return dict(json.loads(lines[-1])) if lines and lines[-1].startswith("{") else {}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
