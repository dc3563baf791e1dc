"""Which opening a recipient reads: the first that fits them, else the letter's own."""

from campaign.letters.alternatives import MEMBER, OFFICE, PARTY, ROLE
from campaign.letters.parts import LetterParts
from campaign.letters.people import LetterPeople


def opening_for(parts: LetterParts, people: LetterPeople) -> str:
    """Not filled in yet. Asked for every letter sent, so it costs nothing where there is one opening."""
    for other in parts.others.openings:
        if any(_fits(fit, people) for fit in other.fits):
            return other.text
    return parts.opening


def _fits(fit: str, people: LetterPeople) -> bool:
    if fit in (OFFICE, MEMBER):
        return people.in_office == (fit == OFFICE)
    if fit.startswith(PARTY):
        return people.target.party == fit.removeprefix(PARTY)
    words = fit.removeprefix(ROLE).casefold()
    return fit.startswith(ROLE) and words in people.target.title.casefold()
