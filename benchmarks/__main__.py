"""`python -m benchmarks [NAME ...] [--seconds N] [--size N]`: measures, prints one table a comparison, keeps the figures."""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import exporting, letters, machines, previews, statistics, web
from benchmarks.figures import Comparison, keep, table
from benchmarks.machine import Broken, Machine, Missing, machine
from campaign.common.embedded.errors import CannotStart

SECONDS = 8
SIZE = 10_000
QUEUE = 1_000_000
SLOW_SIZE = 2000
PEOPLE = 100_000
ROWS = 1_000_000


def main() -> int:
    options = _options()
    comparisons: list[Comparison] = []
    failed = False
    try:
        with machine() as here:
            for name, compare in _wanted(options).items():
                try:
                    comparisons.append(compare(here))
                except Missing as missing:
                    _say(f"{name}: not measured, {missing}")
                except Broken as broken:
                    failed = True
                    _say(f"{name}: {broken}")
    except CannotStart as problem:
        _say(str(problem))
        return 1
    if comparisons:
        _say(f"{table(comparisons)}\n\nKept in {keep(comparisons)}")
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="letters, queue, machines, submissions, size, pages, preview, previews, folding, count, cached, statistics, export, export-memory; all without one",
    )
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long each web server is asked (%(default)s)")
    parser.add_argument("--size", type=int, default=SIZE, help="how many letters each way sends (%(default)s)")
    parser.add_argument(
        "--slow-size", type=int, default=SLOW_SIZE, help="how many letters go to a slow server (%(default)s)"
    )
    parser.add_argument("--queue", type=int, default=QUEUE, help="how many letters wait in a long queue (%(default)s)")
    parser.add_argument("--people", type=int, default=PEOPLE, help="of how many figures are made (%(default)s)")
    parser.add_argument("--rows", type=int, default=ROWS, help="of how many people an export is (%(default)s)")
    return parser.parse_args()


def _wanted(options: argparse.Namespace) -> dict[str, Callable[[Machine], Comparison]]:
    known: dict[str, Callable[[Machine], Comparison]] = {
        "letters": partial(letters.compare, size=options.size),
        "queue": partial(letters.compare_queues, size=options.size, queue=options.queue),
        "machines": partial(machines.compare, size=options.slow_size),
        "submissions": partial(web.compare_submissions, seconds=options.seconds),
        "size": partial(web.compare_submissions_at_size, seconds=options.seconds, people=options.people),
        "pages": partial(web.compare_pages, seconds=options.seconds),
        "preview": previews.compare_one,
        "previews": previews.compare_all,
        "folding": partial(statistics.compare_folding, people=options.people),
        "count": partial(statistics.compare_counts, people=options.people),
        "cached": partial(statistics.compare_cached_counts, people=options.people),
        "statistics": partial(statistics.compare_page, people=options.people),
        "export": partial(exporting.compare_time, people=options.rows),
        "export-memory": partial(exporting.compare_memory, people=options.rows),
    }
    unknown = set(options.names) - set(known)
    if unknown:
        raise SystemExit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    return {name: known[name] for name in options.names} or known


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
