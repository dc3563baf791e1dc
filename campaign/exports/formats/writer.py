"""What every format gives: bytes for its beginning, for rows, for its end, and what it remembers between slices."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from campaign.exports.columns import Kind


@dataclass(frozen=True)
class Heading:
    """A column as a format needs it: `words` is what its values are called by, in the reader's language."""

    key: str
    label: str
    kind: Kind
    words: dict[Any, str] | None = None


class Writer(ABC):
    """Of one slice. `memory` is what the slice before it left, {} for the first; all values go through JSON."""

    def __init__(self, headings: Sequence[Heading], memory: dict[str, Any]) -> None:
        self.headings = tuple(headings)
        self.memory = memory

    @abstractmethod
    def begin(self) -> bytes:
        """Once for each file."""

    @abstractmethod
    def rows(self, rows: list[tuple[Any, ...]]) -> bytes: ...

    def pause(self) -> bytes:
        """At the end of a slice that others follow."""
        return b""

    def end(self) -> bytes:
        """Once for each file, after all rows."""
        return b""
