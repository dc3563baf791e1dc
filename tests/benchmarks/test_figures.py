"""The table of a run says first what counts: how many times as fast as the peer we are, and whether that is the aim."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import figures
from benchmarks.figures import Comparison, Figure


def _comparison(ours: float) -> Comparison:
    others = (Figure("peer", 100.0, aim=2.5), Figure("limit", 1000.0), Figure("other peer", 50.0, aim=1.3))
    return Comparison("letters", "letters/s", Figure("ours", ours), others)


@pytest.mark.parametrize(("ours", "verdict"), [(250.0, "reached"), (249.0, "missed")])
def test_the_heading_has_the_ratio_to_each_peer_with_an_aim_and_whether_it_is_reached(
    ours: float, verdict: str
) -> None:
    heading = figures.table([_comparison(ours)]).splitlines()[0]
    other = f"{ours / 50:.2f} times other peer (aim 1.3: reached)"
    assert heading == f"### letters: {ours / 100:.2f} times peer (aim 2.5: {verdict}); {other}"


def test_every_row_has_our_ratio_to_it() -> None:
    rows = figures.table([_comparison(250.0)]).splitlines()[4:]
    assert rows[:3] == ["| 1.00 | ours | 250 |", "| 2.50 | peer | 100 |", "| 0.25 | limit | 1,000 |"]


def test_a_run_is_kept_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RESULTS", tmp_path / "results")
    kept = figures.keep([_comparison(250.0)], datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert kept.name == "20261123T120000Z.json"
    (comparison,) = json.loads(kept.read_text())["comparisons"]
    assert (comparison["ratios"]["peer"], comparison["ours"]["per_second"]) == (2.5, 250.0)
