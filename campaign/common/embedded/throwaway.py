"""A PostgreSQL and a Redis for as long as a block lasts: for tests and benchmarks."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

from campaign.common.embedded import postgres, redis_server
from campaign.common.embedded.errors import CannotStart
from campaign.common.embedded.waiting import wait_until

SHORT = Path("/tmp")  # noqa: S108 - mkdtemp makes folders in it private
START_SECONDS = 30
STOP_SECONDS = 10


@dataclass(frozen=True)
class Servers:
    """What DATABASE_URL and REDIS_URL are set to."""

    database_url: str
    redis_url: str


@contextmanager
def throwaway_servers(within: Path = SHORT, **postgres_settings: str) -> Iterator[Servers]:
    """Starts both in a folder of their own, and stops and removes everything at the end, or when this process dies.

    `within` names where the folder is made; sockets need a short path.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="dm-", dir=within))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database = postgres.prepare(folder / "data", folder)
        cache = redis_server.prepare(folder / "redis", folder)
        stack.enter_context(_process(database.command(**postgres_settings), folder / "postgres.log", SIGINT))
        stack.enter_context(_process(cache.command(), folder / "redis.log", SIGTERM))
        for server, log in ((database, "postgres.log"), (cache, "redis.log")):
            if not wait_until(server.is_ready, START_SECONDS):
                raise CannotStart(
                    f"A throwaway server did not start: {(folder / log).read_text(errors='replace')[-2000:]}"
                )
        postgres.ensure_database(database)
        yield Servers(database.url(), cache.url())


@contextmanager
def _process(command: list[str], log: Path, stop_signal: Signals) -> Iterator[None]:
    with log.open("wb") as output:
        # A session of its own: Ctrl-C at the terminal is for us, who stop the servers last.
        process = subprocess.Popen(  # noqa: S603  # our own words
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", start_new_session=True
        )
    try:
        yield
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
