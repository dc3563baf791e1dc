"""Figures of one run and how they are shown: the ratio first, for a machine's speed changes and ratios stay."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    """What one way of doing it reached."""

    name: str
    per_second: float


@dataclass(frozen=True)
class Comparison:
    """Ours beside others in one run. `peer` names the one that the aim is about: ours is to be `aim` times as fast."""

    name: str
    unit: str
    ours: Figure
    others: tuple[Figure, ...]
    peer: str
    aim: float

    @property
    def ratio(self) -> float:
        return self.times(next(other for other in self.others if other.name == self.peer))

    def times(self, other: Figure) -> float:
        return self.ours.per_second / other.per_second


def table(comparisons: list[Comparison]) -> str:
    """Markdown, so that docs/benchmarks.md can hold it as it is."""
    blocks = []
    for one in comparisons:
        verdict = "reached" if one.ratio >= one.aim else "missed"
        lines = [
            f"### {one.name}: {one.ratio:.2f} times {one.peer} (aim {one.aim:g}: {verdict})",
            "",
            f"| ours is … times | what | {one.unit} |",
            "| ---: | --- | ---: |",
            f"| 1.00 | {one.ours.name} | {one.ours.per_second:,.0f} |",
            *(f"| {one.times(other):.2f} | {other.name} | {other.per_second:,.0f} |" for other in one.others),
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def keep(comparisons: list[Comparison], now: datetime | None = None) -> Path:
    """The same as JSON in benchmarks/results/, which git does not keep."""
    at = now or datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{at:%Y%m%dT%H%M%SZ}.json"
    content = [asdict(one) | {"ratio": round(one.ratio, 3)} for one in comparisons]
    path.write_text(json.dumps({"at": at.isoformat(), "comparisons": content}, indent=2) + "\n", encoding="utf-8")
    return path
