"""Where the servers of a running `make run` are: a note in DATA_DIR that other commands find them by."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

NOTE = "runtime.json"


@dataclass(frozen=True)
class Running:
    """A service that runs on this DATA_DIR: its servers, its private folder, the process that started it."""

    database_url: str
    redis_url: str
    port: int
    folder: str
    process: int


def write(data_dir: Path, running: Running) -> None:
    """Leaves the note, readable by its owner only, in one step: a reader finds all of it or nothing."""
    draft = data_dir / f"{NOTE}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(running), indent=2), encoding="utf-8")
    draft.replace(data_dir / NOTE)


def read(data_dir: Path) -> Running | None:
    """The note, or None when there is none or it cannot be understood. It may be stale: see `is_alive`."""
    try:
        return Running(**json.loads((data_dir / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_alive(running: Running) -> bool:
    """Whether the service's private folder, which is removed when it stops, is still there and its process too."""
    if not Path(running.folder).is_dir():
        return False
    try:
        os.kill(running.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def remove(data_dir: Path) -> None:
    (data_dir / NOTE).unlink(missing_ok=True)
