"""A wrong clock for one process: with this folder on PYTHONPATH, Python's time of day is off by the seconds in the file SHIFTED_CLOCK.

Python imports a module of this name before all others. Monotonic clocks stay right, as they do when a machine's clock is set.
"""

import datetime
import os
import time
from pathlib import Path
from typing import Any, Self

_FILE = Path(os.environ["SHIFTED_CLOCK"])
_time, _datetime = time.time, datetime.datetime


def _shifted_time() -> float:
    return _time() + float(_FILE.read_text(encoding="ascii"))


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _datetime)


class _ShiftedDatetime(datetime.datetime, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Self:
        return cls.fromtimestamp(_shifted_time(), tz)

    @classmethod
    def utcnow(cls) -> Self:
        return cls.fromtimestamp(_shifted_time(), datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Self:
        return cls.now()


time.time = _shifted_time
datetime.datetime = _ShiftedDatetime  # type: ignore[misc]
