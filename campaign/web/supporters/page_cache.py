"""What many people ask for at once, kept for two seconds by each process: whole pages, and what they are made of."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from campaign.web.supporters.drawing import PageWithPlaces

SECONDS = 2.0
# Else a whole crowd of threads makes the same page when its time is over.
ONE_MAKES_IT_SECONDS = 1.0
# More pages than any one process serves at once; beyond it the oldest go.
MOST = 200

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Page:
    """A rendered page that is the same for everybody, but for the words in its places where it has any."""

    campaign_id: int
    content: bytes
    status: int
    places: PageWithPlaces | None = None


_memories: list["ShortMemory[Any, Any]"] = []


class ShortMemory(Generic[Key, Value]):
    """Values by key, each for two seconds. Threads may share it: the worst that happens is a value made twice."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Key, tuple[float, Value]] = {}
        _memories.append(self)

    def get(self, key: Key) -> Value | None:
        """None when it is time to make the value anew: said to one caller, the others get the old one for a second more."""
        until, value = self._kept.get(key, (0.0, None))
        if self._clock() < until:
            return value
        if value is not None:
            self._kept[key] = (self._clock() + ONE_MAKES_IT_SECONDS, value)
        return None

    def keep(self, key: Key, value: Value) -> Value:
        while len(self._kept) >= MOST:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept.pop(key, None)
        self._kept[key] = (self._clock() + SECONDS, value)
        return value

    def forget(self) -> None:
        self._kept.clear()


def forget() -> None:
    """Everything; for tests and for nobody else: two seconds are short."""
    for memory in _memories:
        memory.forget()


PAGES: ShortMemory[tuple[str, str], Page] = ShortMemory()  # by slug and language
