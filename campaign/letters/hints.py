"""What an organizer may want to know of a letter's text before it leaves: how long it is, how hard to read, what filters dislike.

Hints, not rules: nothing is refused for them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaign.letters.parts import LetterParts

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…:](?:\s|$)|\n\s*\n")
LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
# Adults read 238 words of English a minute in silence (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
WORDS_A_MINUTE = 238
# A page of 350 words in 12 points is as much as fits with address and signature; a few sentences carry no reason.
SHORT, LONG = 60, 350
# LIX (Björnsson, Läsbarhet, 1968): words a sentence, plus the share of words of more than six letters. It is made for no one
# language; his steps: below 30 children's books, 40 novels, 50 newspapers, 60 official texts.
LONG_WORD = 6
STEPS = (30, 40, 50, 60)
MOST_LINKS = 2
# spamassassin.apache.org/tests.html: SUBJ_ALL_CAPS; PLING_PLING is two and more; URI shorteners (__URL_SHORTENER).
CAPITALS_FROM = 10
SHORTENERS = frozenset({"bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How long and how hard a text is. `lix` is None for a text without a word."""

    words: int
    seconds: int
    lix: int | None

    @property
    def level(self) -> str:
        """In a word, for the reader's language."""
        names = (_("very easy"), _("easy"), _("as a newspaper"), _("hard"), _("very hard"))
        return names[sum(self.lix >= step for step in STEPS)] if self.lix is not None else ""


def reading_of(text: str) -> Reading:
    """The body, or a whole letter, as a person reads it."""
    plain = LIQUID.sub(" ", text)
    words = WORD.findall(plain)
    if not words:
        return Reading(0, 0, None)
    sentences = max(1, sum(1 for part in SENTENCE_END.split(plain) if WORD.search(part)))
    long_words = sum(len(word) > LONG_WORD for word in words)
    lix = round(len(words) / sentences + 100 * long_words / len(words))
    return Reading(len(words), round(60 * len(words) / WORDS_A_MINUTE), lix)


def hints_of(parts: LetterParts) -> list[str]:
    """What may be better, each in a sentence; none is a mistake."""
    return [*_about_length(parts), *_about_filters(parts)]


def _about_length(parts: LetterParts) -> Iterator[str]:
    reading = reading_of(parts.body)
    if reading.words > LONG:
        yield _("It is long: offices read one page, about %(n)d words.") % {"n": LONG}
    elif 0 < reading.words < SHORT:
        yield _("It is short: say what you ask for, and why it matters.")
    if reading.lix is not None and reading.lix >= STEPS[-1]:
        yield _("It is hard to read: shorter sentences and shorter words help.")


def _about_filters(parts: LetterParts) -> Iterator[str]:
    letters = [character for character in LIQUID.sub("", parts.subject) if character.isalpha()]
    if len(letters) >= CAPITALS_FROM and all(character.isupper() for character in letters):
        yield _("A subject in capitals looks like spam.")
    if parts.subject.count("!") + parts.body.count("!!") >= 2:
        yield _("Many exclamation marks look like spam.")
    links = LINK.findall(parts.body)
    if len(links) > MOST_LINKS:
        yield _("Many links look like spam: one is enough.")
    if any(_host(link) in SHORTENERS for link in links):
        yield _("Shortened links look like spam: write the whole address.")


def _host(link: str) -> str:
    return link.split("/")[2].partition(":")[0].lower().removeprefix("www.")
