"""A variant of the letter for each visitor, drawn when the kept page is handed out: one page is kept for all, with places in it."""

import re
from collections.abc import Sequence
from html import escape
from random import SystemRandom
from secrets import token_hex

from campaign.letters.variants import Texts, Variant

# Where a visitor's own words go; nobody can have typed them.
SUBJECT, BODY, VARIANT = (f"place-{token_hex(16)}" for _ in range(3))
_PLACES = re.compile(f"({SUBJECT}|{BODY}|{VARIANT})")
# More letters than are open at once; beyond it all begin anew.
MOST_DECKS = 500


class PageWithPlaces:
    """A rendered page and the texts that may stand in it."""

    def __init__(self, content: bytes, revision_id: int, texts: Texts) -> None:
        self._pieces = [piece.encode() for piece in _PLACES.split(content.decode())]
        self._revision_id = revision_id
        self._texts = texts

    def for_a_visitor(self) -> bytes:
        return self.filled(draw(self._revision_id, self._texts.sizes))

    def filled(self, variant: Variant) -> bytes:
        subject, body = self._texts.of(variant)
        words = {
            SUBJECT.encode(): escape(subject).encode(),
            BODY.encode(): escape(body).encode(),
            VARIANT.encode(): str(variant).encode(),
        }
        return b"".join(words.get(piece, piece) for piece in self._pieces)


_random = SystemRandom()
_decks: dict[tuple[int, int], list[int]] = {}  # by revision and place in the letter


def draw(revision_id: int, sizes: Sequence[int]) -> Variant:
    """One of each, all equally often: like cards from a shuffled deck, which is shuffled anew when it is empty.

    Each process has its own decks, and threads may share them: what a card is drawn twice for makes no difference.
    """
    if len(_decks) > MOST_DECKS:
        _decks.clear()
    return Variant(*(_card((revision_id, place), size) for place, size in enumerate(sizes)))


def _card(key: tuple[int, int], size: int) -> int:
    if size == 1:
        return 1
    deck = _decks.get(key)
    if not deck:
        deck = list(range(1, size + 1))
        _random.shuffle(deck)
        _decks[key] = deck
    try:
        return deck.pop()
    except IndexError:  # another thread took the last one
        return _random.randint(1, size)
