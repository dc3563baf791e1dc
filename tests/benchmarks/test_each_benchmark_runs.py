"""Each benchmark, as small as it can be, ends with figures of every side. How large they are says nothing here."""

from collections.abc import Iterator

import pytest

from benchmarks import letters, web
from benchmarks.figures import Comparison
from benchmarks.machine import Machine, Missing, machine

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def here() -> Iterator[Machine]:
    with machine() as prepared:
        yield prepared


def _has_figures(comparison: Comparison, others: int) -> None:
    assert comparison.ours.per_second > 0
    assert [other.name for other in comparison.others if other.per_second <= 0] == []
    assert len(comparison.others) == others
    assert comparison.ratio > 0


def test_letters(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "ROUNDS", 1)
    try:
        _has_figures(letters.compare(here, size=20), others=6)
    except Missing as missing:
        pytest.skip(str(missing))


def test_submissions_and_pages(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ROUNDS", 1)
    try:
        _has_figures(web.compare_submissions(here, seconds=1), others=1)
        _has_figures(web.compare_pages(here, seconds=1), others=1)
    except Missing as missing:
        pytest.skip(str(missing))
