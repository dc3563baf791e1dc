"""manage.py import_targets FILE --list NAME [--team TEAM] [--dry-run]: a list of people from a file, as the staff's pages take it."""

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.accounts.models import Team
from campaign.common.progress import Progress
from campaign.journeys.lists import Answer, Brought, Look, accept, look
from campaign.targets.lists.columns import Meaning, guess, has_header, problem_with
from campaign.targets.lists.decoding import NAMES, NotText, decode
from campaign.targets.lists.keeping import Belongs
from campaign.targets.lists.table import read_table
from campaign.targets.models import TargetList

LINES_SHOWN = 50  # of each kind: all of them stand on the page
IGNORED = "-"


@dataclass(frozen=True)
class Checked:
    """So many of so many lines."""

    done: int
    of: int

    @property
    def share(self) -> float:
        return self.done / self.of

    def __str__(self) -> str:
        return f"{self.done} of {self.of} lines checked"


class Command(BaseCommand):
    help = "Make a list of people from a CSV file, or renew the one of that name; see /staff/lists/ for the same with pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", required=True, metavar="NAME", help="its name in English")
        parser.add_argument("--team", metavar="SLUG", help="whose it is; without it, the only team there is")
        parser.add_argument("--columns", help=f"what each column is, as {','.join(Meaning.values[1:])} or {IGNORED}")
        parser.add_argument("--time-zone", help="where these people work, such as America/Halifax")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--leave-out", action="store_true", help="leave out the lines with problems")
        parser.add_argument("--sure", action="store_true", help="more than a tenth of the people may be gone")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.style_func = None  # progress on stderr is no error
        progress = Progress(self.stderr)
        try:
            brought = self.read(options)
            seen = look(brought, lambda done, of: progress.show(Checked(done, of)))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except NotText as error:
            raise CommandError(f"{options['file']}: {error}") from error
        finally:
            progress.done()
        self.print_look(seen)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
            return
        answer = Answer(seen.plan.fingerprint, options["leave_out"], options["sure"])
        try:
            made = accept(brought, answer, timezone.now())
        except ValidationError as error:
            hint = "(--leave-out, --sure; --dry-run shows what would happen)"
            raise CommandError(f"Nothing was written. {' '.join(error.messages)} {hint}") from error
        self.stdout.write(f"Written: {made}, at /staff/lists/{made.pk}/")

    def read(self, options: dict[str, Any]) -> Brought:
        path: Path = options["file"]
        decoded = decode(path.read_bytes())
        table = read_table(decoded.text)
        headed = has_header(table)
        columns = self.columns(options["columns"]) or [meaning.value for meaning in guess(table, headed)]
        if problem := problem_with(columns):
            raise CommandError(f"{problem} (--columns; found: {','.join(one or IGNORED for one in columns)})")
        team = self.team(options["team"])
        named = TargetList.objects.filter(team=team, group__name__en=options["list"], retired_at=None)
        known = named.select_related("group").first()
        self.stdout.write(f"Read as {NAMES[decoded.encoding]}; columns: {','.join(one or IGNORED for one in columns)}")
        return Brought(
            text=decoded.text,
            headed=headed,
            columns=tuple(columns),
            names=known.group.name if known else {"en": options["list"]},
            time_zone=self.time_zone(options["time_zone"], known),
            target_list=known,
            belongs=Belongs(team.pk, None),
        )

    def columns(self, text: str | None) -> list[str]:
        columns = ["" if one.strip() == IGNORED else one.strip() for one in text.split(",")] if text else []
        if unknown := sorted(set(columns) - set(Meaning.values)):
            raise CommandError(
                f"--columns: {', '.join(unknown)} is no column; there are {', '.join(Meaning.values[1:])}"
            )
        return columns

    def team(self, slug: str | None) -> Team:
        teams = list(Team.objects.filter(slug=slug) if slug else Team.objects.all()[:2])
        if len(teams) != 1:
            slugs = ", ".join(Team.objects.values_list("slug", flat=True))
            raise CommandError(
                f"--team: name one of these: {slugs}" if slugs else "There is no team yet: make one first."
            )
        return teams[0]

    def time_zone(self, name: str | None, known: TargetList | None) -> str:
        if name is not None and name not in available_timezones():
            raise CommandError(f"--time-zone: {name} is none; one is America/Halifax")
        return name or (known.time_zone if known else settings.TIME_ZONE)

    def print_look(self, seen: Look) -> None:
        plan = seen.plan
        self.print_lines("New", [f"{person.name} {person.email}" for person in plan.new])
        for_each = [
            f"{change.person.name}: "
            + "; ".join(f"{one.field}: {one.before or '-'} -> {one.after or '-'}" for one in change.differences)
            for change in plan.changed
        ]
        self.print_lines("Changed", for_each)
        self.print_lines("Gone", [f"{departure.name} {departure.email}" for departure in plan.gone])
        self.print_lines("Problems", map(str, seen.checked.problems))
        self.print_lines("To know about", map(str, seen.notes))
        self.stdout.write(f"Unchanged: {plan.unchanged}")

    def print_lines(self, title: str, lines: Iterable[str]) -> None:
        every = list(lines)
        self.stdout.write(f"{title}: {len(every)}")
        for line in every[:LINES_SHOWN]:
            self.stdout.write(f"  {line}")
        if len(every) > LINES_SHOWN:
            self.stdout.write(f"  ... and {len(every) - LINES_SHOWN} more")
