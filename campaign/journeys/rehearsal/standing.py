"""How far a rehearsal is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True)
class Standing:
    """How many people have written and confirmed, and how many letters have ended, of how many.

    `next_try` is when the next mail is due, where all that waits waits for a later moment.
    """

    supporters: int
    submitted: int
    confirmed: int
    letters: int
    ended: int
    next_try: datetime | None = None

    @property
    def share(self) -> float:
        """From 0 to 1: a third for the forms, a third for the confirmations, a third for the letters."""
        of_people = (self.submitted + self.confirmed) / self.supporters
        of_letters = self.ended / self.letters * self.confirmed / self.supporters if self.letters else 0.0
        return (of_people + of_letters) / 3

    def __str__(self) -> str:
        pause = f"; next try {timezone.localtime(self.next_try):%H:%M}" if self.next_try else ""
        return f"{self.submitted}/{self.supporters} written, {self.confirmed} confirmed, {self.ended} letters{pause}"
