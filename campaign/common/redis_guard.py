"""Going on without Redis: after one failure nobody in this process waits for it again, for ten seconds.

A frozen Redis costs each look-up its socket timeout; with this switch it costs one request one timeout, then nothing.
After the ten seconds one caller asks again, alone; the others stay away until it has had an answer.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Long enough that a frozen Redis is hardly felt, short enough that nobody has to be told when it is back.
REST_SECONDS = 10.0

Value = TypeVar("Value")


class RedisDown(Exception):
    """Redis did not answer, now or a moment ago: do without."""


class Switch:
    """Thread-safe; a process has one (`SWITCH`), tests make their own with a clock of theirs."""

    def __init__(self, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest = rest
        self._clock = clock
        self._lock = Lock()
        self._down_until: float | None = None
        self.outages = 0

    def is_down(self) -> bool:
        with self._lock:
            return self._resting()

    @contextmanager
    def guarded(self, *also: type[Exception]) -> Iterator[None]:
        """Runs a block of calls to Redis, and of nothing else, as any OSError in it is taken for Redis's.

        Raises RedisDown at once while Redis rests, and in place of the errors of redis-py, OSError and `also` (a Celery
        sender passes kombu's OperationalError).
        """
        failures: tuple[type[Exception], ...] = (RedisError, OSError, *also)
        probing = self._enter()
        try:
            yield
        except failures as error:
            self._trip(error)
            raise RedisDown(f"{type(error).__name__}: {error}") from error
        if probing:
            self._recover()

    def _resting(self) -> bool:
        return self._down_until is not None and self._clock() < self._down_until

    def _enter(self) -> bool:
        with self._lock:
            if self._resting():
                raise RedisDown("resting after an error")
            probing = self._down_until is not None
            if probing:
                self._down_until = self._clock() + self._rest
            return probing

    def _trip(self, error: Exception) -> None:
        with self._lock:
            first = self._down_until is None
            self.outages += first
            self._down_until = self._clock() + self._rest
        if first:
            logger.warning("Redis does not answer, going on without it: %s: %s", type(error).__name__, error)

    def _recover(self) -> None:
        with self._lock:
            self._down_until = None
        logger.info("Redis answers again")


SWITCH = Switch()


@contextmanager
def guarded(*also: type[Exception]) -> Iterator[None]:
    """`Switch.guarded` of this process."""
    with SWITCH.guarded(*also):
        yield


def cached(key: str, seconds: int, compute: Callable[[], Value]) -> Value:
    """The value of `key`, computed and kept for `seconds` where the cache has none; without Redis, computed each time.

    Raises only what `compute` raises. Values are plain data (numbers, text, lists, dicts): they are pickled, and
    outlive a release.
    """
    missing = object()
    try:
        with guarded():
            found = cache.get(key, missing)
    except RedisDown:
        return compute()
    if found is not missing:
        kept: Value = found
        return kept
    value = compute()
    with suppress(RedisDown), guarded():
        cache.set(key, value, seconds)
    return value
