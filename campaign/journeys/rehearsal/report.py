"""What a rehearsal found, as lines for a person and as plain data for a program."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from campaign.journeys.rehearsal.browser import Timed
from campaign.journeys.rehearsal.supporter import CONFIRM, CONFIRM_PAGE, FORM, PAGE, RECEIPT, SENT

KINDS = (PAGE, FORM, SENT, CONFIRM_PAGE, CONFIRM, RECEIPT)


@dataclass(frozen=True)
class Latency:
    """How long requests of one kind took, in milliseconds, as their sender saw it."""

    request: str
    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Report:
    """`seconds` is from the first letter queued to the last one accepted, most of it while people still wrote."""

    campaign: str
    supporters: int
    submitted: int
    confirmed: int
    letters_queued: int
    letters_accepted: int
    letters_failed: int
    letters_unfinished: int
    duplicates: int
    seconds: float
    letters_per_second: float
    requests: tuple[Latency, ...]
    problems: tuple[str, ...]
    disagreements: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.disagreements and not self.problems


def latencies(log: Iterable[Timed]) -> tuple[Latency, ...]:
    """One entry for each kind of request that was made, in the order in which a supporter makes them."""
    by_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for timed in log:
        if timed.kind in by_kind:
            by_kind[timed.kind].append(timed.seconds * 1000)
    return tuple(
        Latency(kind, len(times), *(round(percentile(times, rank), 1) for rank in (50, 95, 99)))
        for kind, times in by_kind.items()
        if times
    )


def percentile(values: Iterable[float], rank: int) -> float:
    """The nearest-rank percentile: a value that occurred, never one in between."""
    ordered = sorted(values)
    return ordered[max(0, ceil(rank / 100 * len(ordered)) - 1)]


def lines_of(report: Report) -> Iterator[str]:
    for name, value in _figures(report):
        yield f"{name:<22}{value:>10}"
    yield ""
    yield f"{'request':<22}{'count':>10}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}"
    for one in report.requests:
        yield f"{one.request:<22}{one.count:>10}{one.p50_ms:>10}{one.p95_ms:>10}{one.p99_ms:>10}"
    yield ""
    yield from report.problems
    yield from report.disagreements
    if report.agrees:
        yield "all totals agree"
    yield f"The copy {report.campaign} is closed and kept: its rows are the evidence."


def _figures(report: Report) -> list[tuple[str, str]]:
    return [
        ("supporters", f"{report.supporters:,}"),
        ("submitted", f"{report.submitted:,}"),
        ("confirmed", f"{report.confirmed:,}"),
        ("letters queued", f"{report.letters_queued:,}"),
        ("letters accepted", f"{report.letters_accepted:,}"),
        ("letters failed", f"{report.letters_failed:,}"),
        ("letters unfinished", f"{report.letters_unfinished:,}"),
        ("duplicates", f"{report.duplicates:,}"),
        ("seconds", f"{report.seconds:,.1f}"),
        ("letters per second", f"{report.letters_per_second:,.1f}"),
    ]
