"""How far a long command is: a bar that moves on a terminal, elsewhere a line now and then, where there is news."""

import time
from collections.abc import Callable
from typing import Protocol

BAR_WIDTH = 12  # with ten thousand people the line still fits into 80 columns
LINE_EVERY_SECONDS = 5.0


class Stage(Protocol):
    """Where something long stands: its share from 0 to 1, and as text what a person reads."""

    @property
    def share(self) -> float: ...


class Stream(Protocol):
    def write(self, text: str, /, *, ending: str) -> object: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool: ...


class Progress:
    def __init__(self, stream: Stream, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._bar = stream.isatty()
        self._told_at = clock()
        self._said = self._line = ""

    def show(self, standing: Stage) -> None:
        if self._bar:
            filled = round(standing.share * BAR_WIDTH)
            self._write(f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {standing}")
        elif str(standing) != self._line and self._clock() - self._told_at >= LINE_EVERY_SECONDS:
            self._told_at, self._line = self._clock(), str(standing)
            self._stream.write(self._line, ending="\n")
            self._stream.flush()

    def done(self) -> None:
        """Leave the bar behind on a line of its own."""
        if self._said:
            self._stream.write("", ending="\n")

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(len(self._said)), ending="")
        self._stream.flush()
        self._said = text
