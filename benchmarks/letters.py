"""Letters a second: claim, compose, send and record, by two of our processes, beside what peers do with the same mails.

And whether that changes when a hundred times as many wait.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec

import psycopg
import redis

from benchmarks.figures import Comparison, Figure
from benchmarks.machine import Broken, Machine, Missing, database_beside, free_port, program, run, running, tool
from benchmarks.peers.queue_name import QUEUE
from benchmarks.together import measured

PROCESSES = 2
# Each way in turn, over again; each way's best counts, as what disturbs a run only ever makes it slower.
ROUNDS = 2
OURS = f"ours: claim, compose, send, record; {PROCESSES} processes"
POST_OFFICE = "django-post_office, 2 processes of 5 threads"
ONE_CONNECTION = "Django EmailMessage, one open connection, no record"
AIMS = {POST_OFFICE: 3.0, ONE_CONNECTION: 1.3}
WAIT_SECONDS = 300
POLL_SECONDS = 0.02


def compare(machine: Machine, size: int) -> Comparison:
    """`size` letters each way, to the same people, of the same words, as text and as HTML."""
    if find_spec("post_office") is None:
        raise Missing("django-post_office is not installed: pip install -r requirements-bench.txt")
    samples = machine.folder / "samples.json"
    with _sink() as port:
        ours = our_settings(machine, port)
        peers = machine.with_settings("benchmarks.peers.settings", SINK_PORT=str(port), SAMPLES=str(samples))
        larger = peers | {"POST_OFFICE_BATCH": "1000"}
        run(with_django("ours.seed_letters", str(size), "--samples", str(samples)), ours)
        ways: dict[str, Callable[[], float]] = {
            OURS: partial(_all_by_our_drains, ours, size),
            "ours through the Celery worker, 2 children": partial(_by_our_worker, ours, size),
            POST_OFFICE: partial(_by_peer, "post_office", peers, size),
            "the same with batches of 1,000 instead of 100": partial(_by_peer, "post_office", larger, size),
            "a Celery task per mail, 2 children, no record": partial(_by_celery, peers, size),
            ONE_CONNECTION: partial(_by_peer, "one_connection", peers, size),
            "limit: finished bytes, one smtplib connection": partial(_by_peer, "prebuilt", peers, size),
        }
        best = dict.fromkeys(ways, 0.0)
        for _ in range(ROUNDS):
            for name, way in ways.items():
                best[name] = max(best[name], way())
    mine, *others = (Figure(name, rate, AIMS.get(name)) for name, rate in best.items())
    return Comparison("letters", "letters/s", mine, tuple(others))


def compare_queues(machine: Machine, size: int, queue: int) -> Comparison:
    """`size` letters, once out of as many and once out of `queue` that wait, behind half as many that were sent before."""
    with _sink() as port, database_beside(machine.environment["DATABASE_URL"]) as large_database:
        small = our_settings(machine, port)
        large = small | {"DATABASE_URL": large_database}
        # Seeded once: what waits after a round is still as much but for a hundredth.
        run(with_django("ours.seed_letters", str(queue), "--sent", str(queue // 2)), large)
        best = {"small": 0.0, "large": 0.0}
        for _ in range(ROUNDS):
            run(with_django("ours.seed_letters", str(size)), small)
            best["small"] = max(best["small"], _by_our_drains(small, size, str(size // PROCESSES)))
            best["large"] = max(best["large"], _by_our_drains(large, size, str(size // PROCESSES)))
    other = Figure(f"ours, of {size:,} letters that wait", best["small"], aim=0.9)
    name = f"ours, of {queue:,} letters that wait, {queue // 2:,} sent before them"
    return Comparison("queue", "letters/s", Figure(name, best["large"]), (other,))


def our_settings(machine: Machine, port: int) -> dict[str, str]:
    return machine.with_settings(
        "benchmarks.ours.settings",
        DELIVERY_MODE="live",
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        PUBLIC_URL="http://localhost:8000",
        ALLOWED_HOSTS="localhost",
    )


def _all_by_our_drains(environment: Mapping[str, str], size: int) -> float:
    run(with_django("ours.seed_letters", str(size)), environment)
    return _by_our_drains(environment, size)


def _by_our_drains(environment: Mapping[str, str], size: int, *arguments: str) -> float:
    return _rate(measured([with_django("ours.drain", *arguments)] * PROCESSES, environment), size)


def _by_peer(name: str, environment: Mapping[str, str], size: int) -> float:
    return _rate(measured([with_django(f"peers.{name}", str(size))], environment), size)


def with_django(module: str, *arguments: str) -> list[str]:
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
    run(with_django("ours.seed_letters", str(size)), environment)
    worker = program("celery", "--app", "campaign", "worker", "--concurrency", str(PROCESSES))
    options = ["--pool", "prefork", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    with (
        psycopg.connect(environment["DATABASE_URL"], autocommit=True) as database,
        running([*worker, *options], environment),
    ):
        run(with_django("ours.wake", str(PROCESSES)), environment)
        return _watch(lambda: waiting(database), size)


def waiting(database: psycopg.Connection) -> int:
    row = database.execute("SELECT count(*) FROM delivery_outgoingmail WHERE state IN ('queued', 'sending')").fetchone()
    return int(row[0]) if row else 0


def _by_celery(environment: Mapping[str, str], size: int) -> float:
    run(with_django("peers.celery_app", str(size)), environment)
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
