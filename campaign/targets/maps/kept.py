"""The maps that pages show: what was loaded for this site, else what ships with it; and how far the ridings' one is of our ridings."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from campaign.targets.maps.drawing import Box, Drawing, Inset, Shape
from campaign.targets.models import HOUSE_OF_COMMONS, PlaceMap, Riding
from campaign.targets.provinces import OF_CODE
from campaign.targets.search import fold

SHIPPED = Path("data/maps/provinces.json")
# Our judgement: a few ridings may have another name by now, not more. A map of the order of 2013 has 338 of the 343 codes of today, and
# 57 of them for a riding of the very same name: a code alone says nothing.
ENOUGH_PERCENT = 95


@dataclass(frozen=True)
class Kept:
    """A map without its lines, which stand in the file that `digest` names."""

    kind: str
    digest: str
    attribution: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    insets: tuple[Inset, ...]


@dataclass(frozen=True)
class Fit:
    """How many of the places that we know a map has, by code and name; `lacking` are those it has not, `unknown` those only it has."""

    known: int
    matching: int
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def enough(self) -> bool:
        return self.known > 0 and self.matching * 100 >= self.known * ENOUGH_PERCENT


def provinces() -> Kept:
    return _loaded(PlaceMap.Kind.PROVINCES) or _shipped()[0]


def ridings() -> Kept | None:
    """None: nobody loaded one. None ships: of the ridings of today there is no map that may be passed on (data/maps/README.md)."""
    return _loaded(PlaceMap.Kind.RIDINGS)


def svg_of(digest: str) -> str | None:
    if digest == _shipped()[0].digest:
        return _shipped()[1]
    return PlaceMap.objects.filter(digest=digest).values_list("svg", flat=True).first()


def fit_of(kind: str, shapes: Collection[Shape]) -> Fit:
    """Of provinces the code is enough: it is an abbreviation of the name."""
    if kind == PlaceMap.Kind.PROVINCES:
        known, matching = set(OF_CODE), {shape.code for shape in shapes if shape.code in OF_CODE}
    else:
        words = dict(Riding.objects.filter(source=HOUSE_OF_COMMONS).values_list("code", "words"))
        known, matching = set(words), {shape.code for shape in shapes if _named(shape, words.get(shape.code, ""))}
    unknown = {shape.code for shape in shapes} - matching
    return Fit(len(known), len(matching), tuple(sorted(known - matching)), tuple(sorted(unknown)))


def as_facts(drawing: Drawing) -> dict[str, Any]:
    """For JSON; `_kept` reads it."""
    facts = asdict(drawing)
    return facts | {"digest": drawing.digest}


def _named(shape: Shape, words: str) -> bool:
    """Whether the riding has, or had, one of the shape's names, or a longer one with it: `words` has them all in a row."""
    return any(f" {fold(name)} " in f" {words} " for name in shape.name.values() if fold(name))


def _loaded(kind: str) -> Kept | None:
    row = PlaceMap.objects.filter(kind=kind).defer("svg").first()
    if row is None:
        return None
    facts = {name: getattr(row, name) for name in ("digest", "width", "height", "shapes", "insets")}
    return _kept(row.kind, row.attribution, facts)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Kept, str]:
    facts = json.loads((Path(settings.BASE_DIR) / SHIPPED).read_text(encoding="utf-8"))
    return _kept(PlaceMap.Kind.PROVINCES.value, facts["attribution"], facts), facts["svg"]


def _kept(kind: str, attribution: str, facts: dict[str, Any]) -> Kept:
    return Kept(
        kind=kind,
        digest=facts["digest"],
        attribution=attribution,
        width=facts["width"],
        height=facts["height"],
        shapes=tuple(Shape(one["code"], one["name"], _box(one)) for one in facts["shapes"]),
        insets=tuple(Inset(one["name"], _box(one)) for one in facts["insets"]),
    )


def _box(one: dict[str, Any]) -> Box:
    return cast(Box, tuple(one["box"]))
