"""One worker machine and two: a Celery worker each, one database, one Redis, and a mail server that takes its time for each mail."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import psycopg

from benchmarks.apart import Place, Together, machines_apart
from benchmarks.figures import Comparison, Figure
from benchmarks.letters import our_settings, waiting, with_django
from benchmarks.machine import Broken, Machine, free_port, program, run, running

# As far as a mail server in another city, so that waiting and not this machine's processor is the limit.
MILLISECONDS = 20
CHILDREN = 2
# In turn; the best of each counts, as for all that is measured.
ROUNDS = 2
WAIT_SECONDS = 300
POLL_SECONDS = 0.02


def compare(machine: Machine, size: int) -> Comparison:
    """`size` letters by one worker, and by two."""
    with places_for(machine, 2) as (places, how), ExitStack() as stack:
        port = free_port()
        # A demo's letters never leave their machine, so each has a mail server of its own.
        sinks = {place.prefix: place for place in places}.values()
        for place in sinks:
            command = [*place.prefix, *program("benchmarks.far_sink", str(port), str(MILLISECONDS))]
            stack.enter_context(running(command, machine.environment)).read()
        places = [_settled(machine, place, number, port) for number, place in enumerate(places)]
        one = two = 0.0
        for _ in range(ROUNDS):
            one = max(one, _rate(machine, places[:1], size))
            two = max(two, _rate(machine, places, size))
    mine = Figure(f"ours: two workers of {CHILDREN} children, {how}", two)
    return Comparison("machines", "letters/s", mine, (Figure("ours: one of them", one, aim=1.7),))


@contextmanager
def places_for(machine: Machine, number: int) -> Iterator[tuple[list[Place], str]]:
    """Two machines, or where this system makes none, this one twice; and in words which."""
    with ExitStack() as stack:
        try:
            places, how = stack.enter_context(machines_apart(machine, number)), "each in a network namespace"
        except Together as reason:
            places, how = [Place()] * number, f"both on one network ({reason})"
        yield places, how


def _settled(machine: Machine, place: Place, number: int, port: int) -> Place:
    """With a folder of its own, as a machine has, and the mail server at that port."""
    folder = machine.folder / f"machine-{number}"
    folder.mkdir()
    return Place({**our_settings(machine, port), **place.environment, "DATA_DIR": str(folder)}, place.prefix)


def _rate(machine: Machine, places: Sequence[Place], size: int) -> float:
    run(with_django("ours.seed_letters", str(size)), our_settings(machine, 1))
    with (
        psycopg.connect(machine.environment["DATABASE_URL"], autocommit=True) as database,
        ExitStack() as stack,
    ):
        for number, place in enumerate(places):
            stack.enter_context(running([*place.prefix, *_worker(number)], place.environment))
        first = places[0]
        hints = [str(CHILDREN * len(places)), str(len(places))]
        run([*first.prefix, *with_django("ours.wake", *hints)], first.environment)
        return steady(lambda: waiting(database), size)


def _worker(number: int) -> list[str]:
    return [
        *program("celery", "--app", "campaign", "worker", "--concurrency", str(CHILDREN), "--pool", "prefork"),
        *("--hostname", f"machine{number}@%h", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
    ]


def steady(left: Callable[[], int], size: int) -> float:
    """The rate between the first tenth and the last: without the start of the workers, and while all of them have work."""
    begun: tuple[float, int] | None = None
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        now, still = time.monotonic(), left()
        if begun is None and still <= size - size // 10:
            begun = now, still
        elif begun is not None and still <= size // 10:
            if begun[1] == still:
                raise Broken(f"{size} letters are too few: they left between two looks")
            return (begun[1] - still) / (now - begun[0])
        time.sleep(POLL_SECONDS)
    raise Broken(f"after {WAIT_SECONDS} s letters are still waiting")
