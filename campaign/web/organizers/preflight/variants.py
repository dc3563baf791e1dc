"""What is checked of a letter that says some things in several ways: how many variants there are, and who reads which opening."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaign.campaigns.recipients import Recipient
from campaign.delivery.letter_tests import Draft
from campaign.delivery.people import people_of
from campaign.letters.openings import which_opening
from campaign.web.numbers import number
from campaign.web.organizers.preflight.lines import Line, Tone, good
from campaign.web.organizers.variant_words import whom


def lines_of_variants(draft: Draft, language: str) -> Iterator[Line]:
    """Nothing for a letter that supporters see in one way."""
    if draft.texts.number > 1:
        words = _("%(language)s: %(n)s variants of the letter are drawn evenly, so not everybody sends the same words.")
        yield good(words % {"language": language, "n": number(draft.texts.number)})


def lines_of_openings(draft: Draft, people: list[Recipient], language: str, url: str) -> Iterator[Line]:
    """Nothing for a letter that opens in one way; `people` must be all who may receive it."""
    openings = draft.parts.others.openings
    if not openings:
        return
    read = {which_opening(draft.parts, people_of(draft.supporter, person, draft.title)) for person in people}
    unread = [other for n, other in enumerate(openings, start=1) if n not in read]
    for other in unread:
        words = _("%(language)s: nobody who receives the letter reads the opening for %(whom)s.")
        yield Line(Tone.WARN, words % {"language": language, "whom": whom(other.fits)}, _("Edit the letter"), url)
    if not unread:
        yield good(_("%(language)s: each of the openings has its readers.") % {"language": language})
