import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from campaign.common import limits, redis_guard
from campaign.common.client_address import sign_rehearsal_client
from campaign.common.limits import Allowed, Limited, check
from campaign.common.redis_guard import REST_SECONDS, Switch
from tests.common.own_redis import SOCKET_TIMEOUT, OwnRedis

SLACK = 0.4
NOW = 1_671_000_000


class Clock:
    """Drives django-ratelimit's windows."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def server() -> Iterator[OwnRedis]:
    with OwnRedis() as own:
        yield own


@pytest.fixture
def redis(server: OwnRedis, settings: Settings) -> OwnRedis:
    settings.CACHES = server.caches
    server.client().flushall()
    return server


@pytest.fixture(autouse=True)
def switch(monkeypatch: pytest.MonkeyPatch) -> Switch:
    made = Switch()
    monkeypatch.setattr(redis_guard, "SWITCH", made)
    monkeypatch.setattr(limits, "_told", {})
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django_ratelimit.core.time.time", made)
    return made


def attempts(number: int, *names: str, by: str = "ann@mail.example", **more: Any) -> list[bool]:
    return [isinstance(check(by, *names, **more), Allowed) for _each in range(number)]


@pytest.mark.usefixtures("redis", "clock")
def test_one_more_than_the_rate_is_refused_and_named(settings: Settings) -> None:
    settings.LIMITS = {"resend": ["3/h"]}
    assert attempts(4, "resend") == [True, True, True, False]
    refusal = check("ann@mail.example", "resend")
    assert isinstance(refusal, Limited)
    assert refusal.limit == "resend"
    assert 1 <= refusal.retry_after_seconds <= 3600


@pytest.mark.usefixtures("redis")
def test_whoever_waits_as_long_as_told_may_go_on(settings: Settings, clock: Clock) -> None:
    settings.LIMITS = {"resend": ["2/h"]}
    attempts(2, "resend")
    refusal = check("ann@mail.example", "resend")
    assert isinstance(refusal, Limited)
    clock.now += refusal.retry_after_seconds - 1
    assert isinstance(check("ann@mail.example", "resend"), Limited)
    clock.now += 1
    assert isinstance(check("ann@mail.example", "resend"), Allowed)


@pytest.mark.usefixtures("redis", "clock")
def test_everybody_and_every_limit_counts_apart(settings: Settings) -> None:
    settings.LIMITS = {"resend": ["1/h"], "preview": ["1/h"]}
    assert attempts(2, "resend") == [True, False]
    assert attempts(2, "resend", by="bob@mail.example") == [True, False]
    assert attempts(2, "preview") == [True, False]


@pytest.mark.usefixtures("redis", "clock")
def test_all_named_limits_hold_and_the_first_that_is_exceeded_is_named(settings: Settings) -> None:
    settings.LIMITS = {"resend": ["5/h"], "preview": ["2/h"]}
    assert attempts(3, "resend", "preview") == [True, True, False]
    refusal = check("ann@mail.example", "resend", "preview")
    assert isinstance(refusal, Limited)
    assert refusal.limit == "preview"


@pytest.mark.usefixtures("redis")
def test_a_burst_does_not_use_up_the_hour(settings: Settings, clock: Clock) -> None:
    settings.LIMITS = {"preview": ["4/h", "2/m"]}
    assert attempts(50, "preview") == [True, True, *[False] * 48]
    clock.now += 60
    assert attempts(3, "preview") == [True, True, False]
    clock.now += 60
    refusal = check("ann@mail.example", "preview")
    assert isinstance(refusal, Limited)
    assert refusal.retry_after_seconds > 60


@pytest.mark.usefixtures("redis", "clock")
def test_a_rally_on_one_wifi_is_let_in_and_a_machine_is_not() -> None:
    rally = RequestFactory().post("/", REMOTE_ADDR="203.0.113.5")
    outcomes = [check(rally, "submit_per_network") for _each in range(301)]
    assert all(isinstance(outcome, Allowed) for outcome in outcomes[:300])
    assert isinstance(outcomes[300], Limited)


@pytest.mark.usefixtures("redis", "clock")
def test_a_request_counts_for_its_network(settings: Settings) -> None:
    settings.LIMITS = {"preview": ["1/h"]}
    settings.DELIVERY_MODE = "sandbox"

    def preview(address: str) -> bool:
        headers = {"X-Rehearsal-Client": sign_rehearsal_client(address)}
        return isinstance(check(RequestFactory().get("/", headers=headers), "preview"), Allowed)

    assert [preview("192.0.2.1"), preview("192.0.2.2"), preview("192.0.2.1")] == [True, True, False]
    assert [preview("2001:db8::1"), preview("2001:db8::2"), preview("2001:db8:0:1::1")] == [True, False, True]


@pytest.mark.usefixtures("redis", "clock")
def test_an_empty_list_lifts_a_limit(settings: Settings) -> None:
    settings.LIMITS = {"submit_per_address": []}
    assert all(attempts(50, "submit_per_address"))


@pytest.mark.usefixtures("redis", "clock")
def test_limits_are_off_where_django_ratelimit_is(settings: Settings) -> None:
    settings.LIMITS = {"resend": ["1/h"]}
    settings.RATELIMIT_ENABLE = False
    assert all(attempts(5, "resend"))


@pytest.mark.usefixtures("clock")
def test_no_address_stands_in_redis_in_the_clear(redis: OwnRedis) -> None:
    attempts(1, "submit_per_address")
    keys = redis.client().keys()
    assert isinstance(keys, list)
    assert keys
    assert not any(b"ann" in key for key in keys)


@pytest.mark.usefixtures("redis", "clock")
@pytest.mark.parametrize("value", ["", chr(0xD800), "é" * 10_000, "a\r\nb"])
def test_any_text_can_be_counted(value: str) -> None:
    assert attempts(11, "login_per_account", by=value) == [True] * 10 + [False]


def test_an_unknown_limit_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        check("ann@mail.example", "submit_per_galaxy")


# Without Redis


def _dead(redis: OwnRedis) -> None:
    redis.kill()


def _frozen(redis: OwnRedis) -> None:
    redis.freeze()


@pytest.fixture(params=[_dead, _frozen])
def away(request: pytest.FixtureRequest, settings: Settings) -> Iterator[OwnRedis]:
    with OwnRedis() as own:
        settings.CACHES = own.caches
        take_away: Callable[[OwnRedis], None] = request.param
        take_away(own)
        yield own


@pytest.mark.usefixtures("away")
def test_without_redis_the_database_counts(settings: Settings) -> None:
    settings.LIMITS = {"resend": ["3/h"]}
    asked: list[tuple[str, datetime]] = []

    def on_record(counted: str, since: datetime) -> int:
        asked.append((counted, since))
        return len(asked) - 1

    assert attempts(4, "resend", count_in_database=on_record) == [True, True, True, False]
    assert {counted for counted, _since in asked} == {"ann@mail.example"}
    assert all(abs(timezone.now() - timedelta(hours=1) - since) < timedelta(seconds=30) for _counted, since in asked)
    assert check("ann@mail.example", "resend", count_in_database=on_record) == Limited(3600, "resend")


@pytest.mark.usefixtures("away")
def test_without_redis_or_database_everybody_is_let_in_and_the_log_says_so_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIMITS = {"resend": ["1/h"]}
    assert all(attempts(20, "resend"))
    told = [record for record in caplog.records if record.name == limits.logger.name]
    assert [record.levelno for record in told] == [logging.WARNING]
    assert "resend" in told[0].getMessage()


@pytest.mark.usefixtures("away")
def test_without_redis_a_check_costs_one_time_out_and_then_nothing() -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.5")
    begun = time.monotonic()
    check(request, "submit_per_network", "confirm_per_network", "preview")
    first = time.monotonic() - begun
    for _each in range(100):
        check(request, "submit_per_network", "confirm_per_network", "preview")
    others = time.monotonic() - begun - first
    assert first < SOCKET_TIMEOUT + SLACK
    assert others < 0.2


def test_counting_goes_on_when_redis_is_back(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Clock()
    monkeypatch.setattr(redis_guard, "SWITCH", Switch(clock=later))
    settings.LIMITS = {"resend": ["1/h"]}
    with OwnRedis() as redis:
        settings.CACHES = redis.caches
        assert attempts(2, "resend") == [True, False]
        redis.kill()
        assert attempts(2, "resend") == [True, True]
        redis.start()
        later.now += REST_SECONDS
        assert attempts(2, "resend") == [True, False]


@pytest.mark.usefixtures("redis")
def test_the_database_counts_where_a_counter_vanished_between_two_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.common.redis_cache.RedisCache.add", lambda *_all, **_more: False)
    assert attempts(1, "resend") == [True]
    assert attempts(1, "resend", count_in_database=lambda _counted, _since: 1000) == [False]
