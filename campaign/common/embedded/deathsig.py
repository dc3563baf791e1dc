"""Commands that get a signal when their parent dies, however it dies: no `kill -9` leaves a process behind."""

import shutil
import subprocess
from functools import lru_cache


@lru_cache(maxsize=1)
def setpriv() -> str:
    """The path of util-linux's setpriv, or "" where there is none that knows --pdeathsig (BusyBox, macOS)."""
    path = shutil.which("setpriv")
    if path is None:
        return ""
    command = [path, "--pdeathsig", "TERM", "true"]
    trial = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # our own words
    return path if trial.returncode == 0 else ""


def dies_with_parent(command: list[str], signal: str = "TERM") -> list[str]:
    return [setpriv(), "--pdeathsig", signal, *command] if setpriv() else command
