import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from campaign.common import redis_guard
from campaign.common.redis_guard import REST_SECONDS, RedisDown, Switch, cached
from tests.common.own_redis import SOCKET_TIMEOUT, OwnRedis

# What a machine that is busy with other things may add to a time-out.
SLACK = 0.4


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def switch(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Switch:
    made = Switch(clock=clock)
    monkeypatch.setattr(redis_guard, "SWITCH", made)
    return made


@pytest.fixture
def redis(settings: Settings) -> Iterator[OwnRedis]:
    with OwnRedis() as own:
        settings.CACHES = own.caches
        yield own


def fail(switch: Switch, error: Exception | None = None) -> None:
    with pytest.raises(RedisDown), switch.guarded():
        raise error or RedisConnectionError("refused")


def refuse_to_run() -> None:
    raise AssertionError("this must not run while Redis rests")


@pytest.mark.parametrize(
    "error",
    [RedisConnectionError("refused"), RedisTimeoutError("frozen"), RedisError("OOM"), ConnectionResetError("gone")],
)
def test_an_error_of_redis_is_one_error_for_all(switch: Switch, error: Exception) -> None:
    with pytest.raises(RedisDown) as down, switch.guarded():
        raise error
    assert down.value.__cause__ is error
    assert switch.is_down()


def test_other_errors_pass_and_leave_redis_up(switch: Switch) -> None:
    with pytest.raises(KeyError), switch.guarded():
        raise KeyError("ours")
    assert not switch.is_down()


def test_a_caller_names_further_errors_that_mean_redis_is_away(switch: Switch) -> None:
    with pytest.raises(RedisDown), switch.guarded(LookupError):
        raise LookupError("from another library")
    assert switch.is_down()


def test_after_an_error_nobody_asks_redis_for_ten_seconds(switch: Switch, clock: Clock) -> None:
    fail(switch)
    clock.now += REST_SECONDS - 0.01
    with pytest.raises(RedisDown), switch.guarded():
        refuse_to_run()
    clock.now += 0.01
    assert not switch.is_down()
    with switch.guarded():
        pass
    assert not switch.is_down()


def test_an_error_after_the_rest_begins_another(switch: Switch, clock: Clock) -> None:
    fail(switch)
    clock.now += REST_SECONDS
    fail(switch)
    clock.now += REST_SECONDS - 0.01
    assert switch.is_down()
    assert switch.outages == 1


def test_after_the_rest_one_caller_asks_and_the_others_stay_away(switch: Switch, clock: Clock) -> None:
    fail(switch)
    clock.now += REST_SECONDS
    with switch.guarded(), pytest.raises(RedisDown), switch.guarded():
        refuse_to_run()
    with switch.guarded():
        pass


def test_an_answer_that_was_under_way_does_not_end_the_rest(switch: Switch) -> None:
    with switch.guarded():
        fail(switch)
    assert switch.is_down()


def test_an_outage_is_logged_when_it_begins_and_when_it_ends(
    switch: Switch, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "campaign.common.redis_guard")
    for _attempt in range(3):
        fail(switch)
        clock.now += REST_SECONDS
    with switch.guarded():
        pass
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    fail(switch)
    assert switch.outages == 2


def test_many_threads_agree_on_one_outage(switch: Switch) -> None:
    together = threading.Barrier(16)

    def ask() -> None:
        together.wait()
        with pytest.raises(RedisDown), switch.guarded():
            raise RedisConnectionError("refused")

    threads = [threading.Thread(target=ask) for _each in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert switch.outages == 1
    assert switch.is_down()


@pytest.mark.usefixtures("switch")
@pytest.mark.parametrize("value", [0, 7, None, "é", ["a"], {"goal": 1}])
def test_a_value_is_computed_once_and_kept(redis: OwnRedis, value: object) -> None:
    computed: list[object] = []

    def compute() -> object:
        computed.append(value)
        return value

    assert [cached("count", 60, compute) for _each in range(3)] == [value] * 3
    assert len(computed) == 1
    assert 0 < redis.client().ttl(str(cache.make_key("count"))) <= 60


@pytest.mark.usefixtures("switch", "redis")
def test_an_error_of_the_computation_is_the_caller_s() -> None:
    with pytest.raises(ZeroDivisionError):
        cached("count", 60, lambda: 1 // 0)


@pytest.mark.usefixtures("switch")
def test_a_value_survives_a_redis_that_dies_while_it_is_computed(redis: OwnRedis) -> None:
    def compute() -> int:
        redis.kill()
        return 7

    assert cached("count", 60, compute) == 7


def test_values_are_computed_while_redis_is_dead_and_kept_again_when_it_is_back(
    redis: OwnRedis, switch: Switch, clock: Clock
) -> None:
    count: Callable[[], int] = iter(range(100)).__next__
    assert [cached("count", 60, count), cached("count", 60, count)] == [0, 0]
    redis.kill()
    assert [cached("count", 60, count), cached("count", 60, count)] == [1, 2]
    redis.start()
    assert switch.is_down()
    assert cached("count", 60, count) == 3
    clock.now += REST_SECONDS
    assert [cached("count", 60, count), cached("count", 60, count)] == [4, 4]
    assert not switch.is_down()


@pytest.mark.usefixtures("switch")
def test_a_frozen_redis_costs_one_time_out_and_then_nothing(redis: OwnRedis) -> None:
    assert cached("count", 60, lambda: 1) == 1
    redis.freeze()
    first = _seconds(lambda: cached("count", 60, lambda: 2))
    others = _seconds(lambda: [cached("count", 60, lambda: 2) for _each in range(100)])
    redis.thaw()
    assert SOCKET_TIMEOUT / 2 < first < SOCKET_TIMEOUT + SLACK
    assert others < 0.1


@pytest.mark.usefixtures("switch")
def test_a_frozen_redis_costs_a_new_connection_no_more(redis: OwnRedis) -> None:
    redis.freeze()
    first = _seconds(lambda: cached("count", 60, lambda: 2))
    redis.thaw()
    assert first < SOCKET_TIMEOUT + SLACK


def _seconds(call: Callable[[], object]) -> float:
    begun = time.monotonic()
    call()
    return time.monotonic() - begun
