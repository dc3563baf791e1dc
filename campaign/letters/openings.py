"""Which opening a recipient reads: the first that fits them, else the letter's own."""

from campaign.letters.alternatives import MEMBER, OFFICE, PARTY, ROLE
from campaign.letters.parts import LetterParts
from campaign.letters.people import LetterPeople


def opening_for(parts: LetterParts, people: LetterPeople) -> str:
    """Not filled in yet. Asked for every letter sent, so it costs nothing where there is one opening."""
    number = which_opening(parts, people)
    return parts.others.openings[number - 1].text if number else parts.opening


def which_opening(parts: LetterParts, people: LetterPeople) -> int:
    """The number of the other opening that they read, from one; 0 for the letter's own."""
    for number, other in enumerate(parts.others.openings, start=1):
        if any(_fits(fit, people) for fit in other.fits):
            return number
    return 0


def _fits(fit: str, people: LetterPeople) -> bool:
    if fit in (OFFICE, MEMBER):
        return people.in_office == (fit == OFFICE)
    if fit.startswith(PARTY):
        return people.target.party == fit.removeprefix(PARTY)
    words = fit.removeprefix(ROLE).casefold()
    return fit.startswith(ROLE) and words in people.target.title.casefold()
