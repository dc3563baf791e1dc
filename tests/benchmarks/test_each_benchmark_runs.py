"""Each benchmark, as small as it can be, ends with figures of every side. How large they are says nothing here."""

import os
from collections.abc import Iterator

import pytest

from benchmarks import exporting, letters, machines, previews, statistics, web
from benchmarks.apart import Place
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
    assert [other.name for other in comparison.others if other.aim is not None]


def test_letters(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "ROUNDS", 1)
    try:
        _has_figures(letters.compare(here, size=20), others=6)
    except Missing as missing:
        pytest.skip(str(missing))


def test_a_long_queue(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "ROUNDS", 1)
    try:
        _has_figures(letters.compare_queues(here, size=20, queue=100), others=1)
    except Missing as missing:
        pytest.skip(str(missing))


def test_several_machines(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "ROUNDS", 1)
    _has_figures(machines.compare(here, size=200), others=1)


def test_previews(here: Machine) -> None:
    _has_figures(previews.compare_one(here, members=2), others=1)
    _has_figures(previews.compare_all(here, members=2), others=2)


def test_statistics(here: Machine) -> None:
    _has_figures(statistics.compare_folding(here, people=50), others=1)
    _has_figures(statistics.compare_counts(here, people=50), others=2)
    _has_figures(statistics.compare_cached_counts(here, people=50), others=1)
    _has_figures(statistics.compare_page(here, people=50), others=1)


def test_exports(here: Machine) -> None:
    _has_figures(exporting.compare_time(here, people=50), others=4)
    _has_figures(exporting.compare_memory(here, people=50), others=3)


def test_where_there_are_no_namespaces_two_workers_share_the_network_and_the_table_says_so(
    here: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with machines.places_for(here, 2) as (places, how):
        assert places == [Place(), Place()]
    assert how == "both on one network (only root may make network namespaces)"


def test_submissions_and_pages(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ROUNDS", 1)
    monkeypatch.setattr(web, "FEW", 50)
    try:
        _has_figures(web.compare_submissions(here, seconds=1), others=1)
        _has_figures(web.compare_submissions_at_size(here, seconds=1, people=60), others=1)
        _has_figures(web.compare_pages(here, seconds=1), others=1)
    except Missing as missing:
        pytest.skip(str(missing))
