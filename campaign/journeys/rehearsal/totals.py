"""Everything that can be counted twice about a rehearsal, counted twice: where two numbers differ, something was lost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Min

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.states import TAKEN, WAITING, State
from campaign.participation.models import Participation
from campaign.stats.funnels import Funnel
from campaign.stats.queries import funnel


@dataclass(frozen=True)
class Seen:
    """What the supporters saw with their own eyes: how many wrote, to how many people, and how many confirmed."""

    supporters: int
    submitted: int
    confirmed: int
    letters: int
    public_count: int


@dataclass(frozen=True)
class Kept:
    """What the service has on record."""

    submitted: int
    confirmed: int
    mails: Mapping[str, int]
    letters: Mapping[str, int]
    sandboxed: Mapping[str, int]
    duplicates: int
    seconds: float  # from the first letter queued to the last one taken
    funnel: Funnel

    @property
    def queued(self) -> int:
        return sum(self.letters.values())

    @property
    def accepted(self) -> int:
        return sum(self.letters.get(state, 0) for state in TAKEN)

    @property
    def unfinished(self) -> int:
        return sum(self.letters.get(state, 0) for state in WAITING)

    @property
    def failed(self) -> int:
        return self.letters.get(State.FAILED, 0)


def kept(campaign: Campaign) -> Kept:
    """Reads participations, outbox and sandbox, each by itself."""
    people = Counter(Participation.objects.filter(campaign=campaign).values_list("state", flat=True))
    mails = OutgoingMail.objects.filter(campaign=campaign)
    letters = mails.filter(kind=Kind.LETTER)
    times = letters.aggregate(first=Min("created_at"), last=Max("accepted_at"))
    boxed = SandboxMail.objects.filter(outgoing__campaign=campaign)
    copies = boxed.filter(kind=Kind.LETTER).order_by().values("outgoing").annotate(n=Count("pk"))
    return Kept(
        submitted=sum(people.values()),
        confirmed=people[Participation.State.CONFIRMED],
        mails=_counted(mails.values_list("kind", flat=True)),
        letters=_counted(letters.values_list("state", flat=True)),
        sandboxed={
            kind: boxed.filter(kind=kind).values("outgoing").distinct().count()
            for kind in (Kind.CONFIRMATION, Kind.LETTER)
        },
        duplicates=sum(row["n"] - 1 for row in copies),
        seconds=(times["last"] - times["first"]).total_seconds() if times["last"] else 0.0,
        funnel=funnel([campaign.pk]),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values))


def disagreements(seen: Seen, kept: Kept) -> list[str]:
    """One sentence for each total on which two counts differ; none when all agree."""
    totals: dict[str, dict[str, int]] = {
        "People who wrote": {
            "made up": seen.supporters,
            "told to check their mailbox": seen.submitted,
            "participations": kept.submitted,
            "funnel": kept.funnel.submitted,
            "confirmation mails in the outbox": kept.mails.get(Kind.CONFIRMATION, 0),
            "confirmation mails in the sandbox": kept.sandboxed[Kind.CONFIRMATION],
        },
        "People who confirmed": {
            "made up": seen.supporters,
            "saw their receipt": seen.confirmed,
            "participations": kept.confirmed,
            "funnel": kept.funnel.confirmed,
            "public count": seen.public_count,
        },
        "Letters": {
            "asked for": seen.letters,
            "in the outbox": kept.queued,
            "funnel": kept.funnel.letters,
            "accepted": kept.accepted,
            "funnel, accepted": kept.funnel.taken,
            "in the sandbox, each counted once": kept.sandboxed[Kind.LETTER],
        },
    }
    found = [_sentence(name, counts) for name, counts in totals.items() if len(set(counts.values())) > 1]
    return found if kept.funnel.adds_up else [*found, "The funnel's parts do not add up to its totals."]


def _sentence(name: str, counts: Mapping[str, int]) -> str:
    return f"{name}: {', '.join(f'{count} {source}' for source, count in counts.items())}."
