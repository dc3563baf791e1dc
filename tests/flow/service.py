"""`make run` as a person uses it: real processes on a free port and a DATA_DIR of their own, whose path has a space."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from campaign.common.embedded.waiting import wait_until
from campaign.common.env import NAMES, PROJECT
from tests.ports import free_port

START_SECONDS = 90
UP = "Ctrl-C stops it."


def clean_environment(**variables: str) -> dict[str, str]:
    """This run's environment without anything that configures the service, but for what is named."""
    ours = {*NAMES, "DATABASE_URL", "REDIS_URL", "DATA_DIR"}
    return {name: value for name, value in os.environ.items() if name not in ours} | {"ENV_FILE": ""} | variables


def launch_in_vain(**variables: str) -> tuple[int, str]:
    """Exit code and words of a start that is expected to be refused."""
    done = subprocess.run(
        [sys.executable, "-m", "campaign.common.embedded"],
        cwd=PROJECT,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


def processes_below(parent: int) -> dict[int, str]:
    """Number and command line of every process that descends from `parent`."""
    found: dict[int, str] = {}
    waiting = [parent]
    while waiting:
        process = waiting.pop()
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in map(int, _read(children).split()):
                found[child] = _read(Path(f"/proc/{child}/cmdline")).replace("\0", " ")
                waiting.append(child)
    return found


def is_running(process: int) -> bool:
    """Whether it lives; one that has ended and waits to be reaped does not."""
    state = re.search(r"^State:\s+(\w)", _read(Path(f"/proc/{process}/status")), re.MULTILINE)
    return state is not None and state[1] != "Z"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Service:
    """One `make run` at a time on one DATA_DIR, which may be started again."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "my data"
        self.port = free_port()
        self.output = ""
        self._log = folder / "output"
        self._make: subprocess.Popen[bytes] | None = None

    def start(self, **variables: str) -> None:
        with self._log.open("wb") as log:
            self._make = self._launch(log, variables)
        assert wait_until(lambda: UP in self._read_output() or not self.is_up(), START_SECONDS), self._read_output()
        self.output = self._read_output()
        assert self.is_up(), self.output

    def is_up(self) -> bool:
        return self._make is not None and self._make.poll() is None

    def processes(self) -> dict[int, str]:
        assert self._make is not None
        return processes_below(self._make.pid)

    def process(self, words: str) -> int | None:
        return next((number for number, command in self.processes().items() if words in command), None)

    def get(self, path: str) -> tuple[int, str]:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def terminate(self) -> None:
        assert self._make is not None
        self._make.send_signal(signal.SIGTERM)
        self._make.wait(timeout=30)

    def stop(self) -> None:
        if self.is_up():
            self.terminate()

    def _launch(self, log: IO[bytes], variables: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["make", "run"],
            cwd=PROJECT,
            env=clean_environment(PORT=str(self.port), DATA_DIR=str(self.data_dir), **variables),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def _read_output(self) -> str:
        return self._log.read_text(encoding="utf-8")
