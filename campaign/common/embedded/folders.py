"""DATA_DIR, locked for one instance, and the instance's private folder with a short path."""

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.common import running
from campaign.common.embedded.errors import CannotStart

LOCK = "lock"
PREFIX = "dm-"


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Makes DATA_DIR and holds it; the kernel lets go of it when this process ends, however it ends."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise CannotStart(f"DATA_DIR: cannot use {data_dir}: {problem.strerror}; choose another folder.") from problem
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(handle, 32, 0).decode().strip()
        os.close(handle)
        raise CannotStart(
            f"DATA_DIR: {data_dir} is in use by the instance that runs as process {owner}; "
            "stop that one, or choose another DATA_DIR and PORT."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def private_folder(data_dir: Path) -> Iterator[Path]:
    """An empty folder that only this user can enter; what an instance killed on this DATA_DIR left is removed."""
    _remove_left_over(data_dir)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))  # mkdtemp makes it private; sockets need a short path
    try:
        yield folder
    finally:
        running.remove(data_dir)
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_over(data_dir: Path) -> None:
    note = running.read(data_dir)
    running.remove(data_dir)
    if note is None:
        return
    folder = Path(note.folder)
    if folder.name.startswith(PREFIX) and folder.is_dir() and folder.stat().st_uid == os.geteuid():
        shutil.rmtree(folder, ignore_errors=True)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise CannotStart(
                f"PORT: cannot listen on {port}: {problem.strerror}; "
                f"choose another, such as `PORT={port % 65535 + 1} make run`."
            ) from problem
