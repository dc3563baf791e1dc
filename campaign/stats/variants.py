"""What each variant of a letter did, and how much people changed their letters. Read from tallies, without any text of theirs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaign.letters.models import Revision
from campaign.letters.queries import current_revisions
from campaign.letters.variants import BLANK_LINES, FIRST, WRITTEN, Variant
from campaign.stats import counts
from campaign.stats.changes import SHARES_CHANGED
from campaign.stats.intervals import Share
from campaign.stats.models import Measure


@dataclass(frozen=True)
class Counts:
    """Forms sent, those whose owner confirmed (even if they withdrew later), and those with words of their own."""

    submitted: int = 0
    confirmed: int = 0
    personal: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.submitted + other.submitted, self.confirmed + other.confirmed, self.personal + other.personal
        )


@dataclass(frozen=True)
class Way:
    """One text of several; its number counts from one, the letter's own."""

    number: int
    text: str
    counts: Counts

    @property
    def confirmed(self) -> Share:
        return Share(self.counts.confirmed, self.counts.submitted)

    @property
    def personal(self) -> Share:
        return Share(self.counts.personal, self.counts.submitted)


@dataclass(frozen=True)
class Contest:
    """Texts that were drawn beside each other in one place of a letter ("subject", "beginning", "ending").

    Only these can be compared: a text that came later was read at another time, by other people.
    """

    language: str
    place: str
    ways: tuple[Way, ...]
    current: bool

    @property
    def submitted(self) -> int:
        return sum(way.counts.submitted for way in self.ways)

    def sent(self, way: Way) -> Share:
        """How many of the forms are of this way. All are shown equally often, so it says which of them people sign."""
        return Share(way.counts.submitted, self.submitted)

    @property
    def best(self) -> Way | None:
        """The one that more people confirm than any other, surely; None while it is too early to tell."""
        first = max(self.ways, key=lambda way: way.confirmed.value)
        others = (way for way in self.ways if way is not first)
        return first if all(first.confirmed.surely_above(other.confirmed) for other in others) else None


Texts = tuple[str, ...]


def contests_of(campaign_id: int, letter_id: int) -> list[Contest]:
    """Those of today's letter first, with or without forms; then those of earlier revisions that had any."""
    now = current_revisions(letter_id).values()
    by_revision = _counts(campaign_id)
    older = Revision.objects.in_bulk(by_revision.keys() - {revision.pk for revision in now}).values()
    found: dict[tuple[str, str, Texts], list[Counts]] = {}
    for revision in (*now, *older):
        for place, (name, texts) in enumerate(_places(revision)):
            sums = found.setdefault((revision.language, name, texts), [Counts()] * len(texts))
            for variant, counted in by_revision.get(revision.pk, {}).items():
                if variant[place] <= len(texts):
                    sums[variant[place] - 1] += counted
    today = {(revision.language, name, texts) for revision in now for name, texts in _places(revision)}
    return [
        Contest(
            language,
            name,
            tuple(Way(n, text, counted) for n, (text, counted) in enumerate(zip(texts, sums, strict=True), start=1)),
            (language, name, texts) in today,
        )
        for (language, name, texts), sums in found.items()
        if len(texts) > 1
    ]


def _places(revision: Revision) -> Iterator[tuple[str, Texts]]:
    paragraphs = BLANK_LINES.split(revision.body)
    others = revision.parts.others
    yield "subject", (revision.subject, *others.subjects)
    yield "beginning", (paragraphs[0], *others.beginnings)
    yield "ending", (paragraphs[-1], *others.endings)


def _counts(campaign_id: int) -> dict[int, dict[Variant, Counts]]:
    """By revision and variant, in one question."""
    found: defaultdict[int, defaultdict[Variant, Counts]] = defaultdict(lambda: defaultdict(Counts))
    for value, states in counts.values(campaign_id, Measure.VARIANT).items():
        shown, confirmed, words = value.rsplit(" ", 2)
        revision, _, written = shown.partition(" ")
        known = WRITTEN.fullmatch(written)
        variant = Variant(*map(int, known.groups())) if known else FIRST
        n = states.total()
        found[int(revision)][variant] += Counts(n, n * (confirmed == "confirmed"), n * (words == "own"))
    return {revision: dict(variants) for revision, variants in found.items()}


@dataclass(frozen=True)
class Changed:
    """How many letters were changed by `low` to `high` per cent of their words."""

    low: int
    high: int
    letters: int


def how_much_changed(campaign_id: int) -> list[Changed]:
    """One for each of SHARES_CHANGED; letters of which it is not known are left out."""
    counted = counts.values(campaign_id, Measure.CHANGED)
    return [Changed(low, high, counted.get(str(high), Counter()).total()) for low, high in SHARES_CHANGED]


def identical(changed: Iterable[Changed]) -> Share:
    """The letters in which no word was changed, of all."""
    several = list(changed)
    return Share(several[0].letters, sum(one.letters for one in several))
