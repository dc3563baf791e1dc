"""manage.py rehearse: made-up supporters write to the running service, and every total must agree in the end."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaign.campaigns.queries import find_campaign
from campaign.common import running
from campaign.common.progress import Progress
from campaign.delivery.queries import is_paused
from campaign.journeys.rehearsal.mailbox import SentElsewhere
from campaign.journeys.rehearsal.report import lines_of
from campaign.journeys.rehearsal.run import NoService, Plan, rehearse

DISAGREES, CANNOT, INTERRUPTED = 1, 2, 130
MOST_SUPPORTERS = 100_000


class Command(BaseCommand):
    help = (
        "Let made-up supporters write, confirm and have their letters sent, over HTTP, on a throw-away copy of a "
        "campaign in sandbox mode. Ends with figures, and with exit code 1 where two counts of one thing differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", required=True, metavar="SLUG", help="the campaign that is copied")
        parser.add_argument("--supporters", type=_number(int, MOST_SUPPORTERS), default=500, metavar="N")
        parser.add_argument("--rate", type=_number(float, 1000), default=50.0, help="people a second (50)")
        parser.add_argument("--url", type=_url, help="the running service (default: that of make run, else PUBLIC_URL)")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DELIVERY_MODE != "sandbox":
            raise CommandError("A rehearsal runs in sandbox mode only; DELIVERY_MODE is live.", returncode=CANNOT)
        campaign = find_campaign(options["campaign"])
        if campaign is None:
            raise CommandError(f"There is no campaign {options['campaign']}.", returncode=CANNOT)
        if is_paused():
            raise CommandError("Sending is paused: resume it first, in the staff pages.", returncode=CANNOT)
        plan = Plan(campaign, options["supporters"], options["rate"], options["url"] or _default_url())
        self._rehearse(plan, as_json=options["json"])

    def _rehearse(self, plan: Plan, *, as_json: bool) -> None:
        stream = self.stderr if as_json else self.stdout
        stream.style_func = None  # progress on stderr is no error
        progress = Progress(stream)
        try:
            report = rehearse(plan, progress.show)
        except NoService as error:
            raise CommandError(str(error), returncode=CANNOT) from error
        except SentElsewhere as error:
            raise CommandError(
                f"The service sends through {error}: it is not in sandbox mode.", returncode=CANNOT
            ) from (error)
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The copy is closed.", returncode=INTERRUPTED) from error
        finally:
            progress.done()
        if as_json:
            self.stdout.write(json.dumps(asdict(report) | {"agrees": report.agrees}, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(report)))
        if not report.agrees:
            raise CommandError("The totals do not agree.", returncode=DISAGREES)


def _default_url() -> str:
    note = running.read(settings.DATA_DIR)
    if note is not None and running.is_alive(note):
        return f"http://127.0.0.1:{note.port}"
    return str(settings.PUBLIC_URL)


def _number(kind: Callable[[str], Any], most: int) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            value = kind(text)
        except ValueError as error:
            raise ArgumentTypeError(f"{text} is no number") from error
        if not 0 < value <= most:
            raise ArgumentTypeError(f"more than 0 and at most {most}, please")
        return value

    return parse


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArgumentTypeError(f"{text} is no address such as http://127.0.0.1:8000")
    return text.rstrip("/")
