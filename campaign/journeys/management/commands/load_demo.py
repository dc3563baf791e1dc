"""manage.py load_demo [--if-empty]: the roster and the demo campaigns, as far as they are not there yet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.journeys.load_demo import Incomplete, load_demo
from campaign.targets.importing.reading import RosterError


class Command(BaseCommand):
    help = "Load roster, offices and demo campaigns from data/; what is there already is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is any campaign")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Campaign.objects.exists():
            self.stdout.write("There are campaigns already: nothing was loaded.")
            return
        try:
            loaded = load_demo(Path(settings.BASE_DIR) / "data", timezone.now())
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except (RosterError, Incomplete) as error:
            raise CommandError(f"nothing was loaded.\n{error}") from error
        self.stdout.write(f"People added: {loaded.people}")
        self.stdout.write(f"Offices added: {loaded.offices}, with {loaded.tenures} tenures")
        self.stdout.write(f"Demo campaigns opened: {', '.join(loaded.campaigns) or 'none, they are there already'}")
