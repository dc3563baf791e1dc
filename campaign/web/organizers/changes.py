"""What one text of a letter changed in another, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django_stubs_ext import StrOrPromise

from campaign.letters.parts import LetterParts
from campaign.letters.validation import named_texts
from campaign.web.organizers.variant_words import title_of_text, whom

WORDS = re.compile(r"[^\S\n]*\S+|\s+")  # each word with the space before it: half as many pieces to compare
# A long paragraph that was written anew says nothing word by word.
MOST_WORDS = 2000

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what happened to it: SAME, ADDED or REMOVED."""

    kind: str
    text: str


@dataclass(frozen=True)
class PartChange:
    """One part of the letter: its new text in pieces, with what was taken out between them."""

    title: StrOrPromise
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.kind != SAME for piece in self.pieces)


def changes_between(old: LetterParts, new: LetterParts) -> list[PartChange]:
    """The five parts in order, changed or not, then the other words that either has."""
    before, after = _texts_of(old), _texts_of(new)
    return [
        PartChange(title_of_text(name), pieces(before.get(name, ""), after.get(name, "")))
        for name in {**after, **before}
    ]


def _texts_of(parts: LetterParts) -> dict[str, str]:
    """By the names of letters.validation; an opening for some begins with a line that says for whom."""
    found = {one.name: one.text for one in named_texts(parts)}
    for number, other in enumerate(parts.others.openings, start=1):
        found[f"opening_for_{number}"] = f"{whom(other.fits)}:\n{other.text}"
    return found


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts as one row of pieces: without those added it reads as the old, without those removed as the new."""
    found: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, start, end, new_start, new_end in _steps(before, after):
        removed, added = "".join(before[start:end]), "".join(after[new_start:new_end])
        found += [Piece(SAME, added)] if tag == "equal" else _words(removed, added)
    return [piece for piece in found if piece.text]


def _words(old: str, new: str) -> list[Piece]:
    """Paragraphs that were rewritten: only the words that differ, unless they are too many to compare."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece(REMOVED, old), Piece(ADDED, new)]
    found: list[Piece] = []
    for tag, start, end, new_start, new_end in _steps(before, after):
        removed, added = "".join(before[start:end]), "".join(after[new_start:new_end])
        found += [Piece(SAME, added)] if tag == "equal" else [Piece(REMOVED, removed), Piece(ADDED, added)]
    return found


def _steps(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """With difflib's "autojunk", which leaves frequent words out of the search: without it, "a a a …" takes minutes."""
    return list(SequenceMatcher(None, before, after).get_opcodes())
