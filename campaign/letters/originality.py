"""How much of a letter its supporter wrote: one number, counted in words, so that nothing else need be kept."""

import unicodedata

from rapidfuzz.distance import Levenshtein

# A form takes 10,000 characters, which cannot be more words than this.
MOST_WORDS = 5_000


def percent_changed(ours: str, theirs: str) -> int:
    """0 for the same words in the same order, else 1 to 100: words added, left out or replaced, of the longer text's."""
    before, after = _words(ours), _words(theirs)
    if before == after:
        return 0
    share = Levenshtein.normalized_distance(before, after)
    return min(100, max(1, round(100 * share)))


def _words(text: str) -> list[str]:
    """However they are spaced and broken into lines."""
    return unicodedata.normalize("NFC", text).split()[:MOST_WORDS]
