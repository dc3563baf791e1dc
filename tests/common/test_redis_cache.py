from collections.abc import Iterator
from threading import Thread

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from pytest_django import Settings

from campaign.common.redis_cache import RedisCache
from tests.common.own_redis import OwnRedis


@pytest.fixture
def redis(settings: Settings) -> Iterator[OwnRedis]:
    with OwnRedis() as own:
        settings.CACHES = own.caches
        yield own


@pytest.fixture
def cache(redis: OwnRedis) -> BaseCache:
    return caches["default"]


def test_what_is_put_in_comes_out(cache: BaseCache) -> None:
    cache.set("goal", {"count": 7}, 60)
    assert cache.get("goal") == {"count": 7}
    assert cache.add("goal", 1) is False
    assert cache.add("hits", 1) is True
    assert cache.incr("hits") == 2
    cache.clear()
    assert cache.get("goal", "none") == "none"


def test_a_client_is_made_once(cache: BaseCache) -> None:
    assert isinstance(cache, RedisCache)
    assert cache._cache.get_client() is cache._cache.get_client("key")
    assert cache._cache.get_client(write=True) is cache._cache.get_client("key", write=True)


def test_reads_go_to_a_replica_and_writes_to_the_first_server(settings: Settings, redis: OwnRedis) -> None:
    with OwnRedis() as replica:
        servers = [f"unix://{redis.socket}", f"unix://{replica.socket}"]
        settings.CACHES = {"default": redis.caches["default"] | {"LOCATION": servers}}
        cache = caches["default"]
        cache.set("goal", 7)
        assert cache.get("goal") is None
        assert redis.client().exists(cache.make_key("goal"))


def test_a_counter_that_has_run_out_stays_away_instead_of_coming_back_without_an_end(
    cache: BaseCache, redis: OwnRedis
) -> None:
    with pytest.raises(ValueError, match="hits"):
        cache.incr("hits")
    assert not redis.client().exists(cache.make_key("hits"))


def test_counting_keeps_the_counter_s_end(cache: BaseCache, redis: OwnRedis) -> None:
    cache.set("hits", 1, 60)
    cache.incr("hits")
    assert 0 < redis.client().ttl(cache.make_key("hits")) <= 60


def test_threads_may_share_a_cache(cache: BaseCache) -> None:
    cache.set("hits", 0)

    def hit() -> None:
        for _each in range(100):
            cache.incr("hits")

    threads = [Thread(target=hit) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.get("hits") == 400


def test_connections_survive_a_restart_of_redis(cache: BaseCache, redis: OwnRedis) -> None:
    cache.set("goal", 7)
    redis.kill()
    redis.start()
    assert cache.get("goal") is None
