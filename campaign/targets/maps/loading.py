"""Takes a map in, whole or not at all; and tells what is wrong with one that does not belong to the places we know."""

from dataclasses import dataclass
from datetime import datetime

from campaign.targets.maps.drawing import Drawing, draw
from campaign.targets.maps.kept import ENOUGH_PERCENT, Fit, as_facts, fit_of
from campaign.targets.maps.topology import Columns, MapError, read
from campaign.targets.models import PlaceMap

LONGEST_ATTRIBUTION = 200
# So many codes are named; the number is said anyway.
NAMED = 20


@dataclass(frozen=True)
class Checked:
    """A map that may be kept."""

    kind: str
    attribution: str
    drawing: Drawing
    fit: Fit


def check(content: bytes, columns: Columns, kind: str, attribution: str) -> Checked:
    """Raises MapError, also where fewer than 95 % of the places we know are in it by code and name."""
    attribution = attribution.strip()
    if not 0 < len(attribution) <= LONGEST_ATTRIBUTION:
        raise MapError(
            f"An attribution of up to {LONGEST_ATTRIBUTION} letters is needed: whose map it is, and under which licence."
        )
    drawing = draw(read(content, columns))
    fit = fit_of(kind, drawing.shapes)
    if not fit.known:
        raise MapError("No ridings are known yet: run manage.py load_ridings first.")
    if not fit.enough:
        raise MapError(
            f"Of the {fit.known} {kind} we know, {fit.matching} are in this map under the same code and name; {ENOUGH_PERCENT} % are "
            f"needed. Is it of another year? {difference(fit)}"
        )
    return Checked(kind, attribution, drawing, fit)


def difference(fit: Fit) -> str:
    """Which codes only one of the two has, in words."""
    if not fit.lacking and not fit.unknown:
        return "Every code is in both."
    said = (("It lacks, or has under another name", fit.lacking), ("Only the map has, or under that name", fit.unknown))
    return " ".join(f"{words}: {_named(codes)}." for words, codes in said if codes)


def _named(codes: tuple[str, ...]) -> str:
    more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
    return f"{', '.join(codes[:NAMED])}{more}"


def keep(checked: Checked, now: datetime) -> None:
    """In place of the former one of its kind."""
    facts = as_facts(checked.drawing)
    PlaceMap.objects.update_or_create(
        kind=checked.kind, defaults=facts | {"attribution": checked.attribution, "loaded_at": now}
    )


def reset() -> int:
    """Forgets what was loaded; how many maps that were."""
    return PlaceMap.objects.all().delete()[0]
