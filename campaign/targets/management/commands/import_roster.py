"""manage.py import_roster FILE.csv [--dry-run]: what is new, changed and gone, and then, unless dry, make it so."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.targets.importing.applying import import_rows
from campaign.targets.importing.planning import AmbiguousRow, Change, Plan, plan_import
from campaign.targets.importing.reading import RosterError, Row, read_roster


class Command(BaseCommand):
    help = (
        "Import a roster of targets (the columns of data/roster/mps-45.csv); a broken row leaves everything as it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            rows = read_roster(path)
            plan = plan_import(rows) if options["dry_run"] else import_rows(rows, timezone.now())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except AmbiguousRow as error:
            raise CommandError(f"{path}: {error}") from error
        except RosterError as error:
            rest = error.total - len(error.problems)
            more = f"\n... and {rest} more" if rest else ""
            raise CommandError(f"{path}: nothing was imported.\n{error}{more}") from error
        self.print_plan(plan)
        self.stdout.write("Dry run: nothing was changed." if options["dry_run"] else "Imported.")

    def print_plan(self, plan: Plan) -> None:
        self.print_group("New", map(_newcomer, plan.new))
        self.print_group("Changed", map(_changes, plan.changed))
        self.print_group("Gone", (f"{departure.name} ({departure.riding})" for departure in plan.gone))
        self.print_group("Without a usable address", plan.undeliverable)
        self.stdout.write(f"Unchanged: {plan.unchanged}")

    def print_group(self, title: str, lines: Iterable[str]) -> None:
        shown = list(lines)
        self.stdout.write(f"{title}: {len(shown)}")
        for line in shown:
            self.stdout.write(f"  {line}")


def _newcomer(row: Row) -> str:
    return f"{row.name} ({row.riding}, {row.party})"


def _changes(change: Change) -> str:
    told = "; ".join(f"{each.field}: {each.before or '-'} -> {each.after or '-'}" for each in change.differences)
    return f"{change.name}: {told}"
