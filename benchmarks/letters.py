"""Letters a second: claim, compose, send and record, by two of our processes, beside what peers do with the same mails."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
import redis

from benchmarks.figures import Comparison, Figure
from benchmarks.machine import Broken, Machine, free_port, program, run, running, tool
from benchmarks.peers.queue_name import QUEUE
from benchmarks.together import measured

PROCESSES = 2
POST_OFFICE = "django-post_office, 2 processes of 5 threads"
WAIT_SECONDS = 300
POLL_SECONDS = 0.02


def compare(machine: Machine, size: int) -> Comparison:
    """`size` letters each way, at most; ways that need much less time than ours get as many."""
    with _sink() as port:
        ours = machine.with_settings(
            "campaign.settings",
            DELIVERY_MODE="live",
            EMAIL_URL=f"smtp://127.0.0.1:{port}",
            PUBLIC_URL="http://localhost:8000",
            ALLOWED_HOSTS="localhost",
        )
        samples = machine.folder / "samples.json"
        peers = machine.with_settings("benchmarks.peers.settings", SINK_PORT=str(port), SAMPLES=str(samples))
        run(_django("ours.seed_letters", str(size), str(samples)), ours)
        drained = _rate(measured([_django("ours.drain")] * PROCESSES, ours), size)
        run(_django("ours.seed_letters", str(size)), ours)
        worked = _by_our_worker(ours, size)
        return Comparison(
            name="letters",
            unit="letters/s",
            ours=Figure(f"ours: claim, compose, send, record; {PROCESSES} processes", drained),
            others=(
                Figure("ours through the Celery worker, 2 children", worked),
                Figure(POST_OFFICE, _rate(measured([_django("peers.post_office", str(size))], peers), size)),
                Figure("a Celery task per mail, 2 children, no record", _by_celery(peers, size)),
                Figure(
                    "Django EmailMessage, one open connection, no record",
                    _rate(measured([_django("peers.one_connection", str(size))], peers), size),
                ),
                Figure(
                    "limit: finished bytes, one smtplib connection",
                    _rate(measured([_django("peers.prebuilt", str(size))], peers), size),
                ),
            ),
            peer=POST_OFFICE,
            aim=2.5,
        )


def _django(module: str, *arguments: str) -> list[str]:
    return program("benchmarks.with_django", f"benchmarks.{module}", *arguments)


def _rate(done: tuple[int, float], expected: int) -> float:
    count, seconds = done
    if count != expected:
        raise Broken(f"{count} of {expected} mails were sent")
    return count / seconds


@contextmanager
def _sink() -> Iterator[int]:
    """A mail server in C that takes everything and keeps nothing."""
    port = free_port()
    command = [tool("smtp-sink", "postfix"), "-u", "nobody", f"127.0.0.1:{port}", "128"]
    with running(command, {}, port):
        yield port


def _by_our_worker(environment: Mapping[str, str], size: int) -> float:
    worker = program("celery", "--app", "campaign", "worker", "--concurrency", str(PROCESSES))
    options = ["--pool", "prefork", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    with (
        psycopg.connect(environment["DATABASE_URL"], autocommit=True) as database,
        running([*worker, *options], environment),
    ):
        for _ in range(PROCESSES):
            run(_django("ours.wake"), environment)
        return _watch(lambda: _left(database), size)


def _left(database: psycopg.Connection) -> int:
    row = database.execute("SELECT count(*) FROM delivery_outgoingmail WHERE state IN ('queued', 'sending')").fetchone()
    return int(row[0]) if row else 0


def _by_celery(environment: Mapping[str, str], size: int) -> float:
    run(_django("peers.celery_app", str(size)), environment)
    worker = program("celery", "--app", "benchmarks.peers.celery_app", "worker", "--concurrency", str(PROCESSES))
    with (
        redis.Redis.from_url(environment["REDIS_URL"]) as broker,
        running([*worker, "--without-gossip", "--without-mingle", "--loglevel", "WARNING"], environment),
    ):
        return _watch(lambda: int(broker.llen(QUEUE)) + int(broker.hlen("unacked")), size)


def _watch(left: Callable[[], int], size: int) -> float:
    """The rate of a worker that starts by itself: from the first look that finds mails gone to the one that finds none."""
    deadline = time.monotonic() + WAIT_SECONDS
    begun, at_begin = 0.0, size
    while time.monotonic() < deadline:
        now, still = time.monotonic(), left()
        if not begun and still < size:
            begun, at_begin = now, still
        if not still:
            return at_begin / (now - begun)
        time.sleep(POLL_SECONDS)
    raise Broken(f"after {WAIT_SECONDS} s mails are still waiting")
