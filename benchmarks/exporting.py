"""Long exports: a million people as a file, beside what was promised and beside a bare COPY of the same columns."""

from pathlib import Path

from benchmarks.figures import Comparison, Figure
from benchmarks.letters import our_settings, with_django
from benchmarks.machine import Broken, Machine, run
from benchmarks.statistics import filled

# Promised: a million rows in 60 seconds and 200 megabytes.
ROWS_A_SECOND, MEMORY = 1_000_000 / 60, 200_000_000
FORMATS = ("csv", "xlsx", "jsonl")


def compare_time(machine: Machine, people: int) -> Comparison:
    measured = _measured(machine, people)
    promised = Figure("what was promised: a million in 60 s", ROWS_A_SECOND, aim=1.0)
    xlsx, lines = (
        Figure(f"ours: {name}", _speed(measured[key])) for name, key in (("XLSX", "xlsx"), ("JSON", "jsonl"))
    )
    copy = Figure("a bare COPY to CSV, kept nowhere", _speed(measured["copy"]))
    return Comparison(
        f"an export of {people:,} people",
        "rows/s",
        Figure("ours: CSV", _speed(measured["csv"])),
        (promised, xlsx, lines, copy),
    )


def compare_memory(machine: Machine, people: int) -> Comparison:
    """As how many such processes a gigabyte holds, for more is better in every table."""
    measured = _measured(machine, people)
    promised = Figure("what was promised: 200 MB", 1e9 / MEMORY, aim=1.0)
    others = tuple(
        Figure(name, 1e9 / measured[key]["memory"]) for name, key in (("ours: XLSX", "xlsx"), ("ours: JSON", "jsonl"))
    )
    return Comparison(
        f"memory for an export of {people:,} people",
        "processes/GB",
        Figure("ours: CSV", 1e9 / measured["csv"]["memory"]),
        (promised, *others),
    )


def _speed(figures: dict[str, float]) -> float:
    return figures["rows"] / figures["seconds"]


# What one comparison measured, the other of the same run reads.
_MEASURED: dict[tuple[Path, int], dict[str, dict[str, float]]] = {}


def _measured(machine: Machine, people: int) -> dict[str, dict[str, float]]:
    key = (machine.folder, people)
    if key not in _MEASURED:
        settings = our_settings(machine, 1) | {"DATABASE_URL": filled(machine, people, letters=False)}
        # A fresh process for each, or one would be told the memory of those before it.
        found = {deed: run(with_django("ours.exporting", deed), settings) for deed in (*FORMATS, "copy")}
        for deed, figures in found.items():
            if figures["rows"] != people:
                raise Broken(f"{deed} wrote {figures['rows']} rows of {people}")
        _MEASURED[key] = found
    return _MEASURED[key]
