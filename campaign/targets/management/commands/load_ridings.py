"""manage.py load_ridings: the 343 ridings under their names of today; may be run again whenever the files are newer."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaign.targets.postcodes.loading import load_ridings


class Command(BaseCommand):
    help = "Load the ridings from data/roster/, for campaigns that write to the supporter's own Member of Parliament."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = load_ridings(Path(settings.BASE_DIR) / "data" / "roster")
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except KeyError as error:
            raise CommandError(f"A file lacks its column {error}; nothing was loaded.") from error
        self.stdout.write(f"Ridings: {number}")
