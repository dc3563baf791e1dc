"""Short names for addresses, made of the words people wrote."""

from collections.abc import Callable, Collection
from itertools import chain, count

from django.utils.text import slugify

ROOM_FOR_A_NUMBER = 6  # "-12345"


def free_slug(words: str, longest: int, otherwise: str, taken: Callable[[str], Collection[str]]) -> str:
    """At most `longest` characters: "free-visas", else "free-visas-2", and so on; `otherwise` where no Latin letter is in the words.

    `taken` says which short names that begin so are in use.
    """
    base = slugify(words)[:longest].strip("-_") or otherwise
    stem = base[: longest - ROOM_FOR_A_NUMBER]
    used = taken(stem)
    return next(slug for slug in chain([base], (f"{stem}-{number}" for number in count(2))) if slug not in used)
