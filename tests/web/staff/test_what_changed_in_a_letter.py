from time import process_time

import pytest

from campaign.letters.parts import LetterParts
from campaign.web.organizers.changes import ADDED, REMOVED, SAME, Piece, changes_between, pieces


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("", "new"),
        ("old", ""),
        ("One two three.", "One 2 three."),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree."),
        ("a  b\n c", "a b\n\nc "),
        ("é\u0301 x", "e x"),
    ],
)
def test_the_pieces_hold_both_texts_to_the_letter(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in found if piece.kind != REMOVED) == new


def test_only_the_words_that_differ_are_marked() -> None:
    assert pieces("People were killed there.", "People were shot there.") == [
        Piece(SAME, "People were"),
        Piece(REMOVED, " killed"),
        Piece(ADDED, " shot"),
        Piece(SAME, " there."),
    ]


def test_a_paragraph_more_leaves_the_one_before_alone() -> None:
    marked = [piece for piece in pieces("Do it.", "Do it.\n\nNow.") if piece.kind != SAME]
    assert "".join(piece.text for piece in marked) == "\n\nNow."


def test_parts_that_stayed_say_so() -> None:
    old = LetterParts("s", "d", "", "b", "n")
    changes = changes_between(old, LetterParts("s", "d", "", "c", "n"))
    assert [str(change.title) for change in changes if change.changed] == ["Letter"]


@pytest.mark.parametrize("words", ["a " * 5000, " ".join(str(n % 100) for n in range(3500)), "a\n" * 5000])
def test_two_long_letters_are_compared_in_no_time(words: str) -> None:
    started = process_time()
    pieces(words[:10_000], words[::-1][:10_000])
    assert process_time() - started < 5
