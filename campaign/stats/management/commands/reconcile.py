"""manage.py reconcile: counts everything once more from the rows; exit 1 and a list where the tallies tell anything else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.stats import services


class Command(BaseCommand):
    help = "Compare every figure with a fresh count of the rows; exits with 1 and a list of what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        recount = services.recount(timezone.now())
        if recount.differences:
            more = " or more" if recount.differences == services.MOST_DIFFERENCES else ""
            self.stdout.write(recount.found)
            raise CommandError(f"Figures that differ: {recount.differences}{more}. rebuild_tallies makes them anew.")
        self.stdout.write("Every figure is what the rows say.")
