"""manage.py refresh_roster [--dry-run] [--source represent|house]: what the feeds would change, proposed to the admins."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.common.progress import Progress
from campaign.targets.feeds import wording
from campaign.targets.feeds.checking import Checked, Feed, base_url, known_pages, look, propose
from campaign.targets.feeds.client import FeedClient, FeedError
from campaign.targets.models import RosterChange

EXPECTED = 343  # the seats of the House; a ministry adds some forty, so that the bar fills early there
SETTING = {Feed.REPRESENT: "REPRESENT_URL", Feed.HOUSE: "HOUSE_URL"}
HEADINGS = ("change", "person", "before", "after")
WIDEST = 40  # of a column, so that a line stays readable; what is cut off stands on the page


@dataclass(frozen=True)
class Fetched:
    feed: str
    people: int

    @property
    def share(self) -> float:
        return min(1.0, self.people / EXPECTED)

    def __str__(self) -> str:
        return f"{self.feed}: {self.people} people"


class Command(BaseCommand):
    help = "Compare public feeds with the roster, and propose what differs at /staff/roster/; nothing is applied here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be proposed, and store nothing")
        parser.add_argument("--source", choices=Feed.values, help="one feed; without it, each whose address is set")

    def handle(self, *args: Any, **options: Any) -> None:
        feeds = [options["source"]] if options["source"] else [feed for feed in Feed.values if base_url(feed)]
        unset = [SETTING[Feed(feed)] for feed in feeds if not base_url(feed)] or list(SETTING.values()) * (not feeds)
        if unset:
            raise CommandError(f"{' and '.join(unset)}: not set, so no feed is asked. .env.example has the addresses.")
        for feed in feeds:
            self.print_checked(self.check_feed(feed, options["dry_run"]))
        self.stdout.write(
            "Dry run: nothing was stored." if options["dry_run"] else "Proposed; decide at /staff/roster/."
        )

    def check_feed(self, feed: str, dry: bool) -> Checked:
        self.stderr.style_func = None  # progress on stderr is no error
        progress = Progress(self.stderr)
        client = FeedClient(known_pages(feed))
        run = look if dry else propose
        try:
            progress.show(Fetched(feed, 0))
            checked = run(feed, client, timezone.now(), lambda people: progress.show(Fetched(feed, people)))
        except FeedError as error:
            raise CommandError(f"{error.failure.label} {error}") from error
        finally:
            progress.done()
        if checked.check.failure:
            raise CommandError(f"{checked.check.get_failure_display()} {checked.check.detail}")
        return checked

    def print_checked(self, checked: Checked) -> None:
        check = checked.check
        self.stdout.write(f"{check.get_feed_display()}: {check.people} people, {len(checked.lines)} proposed changes")
        for line in _table(checked.lines):
            self.stdout.write(line)
        for one in check.left_out:
            self.stdout.write(f"Left out: {one['name']} ({one['riding']}): {one['why']} {one['text']}".rstrip())
        if check.repeated:
            self.stdout.write(f"Refused before, not proposed again: {check.repeated}")
        if check.suspicious:
            self.stdout.write(f"Suspicious: {check.gone} of {check.known} would be gone. Look at the source first.")


def _table(lines: tuple[RosterChange, ...]) -> Iterator[str]:
    """Columns as wide as their widest cell."""
    rows = [(str(line.get_kind_display()), line.name, wording.before(line), wording.after(line)) for line in lines]
    cells = [tuple(cell[:WIDEST] for cell in row) for row in [HEADINGS, *rows]] if rows else []
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
