"""Whole pages, rendered once in two seconds by each process, however many people open them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 2.0
# More pages than any one process serves at once; beyond it the oldest go.
MOST = 200


@dataclass(frozen=True)
class Page:
    """A rendered page that is the same for everybody."""

    content: bytes
    status: int
    until: float


_pages: dict[tuple[str, str], Page] = {}


def kept(key: tuple[str, str], clock: Callable[[], float] = time.monotonic) -> Page | None:
    """The page for (slug, language), unless it is too old."""
    page = _pages.get(key)
    return page if page is not None and clock() < page.until else None


def keep(key: tuple[str, str], content: bytes, status: int, clock: Callable[[], float] = time.monotonic) -> None:
    while len(_pages) >= MOST:
        _pages.pop(next(iter(_pages)), None)
    _pages.pop(key, None)
    _pages[key] = Page(content, status, clock() + SECONDS)


def forget() -> None:
    """For tests and for nobody else: two seconds are short."""
    _pages.clear()
