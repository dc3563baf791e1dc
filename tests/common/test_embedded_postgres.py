"""The embedded PostgreSQL where the easy way is barred, and on data that it did not leave in order."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.common.embedded import postgres
from campaign.common.embedded.errors import CannotStart
from campaign.common.embedded.waiting import wait_until


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, as sockets need one; pytest's own folders are too deep and closed to other users."""
    with tempfile.TemporaryDirectory(prefix="dm-") as path:
        yield Path(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs PostgreSQL as what it is")
def test_where_root_has_no_user_namespaces_the_server_runs_as_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "unshare" else find(name))
    server = postgres.prepare(folder / "data", folder)
    process = subprocess.Popen(server.command(fsync="off"), cwd="/", stderr=subprocess.DEVNULL)
    try:
        assert wait_until(server.is_ready, 30)
        assert os.stat(f"/proc/{process.pid}").st_uid == postgres.NOBODY
        postgres.ensure_database(server)
        postgres.ensure_database(server)
    finally:
        process.terminate()
        process.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs PostgreSQL as what it is")
def test_a_folder_that_nobody_cannot_reach_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "unshare" else find(name))
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(CannotStart, match=r"^DATA_DIR: .* the user nobody here, who cannot reach"):
        postgres.prepare(closed / "data" / "postgres", folder)


def test_without_the_wheel_the_variable_to_set_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "WHEEL", "no_such_wheel")
    with pytest.raises(CannotStart, match=r"^DATABASE_URL: there is no embedded PostgreSQL for this platform"):
        postgres.prepare(folder / "data", folder)


def test_data_of_another_version_is_left_alone(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match=r"^DATA_DIR: .* was made by PostgreSQL 16, this is 18"):
        postgres.prepare(folder / "data", folder)


@pytest.mark.parametrize(("holder", "stays"), [("another program", False), ("a postgres", True), ("nothing", True)])
def test_the_lock_of_a_server_that_is_gone_is_removed_only_when_another_program_has_its_number(
    folder: Path, holder: str, stays: bool
) -> None:
    data = folder / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("18\n")
    shutil.copy(find_sleep(), folder / "postgres")
    process = subprocess.Popen([folder / "postgres" if holder == "a postgres" else find_sleep(), "60"])
    try:
        if holder == "nothing":
            process.kill()
            process.wait()
        (data / "postmaster.pid").write_text(f"{process.pid}\n{data}\n")
        (folder / "run").mkdir()
        postgres.prepare(data, folder / "run")
        assert (data / "postmaster.pid").exists() is stays
    finally:
        process.kill()
        process.wait()


def find_sleep() -> str:
    path = shutil.which("sleep")
    assert path is not None
    return path
