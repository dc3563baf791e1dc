"""The funnel from the form to the mailbox, whose parts add up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from campaign.participation.models import Participation
from campaign.stats.changes import WAITS
from campaign.stats.models import Measure

# Each is compared with sums of another measure: of people by state, and of letters by state.
TOTALS = (Measure.CAME_BEFORE, Measure.WRITTEN)
PARTS = (Measure.DAY, Measure.LETTERS)
_OTHERS = ("accepted", "delivered", "bounced", "complained", "failed", "suppressed", "cancelled")


@dataclass(frozen=True)
class Funnel:
    """People and their letters, each stage the sum of its parts.

    submitted = pending + confirmed + withdrawn + erased (people's forms);
    letters = waiting + accepted + delivered + bounced + complained + failed + suppressed + cancelled.
    """

    pending: int
    confirmed: int
    withdrawn: int
    erased: int
    submitted: int
    letters: int
    waiting: int
    accepted: int
    delivered: int
    bounced: int
    complained: int
    failed: int
    suppressed: int
    cancelled: int

    @property
    def taken(self) -> int:
        """Letters a provider took, whatever was heard of them afterwards."""
        return self.accepted + self.delivered + self.bounced + self.complained

    @property
    def adds_up(self) -> bool:
        people = self.pending + self.confirmed + self.withdrawn + self.erased
        letters = self.waiting + self.taken + self.failed + self.suppressed + self.cancelled
        return people == self.submitted and letters == self.letters


def from_sums(states: Mapping[str, Counter[str]]) -> Funnel:
    """From sums by measure and state. Its totals come from other cells than its parts: `adds_up` compares two sums."""
    submitted, letters = (sum(states[measure].values()) for measure in TOTALS)
    people, by_letter = (states[measure] for measure in PARTS)
    return Funnel(
        submitted=submitted,
        **{state: people[state] for state in Participation.State.values},
        letters=letters,
        waiting=by_letter[WAITS],
        **{state: by_letter[state] for state in _OTHERS},
    )
