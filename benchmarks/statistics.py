"""Figures about very many people: summing them up, the public count, and the page of statistics, beside what was promised of each."""

from pathlib import Path

from benchmarks.figures import Comparison, Figure
from benchmarks.letters import our_settings, with_django
from benchmarks.machine import Machine, database_kept, run

# Promised: two thousand new rows a second, by a quarter of a core; so a whole one must do four times as many.
ROWS_A_SECOND, SHARE_OF_A_CORE = 2_000, 0.25
COLD_COUNT_SECONDS, CACHED_COUNT_SECONDS, PAGE_SECONDS = 0.020, 0.002, 0.150


def compare_folding(machine: Machine, people: int) -> Comparison:
    promised = Figure(
        "what was promised: 2,000 a second by a quarter of a core", ROWS_A_SECOND / SHARE_OF_A_CORE, aim=1.0
    )
    ours = Figure("ours: changes of people and letters", _measured(machine, people)["fold"])
    return Comparison(f"summing up {people:,} people", "rows/s", ours, (promised,))


def compare_counts(machine: Machine, people: int) -> Comparison:
    figures = _measured(machine, people)
    promised = Figure("what was promised: one in 20 ms", 1 / COLD_COUNT_SECONDS, aim=1.0)
    rows = Figure("SELECT count(*) of the confirmed rows", 1 / figures["rows"])
    return Comparison(
        f"the count of {people:,} people",
        "counts/s",
        Figure("ours: sums and what came since", 1 / figures["count"]),
        (promised, rows),
    )


def compare_cached_counts(machine: Machine, people: int) -> Comparison:
    promised = Figure("what was promised: one in 2 ms", 1 / CACHED_COUNT_SECONDS, aim=1.0)
    ours = Figure("ours: from the cache of two seconds", 1 / _measured(machine, people)["cached"])
    return Comparison(f"the public count of {people:,} people", "counts/s", ours, (promised,))


def compare_page(machine: Machine, people: int) -> Comparison:
    promised = Figure("what was promised: 19 of 20 within 150 ms", 1 / PAGE_SECONDS, aim=1.0)
    ours = Figure("ours: a request, the slowest of twenty", 1 / _measured(machine, people)["page"])
    return Comparison(f"statistics of {people:,} people", "pages/s", ours, (promised,))


# What one comparison measured, the others of the same run read.
_MEASURED: dict[tuple[Path, int], dict[str, float]] = {}


def _measured(machine: Machine, people: int) -> dict[str, float]:
    key = (machine.folder, people)
    if key not in _MEASURED:
        environment = our_settings(machine, 1) | {"DATABASE_URL": filled(machine, people)}
        _MEASURED[key] = run(with_django("ours.tallies"), environment)
    return _MEASURED[key]


def filled(machine: Machine, people: int, letters: bool = True) -> str:
    """The address of a database with a campaign of so many people, and their letters."""
    name, options = (
        (f"bench_people_{people}", ()) if letters else (f"bench_only_people_{people}", ("--without-letters",))
    )
    url = database_kept(machine.environment["DATABASE_URL"], name)
    run(with_django("ours.people", str(people), *options), our_settings(machine, 1) | {"DATABASE_URL": url})
    return url
