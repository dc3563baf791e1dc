"""Reads areas from TopoJSON as they stand there, or says what is wrong: where the file came from is nobody's guarantee.

https://github.com/topojson/topojson-specification: an area is rings, a ring is arcs end to end, and ~n is the nth arc the other way round.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NoReturn

# Our judgement: ten times what a map of a parliament's ridings needs, and read within a minute whatever is in it.
MOST_BYTES = 10_000_000
MOST_POINTS = 300_000
MOST_AREAS = 1_000
MOST_RINGS = 50_000
# A line lies between two areas; a file where many go along the same ones would grow without end. One time more, for small spots.
MOST_TIMES = 3
LONGEST_CODE = 8  # as in targets.models.Riding
LONGEST_NAME = 100
# Canada's legal limits, seas included, reach from Lake Erie's islands to the pole and from the Yukon to the Grand Banks; a little more.
WEST, SOUTH, EAST, NORTH = -143, 40, -46, 90

Point = tuple[float, float]


class MapError(Exception):
    """A file that is no map we can draw; says why."""


@dataclass(frozen=True)
class Columns:
    """What of the file is wanted: the object, and what its areas' properties are called. No `code`: their id."""

    object: str
    code: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Area:
    """`rings` are of arcs' numbers, as TopoJSON counts them."""

    code: str
    name: dict[str, str]
    rings: list[list[int]]


@dataclass(frozen=True)
class Topology:
    """`arcs` in degrees, east and north."""

    arcs: list[list[Point]]
    areas: list[Area]

    def arc(self, number: int) -> list[Point]:
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]

    def ends(self, number: int) -> tuple[Point, Point]:
        """Where it begins and where it ends."""
        arc = self.arcs[max(number, ~number)]
        return (arc[0], arc[-1]) if number >= 0 else (arc[-1], arc[0])


def read(content: bytes, columns: Columns) -> Topology:
    """Raises MapError."""
    if len(content) > MOST_BYTES:
        raise MapError(f"The file has {len(content):,} bytes; at most {MOST_BYTES:,} are read. Simplify it first.")
    data = _json(content)
    if not isinstance(data, dict) or data.get("type") != "Topology":
        raise MapError("This is not TopoJSON: its type is not “Topology”.")
    objects = data.get("objects")
    found = objects.get(columns.object) if isinstance(objects, dict) else None
    if not isinstance(found, dict):
        names = ", ".join(objects) if isinstance(objects, dict) else "none"
        raise MapError(f"There is no object “{columns.object}” in it; there is: {names[:LONGEST_NAME]}.")
    topology = Topology(_arcs(data), _areas(found, columns))
    for area in topology.areas:
        for ring in area.rings:
            _check_ring(topology, area, ring)
    _check_use(topology)
    return topology


def _json(content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise MapError(f"This cannot be read as JSON: {error}") from error


def _no_number(word: str) -> NoReturn:
    raise MapError(f"It has “{word}” where a number belongs.")


def _arcs(data: Mapping[str, Any]) -> list[list[Point]]:
    arcs, transform = data.get("arcs"), data.get("transform")
    if not isinstance(arcs, list) or not all(isinstance(arc, list) for arc in arcs):
        raise MapError("It has no list of arcs.")
    points = sum(map(len, arcs))
    if points > MOST_POINTS:
        raise MapError(f"Its arcs have {points:,} points; at most {MOST_POINTS:,} are drawn. Simplify it first.")
    try:
        plain = [[(float(point[0]), float(point[1])) for point in arc] for arc in arcs]
        if transform is not None:
            (kx, ky), (dx, dy) = (map(float, transform[key]) for key in ("scale", "translate"))
            plain = [[(x * kx + dx, y * ky + dy) for x, y in _summed(arc)] for arc in plain]
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise MapError(f"An arc or the transform is not made of pairs of numbers: {error}") from error
    for number, arc in enumerate(plain):
        _check_arc(number, arc)
    return plain


def _summed(arc: Iterable[Point]) -> Iterator[Point]:
    """What is written as steps from point to point, as points."""
    x = y = 0.0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield x, y


def _check_arc(number: int, arc: list[Point]) -> None:
    if len(arc) < 2:
        raise MapError(f"Arc {number} has fewer than two points.")
    for x, y in arc:
        if not (math.isfinite(x) and math.isfinite(y) and WEST <= x <= EAST and SOUTH <= y <= NORTH):
            raise MapError(
                f"Arc {number} comes to {x:.6g}, {y:.6g}, which is not in Canada. Longitude and latitude in degrees (WGS 84 or NAD 83) "
                "are read, in this order; a file in metres has to be brought into them first (README.md in data/maps/)."
            )


def _areas(found: Mapping[str, Any], columns: Columns) -> list[Area]:
    areas: dict[str, Area] = {}
    for geometry in _geometries(found):
        code, name = _code(geometry, columns), _name(geometry, columns)
        area = areas.setdefault(code, Area(code, name, []))
        if area.name != name:
            raise MapError(f"The code {code} stands for “{area.name}” and for “{name}”.")
        area.rings.extend(_rings(geometry, code))
    if not areas:
        raise MapError(f"The object “{columns.object}” has no areas.")
    if len(areas) > MOST_AREAS:
        raise MapError(f"It has {len(areas):,} areas; at most {MOST_AREAS:,} are drawn.")
    if sum(len(area.rings) for area in areas.values()) > MOST_RINGS:
        raise MapError(f"Its areas have more than {MOST_RINGS:,} parts. Simplify it first.")
    return sorted(areas.values(), key=lambda area: area.code)


def _geometries(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Of an object that is one area, or a collection of areas and of collections."""
    waiting: list[Any] = [found]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, dict):
            raise MapError("One of its geometries is none.")
        if one.get("type") == "GeometryCollection":
            inside = one.get("geometries")
            if not isinstance(inside, list):
                raise MapError("A collection in it has no list of geometries.")
            waiting.extend(reversed(inside))
        else:
            yield one


def _properties(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = geometry.get("properties")
    return properties if isinstance(properties, dict) else {}


def _code(geometry: Mapping[str, Any], columns: Columns) -> str:
    properties = _properties(geometry)
    value = properties.get(columns.code) if columns.code else geometry.get("id")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    code = str(value)
    if value is None or not (0 < len(code) <= LONGEST_CODE and code.isascii() and code.isalnum()):
        there = ", ".join(properties) or "none"
        raise MapError(
            f"An area's “{columns.code or 'id'}” is {code[:LONGEST_NAME]!r}, which is no code of up to {LONGEST_CODE} letters and "
            f"digits. Its properties: {there[:LONGEST_NAME]}."
        )
    return code


def _name(geometry: Mapping[str, Any], columns: Columns) -> dict[str, str]:
    properties = _properties(geometry)
    name = {language: properties.get(column) for language, column in columns.names.items()}
    for language, column in columns.names.items():
        if not isinstance(name[language], str) or not 0 < len(str(name[language]).strip()) <= LONGEST_NAME:
            raise MapError(f"An area's “{column}” is {str(name[language])[:LONGEST_NAME]!r}, which is no name.")
    return {language: str(one).strip() for language, one in name.items()}


def _rings(geometry: Mapping[str, Any], code: str) -> list[list[int]]:
    kind, arcs = geometry.get("type"), geometry.get("arcs")
    if kind not in ("Polygon", "MultiPolygon"):
        raise MapError(
            f"The area {code} is a {str(kind)[: LONGEST_CODE * 2]}; only Polygon and MultiPolygon have an inside."
        )
    polygons: Any = [arcs] if kind == "Polygon" else arcs
    try:
        rings = [list(ring) for polygon in polygons for ring in polygon]
    except TypeError as error:
        raise MapError(f"The area {code} has no list of rings of arcs.") from error
    if not rings or not all(ring and all(type(one) is int for one in ring) for ring in rings):
        raise MapError(f"The area {code} has no rings, or rings that are not made of arcs' numbers.")
    return rings


def _check_ring(topology: Topology, area: Area, ring: list[int]) -> None:
    count = len(topology.arcs)
    for number in ring:
        if not -count <= number < count:
            raise MapError(f"The area {area.code} asks for arc {number}; there are {count}.")
    ends = [topology.ends(number) for number in ring]
    if any(one[1] != other[0] for one, other in pairwise([*ends, ends[0]])):
        raise MapError(f"A ring of the area {area.code} is not closed: one of its arcs begins where none ends.")


def _check_use(topology: Topology) -> None:
    every = (number for area in topology.areas for ring in area.rings for number in ring)
    if sum(len(topology.arcs[max(number, ~number)]) for number in every) > MOST_TIMES * sum(map(len, topology.arcs)):
        raise MapError("Its areas go along the same arcs again and again; a line lies between two areas.")
