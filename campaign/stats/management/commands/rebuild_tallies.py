"""manage.py rebuild_tallies: makes all figures anew from the rows that they are sums of; until that is done, the old ones are read."""

from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.common.progress import Progress
from campaign.stats import services


@dataclass(frozen=True)
class Done:
    """How many rows of the two logs are summed up, of how many."""

    rows: int
    of: int

    @property
    def share(self) -> float:
        return min(1.0, self.rows / self.of) if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.rows:,} of {self.of:,} rows summed up"


class Command(BaseCommand):
    help = "Make all figures anew. It may be stopped and started again; it goes on where it was."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.style_func = None  # progress on stderr is no error
        progress = Progress(self.stderr)
        of = services.rows_to_sum()
        try:
            services.rebuild(lambda rows: progress.show(Done(rows, of)))
        except services.AlreadyRunning as error:
            raise CommandError("Somebody else makes the figures anew at this moment; nothing was done here.") from error
        finally:
            progress.done()
        self.stdout.write(f"All figures are made anew from {of:,} rows.")
