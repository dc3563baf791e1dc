"""manage.py load_foreign_affairs FILE.csv: the offices of foreign affairs and who holds them, after import_roster."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.targets.importing.offices import load_foreign_affairs
from campaign.targets.importing.reading import RosterError
from campaign.targets.queries import contested_offices


class Command(BaseCommand):
    help = "Load offices and their holders from data/roster/foreign-affairs-targets.csv; what staff decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            loaded = load_foreign_affairs(path)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except RosterError as error:
            raise CommandError(f"{path}: nothing was loaded.\n{error}") from error
        self.stdout.write(f"Added: {loaded.offices} offices, {loaded.tenures} tenures.")
        for contest in contested_offices():
            names = ", ".join(tenure.target.name for tenure in contest.contenders)
            self.stdout.write(f"Contested, staff must choose: {contest.office.name_in('en')}: {names}")
