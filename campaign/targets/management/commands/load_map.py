"""manage.py load_map: the map that pages show people by province or riding on, from a TopoJSON file; --reset goes back to what ships."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaign.targets.maps.loading import Checked, check, difference, keep, reset
from campaign.targets.maps.topology import MOST_BYTES, Columns, MapError
from campaign.targets.models import PlaceMap


class Command(BaseCommand):
    help = "Load a map of provinces or ridings from TopoJSON in degrees, in place of the former of its kind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--object", default="", help="which object of the file is the map")
        parser.add_argument("--code-property", default="", help="which property has the code (default: the area's id)")
        parser.add_argument("--name-en", default="name_en", help="which property has the English name")
        parser.add_argument("--name-fr", default="name_fr", help="which property has the French name")
        parser.add_argument("--kind", choices=PlaceMap.Kind.values, default=PlaceMap.Kind.RIDINGS.value)
        parser.add_argument("--attribution", default="", help="whose map it is, as it stands beneath it")
        parser.add_argument("--dry-run", action="store_true", help="check it, and load nothing")
        parser.add_argument(
            "--reset", action="store_true", help="forget what was loaded: provinces as they ship, no ridings"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reset"]:
            self.stdout.write(f"Maps forgotten: {reset()}. Provinces are drawn as they ship, ridings not at all.")
            return
        if options["file"] is None:
            raise CommandError("Which file? (Or --reset.)")
        names = {"en": options["name_en"], "fr": options["name_fr"]}
        columns = Columns(options["object"], options["code_property"], names)
        try:
            checked = check(_content(options["file"]), columns, options["kind"], options["attribution"])
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except MapError as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        if not options["dry_run"]:
            keep(checked, timezone.now())
        self.stdout.write(_told(checked))
        self.stdout.write(
            "Nothing was loaded: this was a dry run." if options["dry_run"] else "It is shown from now on."
        )


def _content(file: Path) -> bytes:
    """No more of it than is read anyway."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _told(checked: Checked) -> str:
    fit = checked.fit
    drawn = f"Areas: {len(checked.drawing.shapes)}, drawn in {len(checked.drawing.svg):,} bytes."
    return f"{drawn} Of the {fit.known} {checked.kind} we know, {fit.matching} are in it. {difference(fit)}"
