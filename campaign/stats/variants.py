"""What each variant of a letter did, and how much people changed their letters. Read from the rows, without any text of theirs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from campaign.letters.models import Revision
from campaign.letters.queries import current_revisions
from campaign.letters.variants import BLANK_LINES, FIRST, WRITTEN, Variant
from campaign.participation.models import Participation
from campaign.stats.intervals import Share

# Of a hundred words, how many were changed: none, a few, a sentence, a paragraph, most.
CLASSES = ((0, 0), (1, 10), (11, 25), (26, 50), (51, 100))


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
            for variant, counts in by_revision.get(revision.pk, {}).items():
                if variant[place] <= len(texts):
                    sums[variant[place] - 1] += counts
    today = {(revision.language, name, texts) for revision in now for name, texts in _places(revision)}
    return [
        Contest(
            language,
            name,
            tuple(Way(n, text, counts) for n, (text, counts) in enumerate(zip(texts, sums, strict=True), start=1)),
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
    rows = (
        Participation.objects.filter(campaign=campaign_id)
        .exclude(variant="")
        .values_list("revision_id", "variant")
        .annotate(
            submitted=Count("pk"),
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
            personal=Count("pk", filter=Q(words_changed__gt=0)),
        )
    )
    found: dict[int, dict[Variant, Counts]] = defaultdict(dict)
    for revision, written, submitted, confirmed, personal in rows:
        known = WRITTEN.fullmatch(written)
        variant = Variant(*map(int, known.groups())) if known else FIRST
        found[revision][variant] = Counts(submitted, confirmed, personal)
    return dict(found)


@dataclass(frozen=True)
class Changed:
    """How many letters were changed by `low` to `high` per cent of their words."""

    low: int
    high: int
    letters: int


def how_much_changed(campaign_id: int) -> list[Changed]:
    """One for each of CLASSES; letters of which it is not known are left out."""
    rows = Participation.objects.filter(campaign=campaign_id, words_changed__isnull=False)
    counted = rows.aggregate(
        **{f"from_{low}": Count("pk", filter=Q(words_changed__range=(low, high))) for low, high in CLASSES}
    )
    return [Changed(low, high, counted[f"from_{low}"]) for low, high in CLASSES]


def identical(changed: Iterable[Changed]) -> Share:
    """The letters in which no word was changed, of all."""
    several = list(changed)
    return Share(several[0].letters, sum(one.letters for one in several))
