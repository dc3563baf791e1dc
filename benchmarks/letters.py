"""Letters a second: claim, compose, send and record, by two of our processes, beside what peers do with the same mails."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec

import psycopg
import redis

from benchmarks.figures import Comparison, Figure
from benchmarks.machine import Broken, Machine, Missing, free_port, program, run, running, tool
from benchmarks.peers.queue_name import QUEUE
from benchmarks.together import measured

PROCESSES = 2
# Each way in turn, over again; each way's best counts, as what disturbs a run only ever makes it slower.
ROUNDS = 2
OURS = f"ours: claim, compose, send, record; {PROCESSES} processes"
POST_OFFICE = "django-post_office, 2 processes of 5 threads"
WAIT_SECONDS = 300
POLL_SECONDS = 0.02


def compare(machine: Machine, size: int) -> Comparison:
    """`size` letters each way, to the same people, of the same words, as text and as HTML."""
    if find_spec("post_office") is None:
        raise Missing("django-post_office is not installed: pip install -r requirements-bench.txt")
    samples = machine.folder / "samples.json"
    with _sink() as port:
        ours = machine.with_settings(
            "benchmarks.ours.settings",
            DELIVERY_MODE="live",
            EMAIL_URL=f"smtp://127.0.0.1:{port}",
            PUBLIC_URL="http://localhost:8000",
            ALLOWED_HOSTS="localhost",
        )
        peers = machine.with_settings("benchmarks.peers.settings", SINK_PORT=str(port), SAMPLES=str(samples))
        larger = peers | {"POST_OFFICE_BATCH": "1000"}
        run(_django("ours.seed_letters", str(size), str(samples)), ours)
        ways: dict[str, Callable[[], float]] = {
            OURS: partial(_by_our_drains, ours, size),
            "ours through the Celery worker, 2 children": partial(_by_our_worker, ours, size),
            POST_OFFICE: partial(_by_peer, "post_office", peers, size),
            "the same with batches of 1,000 instead of 100": partial(_by_peer, "post_office", larger, size),
            "a Celery task per mail, 2 children, no record": partial(_by_celery, peers, size),
            "Django EmailMessage, one open connection, no record": partial(_by_peer, "one_connection", peers, size),
            "limit: finished bytes, one smtplib connection": partial(_by_peer, "prebuilt", peers, size),
        }
        best = dict.fromkeys(ways, 0.0)
        for _ in range(ROUNDS):
            for name, way in ways.items():
                best[name] = max(best[name], way())
    mine, *others = (Figure(name, rate) for name, rate in best.items())
    return Comparison("letters", "letters/s", mine, tuple(others), POST_OFFICE, aim=2.5)


def _by_our_drains(environment: Mapping[str, str], size: int) -> float:
    run(_django("ours.seed_letters", str(size)), environment)
    return _rate(measured([_django("ours.drain")] * PROCESSES, environment), size)


def _by_peer(name: str, environment: Mapping[str, str], size: int) -> float:
    return _rate(measured([_django(f"peers.{name}", str(size))], environment), size)


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
    run(_django("ours.seed_letters", str(size)), environment)
    worker = program("celery", "--app", "campaign", "worker", "--concurrency", str(PROCESSES))
    options = ["--pool", "prefork", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    with (
        psycopg.connect(environment["DATABASE_URL"], autocommit=True) as database,
        running([*worker, *options], environment),
    ):
        run(_django("ours.wake", str(PROCESSES)), environment)
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
    """The rate of a worker that starts by itself: from the last look that finds all mails waiting to the first that finds none."""
    begun = time.monotonic()
    deadline = begun + WAIT_SECONDS
    while time.monotonic() < deadline:
        now, still = time.monotonic(), left()
        if still >= size:
            begun = now
        elif not still:
            return size / (now - begun)
        time.sleep(POLL_SECONDS)
    raise Broken(f"after {WAIT_SECONDS} s mails are still waiting")
