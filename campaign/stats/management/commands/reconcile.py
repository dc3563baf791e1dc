"""manage.py reconcile: counts everything once more from the rows; exit 1 and a list where the tallies tell anything else."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.stats.reconciling import differences

SHOWN = 200  # lines; who needs more mends the first of them before


class Command(BaseCommand):
    help = "Compare every figure with a fresh count of the rows; exits with 1 and a list of what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(islice(differences(), SHOWN + 1))
        for difference in found[:SHOWN]:
            self.stdout.write(str(difference))
        if found:
            more = " and more" if len(found) > SHOWN else ""
            raise CommandError(f"{min(len(found), SHOWN)}{more} figures differ. rebuild_tallies makes them anew.")
        self.stdout.write("Every figure is what the rows say.")
