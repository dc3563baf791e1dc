"""A line of the check: how it stands, in a sentence, and where to put it right; and the verdict on all of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.web.numbers import number

# As many names as one line of text holds; whoever wants all of them follows the remedy.
NAMES_SHOWN = 5


class Tone(StrEnum):
    BAD = "bad"
    WARN = "warn"
    GOOD = "good"


# What must be put right stands first.
ORDER = tuple(Tone)


@dataclass(frozen=True)
class Line:
    """`refuses` where the campaign cannot open before it is put right; `more` are sentences that say it one by one."""

    tone: Tone
    sentence: str
    remedy: str = ""
    url: str = ""
    more: tuple[str, ...] = ()
    refuses: bool = False


@dataclass(frozen=True)
class Verdict:
    tone: Tone
    sentence: str


def good(sentence: str) -> Line:
    return Line(Tone.GOOD, sentence)


def sorted_by_tone(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: ORDER.index(line.tone))


def verdict_of(lines: Sequence[Line]) -> Verdict:
    bad, warn = (sum(line.tone is tone for line in lines) for tone in (Tone.BAD, Tone.WARN))
    if bad:
        words = ngettext(
            "Not ready: one thing must be put right first.", "Not ready: %(n)s things must be put right first.", bad
        )
        return Verdict(Tone.BAD, words % {"n": number(bad)})
    if warn:
        words = ngettext(
            "It can go out, but look at one thing first.", "It can go out, but look at %(n)s things first.", warn
        )
        return Verdict(Tone.WARN, words % {"n": number(warn)})
    return Verdict(Tone.GOOD, _("Ready to go out: all that can be checked is as it should be."))


def listed(names: Collection[str]) -> str:
    """The names in a row; of many the first five, and how many more there are."""
    several = list(dict.fromkeys(names))
    shown = ", ".join(several[:NAMES_SHOWN])
    more = len(several) - NAMES_SHOWN
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {"names": shown, "n": number(more)}
