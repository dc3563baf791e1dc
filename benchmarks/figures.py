"""Figures of one run and how they are shown: the ratio first, for a machine's speed changes and ratios stay."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    """What one way of doing it reached. Where there is an aim, ours is to be that many times as fast."""

    name: str
    per_second: float
    aim: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Ours beside others in one run."""

    name: str
    unit: str
    ours: Figure
    others: tuple[Figure, ...]

    def times(self, other: Figure) -> float:
        return self.ours.per_second / other.per_second


def table(comparisons: list[Comparison]) -> str:
    """Markdown, so that docs/benchmarks.md can hold it as it is."""
    blocks = []
    for one in comparisons:
        lines = [
            f"### {one.name}: {'; '.join(_verdicts(one))}",
            "",
            f"| ours is … times | what | {one.unit} |",
            "| ---: | --- | ---: |",
            f"| 1.00 | {one.ours.name} | {one.ours.per_second:,.0f} |",
            *(f"| {one.times(other):.2f} | {other.name} | {other.per_second:,.0f} |" for other in one.others),
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _verdicts(one: Comparison) -> Iterator[str]:
    for other in one.others:
        if other.aim is not None:
            verdict = "reached" if one.times(other) >= other.aim else "missed"
            yield f"{one.times(other):.2f} times {other.name} (aim {other.aim:g}: {verdict})"


def keep(comparisons: list[Comparison], now: datetime | None = None) -> Path:
    """The same as JSON in benchmarks/results/, which git does not keep."""
    at = now or datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{at:%Y%m%dT%H%M%SZ}.json"
    content = [
        asdict(one) | {"ratios": {other.name: round(one.times(other), 3) for other in one.others}}
        for one in comparisons
    ]
    path.write_text(json.dumps({"at": at.isoformat(), "comparisons": content}, indent=2) + "\n", encoding="utf-8")
    return path
