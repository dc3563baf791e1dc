"""Draws areas as paths of an SVG that pages borrow its shapes from: neighbours share each line, so that none overlaps and no gap opens."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, sqrt

from campaign.targets.maps.projection import laid_flat
from campaign.targets.maps.topology import Area, MapError, Topology

UNIT = 100  # metres: what one of the drawing's own units is
# A line may be off by a fortieth of the smaller of its two areas' width, yet by one unit at least and by half a dot of a wide screen at most.
SHARE, COARSEST = 40, 2_500 // UNIT
# A line is simplified in pieces of so many dots: as a whole, one made for it could take the square of its length.
PIECE = 500
# Our judgement: eight times what the ridings of 2013 need.
MOST_BYTES = 1_000_000

# Where several ridings share a dot of a screen: each town's middle, west and north as in an atlas, and how far around it is shown, in
# kilometres (our judgement: its ridings fill the square).
TOWNS = (
    ("Vancouver", -122.9, 49.2, 36),
    ("Calgary", -114.07, 51.04, 20),
    ("Edmonton", -113.5, 53.54, 20),
    ("Winnipeg", -97.15, 49.88, 16),
    ("Toronto", -79.5, 43.7, 46),
    ("Ottawa", -75.7, 45.38, 28),
    ("Montréal", -73.68, 45.53, 30),
    ("Québec", -71.28, 46.83, 20),
)
# Less are told apart on the map of all.
INSET_FROM = 4

Dot = tuple[int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Shape:
    """One area on a map; `box` is its left, top, right and bottom."""

    code: str
    name: dict[str, str]
    box: Box


@dataclass(frozen=True)
class Inset:
    """A town that is too small on the map of all, to be shown beside it."""

    name: str
    box: Box


@dataclass(frozen=True)
class Drawing:
    """`svg` has a path for each shape, whose id is `s` and the code; `width` and `height` are in its units, from 0."""

    shapes: tuple[Shape, ...]
    insets: tuple[Inset, ...]
    width: int
    height: int
    svg: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.svg.encode()).hexdigest()[:32]


def draw(topology: Topology) -> Drawing:
    """Raises MapError where too much is left, or nothing."""
    arcs = [_on_the_grid(arc) for arc in topology.arcs]
    used = [arcs[max(number, ~number)] for area in topology.areas for ring in area.rings for number in ring]
    left, top = (min(dot[axis] for arc in used for dot in arc) for axis in (0, 1))
    arcs = [[(x - left, y - top) for x, y in arc] for arc in arcs]
    simple = [_simplified(arc, limit) for arc, limit in zip(arcs, _limits(topology, arcs), strict=True)]
    shapes, paths = [], []
    for area in topology.areas:
        rings = _rings(area, simple) or _rings(area, arcs)
        if not rings:
            raise MapError(f"The area {area.code} is smaller than {UNIT} metres: there is nothing to draw.")
        shapes.append(Shape(area.code, area.name, _box(rings)))
        # Lines stay as wide on a small screen; CSS cannot say so from outside the file.
        paths.append(f'<path id="s{area.code}" vector-effect="non-scaling-stroke" d="{"".join(map(_path, rings))}"/>\n')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(paths)}</svg>\n'
    if len(svg) > MOST_BYTES:
        raise MapError(f"Drawn, it has {len(svg):,} bytes; at most {MOST_BYTES:,} are kept. Simplify it first.")
    right, bottom = (max(one.box[side] for one in shapes) for side in (2, 3))
    return Drawing(tuple(shapes), tuple(_insets(shapes, left, top)), right, bottom, svg)


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _insets(shapes: Sequence[Shape], left: int, top: int) -> Iterator[Inset]:
    """Of the towns that are in several parts on this map; `left` and `top` are where it begins."""
    for name, longitude, latitude, around in TOWNS:
        x, y = _on_the_grid([(longitude, latitude)])[0]
        reach = around * 1000 // UNIT
        box = x - left - reach, y - top - reach, x - left + reach, y - top + reach
        if sum(_inside(shape.box, box) for shape in shapes) >= INSET_FROM:
            yield Inset(name, box)


def _inside(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def _on_the_grid(arc: Iterable[tuple[float, float]]) -> list[Dot]:
    flat = (laid_flat(*point) for point in arc)
    return [(round(x / UNIT), round(y / UNIT)) for x, y in flat]


def _limits(topology: Topology, arcs: Sequence[Sequence[Dot]]) -> list[float]:
    """By how much each arc may be off."""
    limits: dict[int, float] = defaultdict(lambda: COARSEST)
    for area in topology.areas:
        size = sum(abs(_surface(_ring(ring, arcs))) for ring in area.rings)
        for ring in area.rings:
            for number in ring:
                at = max(number, ~number)
                limits[at] = min(limits[at], max(1, sqrt(size) / SHARE))
    return [limits[at] for at in range(len(arcs))]


def _simplified(arc: Sequence[Dot], limit: float) -> list[Dot]:
    """Without the dots that the line between others passes within this distance (Douglas and Peucker, 1973); both ends stay."""
    stays = [*range(0, len(arc) - 1, PIECE), len(arc) - 1]
    kept, waiting = set(stays), list(pairwise(stays))
    while waiting:
        first, last = waiting.pop()
        far, at = max(((_off(arc[at], arc[first], arc[last]), at) for at in range(first + 1, last)), default=(0, 0))
        if far > limit:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [arc[at] for at in sorted(kept)]


def _off(dot: Dot, first: Dot, last: Dot) -> float:
    across, down = last[0] - first[0], last[1] - first[1]
    length = hypot(across, down)
    if not length:
        return hypot(dot[0] - first[0], dot[1] - first[1])
    return abs(across * (dot[1] - first[1]) - down * (dot[0] - first[0])) / length


def _ring(numbers: Iterable[int], arcs: Sequence[Sequence[Dot]]) -> list[Dot]:
    """Its dots, the first not repeated."""
    dots: list[Dot] = []
    for number in numbers:
        dots.extend(arcs[number][:-1] if number >= 0 else arcs[~number][:0:-1])
    return dots


def _rings(area: Area, arcs: Sequence[Sequence[Dot]]) -> list[list[Dot]]:
    """Those that have an inside once they are on the grid."""
    every = (_ring(ring, arcs) for ring in area.rings)
    return [dots for dots in every if len(dots) > 2 and _surface(dots)]


def _surface(dots: Sequence[Dot]) -> float:
    return sum(x * after_y - after_x * y for (x, y), (after_x, after_y) in pairwise([*dots, *dots[:1]])) / 2


def _box(rings: Iterable[Iterable[Dot]]) -> Box:
    across, down = zip(*(dot for ring in rings for dot in ring), strict=True)
    return min(across), min(down), max(across), max(down)


def _path(dots: Sequence[Dot]) -> str:
    return f"M{dots[0][0]} {dots[0][1]}l{''.join(_steps(dots))}z"


def _steps(dots: Sequence[Dot]) -> Iterator[str]:
    """From dot to dot; a minus parts numbers as well as a space does."""
    for at, ((x, y), (to_x, to_y)) in enumerate(pairwise(dots)):
        across, down = to_x - x, to_y - y
        yield f"{' ' if at and across >= 0 else ''}{across}{' ' if down >= 0 else ''}{down}"
