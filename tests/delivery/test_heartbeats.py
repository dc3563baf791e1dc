"""Who is at work, by the database's clock."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from campaign.common.database_clock import database_now
from campaign.delivery import heartbeats, tasks
from campaign.delivery.models import Heartbeat

pytestmark = pytest.mark.django_db

WORKER, BEAT = Heartbeat.Kind.WORKER, Heartbeat.Kind.BEAT


@pytest.fixture(autouse=True)
def _nobody_told_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "_told", {})


def test_whoever_is_seen_is_alive_and_seen_again_stays_one_row() -> None:
    heartbeats.seen(WORKER, "one:1", clock=lambda: 0.0)
    first = Heartbeat.objects.get().seen_at
    heartbeats.seen(WORKER, "one:1", clock=lambda: 6.0)
    assert Heartbeat.objects.get().seen_at > first
    assert [one.name for one in heartbeats.alive(WORKER)] == ["one:1"]
    assert heartbeats.alive(BEAT) == []


def test_within_five_seconds_a_process_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    heartbeats.seen(WORKER, "one:1", clock=lambda: 100.0)
    with django_assert_num_queries(0):
        heartbeats.seen(WORKER, "one:1", clock=lambda: 104.9)
    with django_assert_num_queries(1):
        heartbeats.seen(WORKER, "one:1", clock=lambda: 105.0)


def test_who_was_not_seen_for_a_minute_is_silent_and_after_a_day_forgotten() -> None:
    for name, ago in (("late:1", timedelta(seconds=61)), ("old:1", timedelta(days=1, seconds=1))):
        Heartbeat.objects.create(name=name, kind=WORKER, seen_at=Now() - ago)
    assert heartbeats.alive(WORKER) == []
    assert heartbeats.forget_old() == 1
    assert Heartbeat.objects.get().name == "late:1"


@pytest.mark.parametrize(("seconds", "silent"), [(0, False), (60, False), (61, True)])
def test_silence_begins_after_a_minute(seconds: int, silent: bool) -> None:
    now = database_now()
    assert heartbeats.is_silent(now - timedelta(seconds=seconds), now) is silent
    assert heartbeats.is_silent(None, now)


def test_a_sweep_shows_that_beat_and_a_worker_are_there_and_a_drain_that_a_worker_is() -> None:
    tasks.drain()
    assert [one.kind for one in Heartbeat.objects.all()] == [WORKER]
    tasks.sweep()
    assert {one.kind for one in Heartbeat.objects.all()} == {WORKER, BEAT}
    assert heartbeats.last_seen(BEAT) is not None
