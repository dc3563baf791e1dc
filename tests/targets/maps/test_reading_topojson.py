"""TopoJSON is read as its specification says; whatever is not a map of Canada is refused with a reason."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.targets.maps import topology as reading
from campaign.targets.maps.topology import Columns, MapError, read
from tests.targets.maps.topologies import (
    COLUMNS,
    LINE,
    REAL,
    WEST,
    encoded,
    geometry,
    quantised,
    two_squares,
    with_areas,
)


def points_of(topology: reading.Topology, code: str) -> list[list[tuple[float, float]]]:
    area = next(area for area in topology.areas if area.code == code)
    return [[point for number in ring for point in topology.arc(number)[:-1]] for ring in area.rings]


def test_a_ring_is_its_arcs_end_to_end() -> None:
    found = read(encoded(two_squares()), COLUMNS)
    assert points_of(found, "W") == [[(x, y) for x, y in (*WEST[:-1], *LINE[:-1])]]


def test_a_negative_number_is_an_arc_the_other_way_round() -> None:
    forwards, backwards = [0, 1], [~1, ~0]
    found = read(encoded(with_areas(geometry("W", [forwards]), geometry("M", [backwards]))), COLUMNS)
    assert points_of(found, "M")[0][0] == points_of(found, "W")[0][0]
    assert set(points_of(found, "M")[0]) == set(points_of(found, "W")[0])
    assert points_of(found, "M")[0][1] == points_of(found, "W")[0][-1]


def test_quantised_or_not_it_is_the_same_map() -> None:
    assert read(encoded(quantised(two_squares())), COLUMNS) == read(encoded(two_squares()), COLUMNS)


def test_several_polygons_and_collections_in_collections_are_read() -> None:
    both = geometry("B", [[[0, 1]], [[2, 1]]], "MultiPolygon")
    inside = {"type": "GeometryCollection", "geometries": [geometry("W", [[0, 1]])]}
    found = read(encoded(with_areas(both, inside)), COLUMNS)
    assert [(area.code, len(area.rings)) for area in found.areas] == [("B", 2), ("W", 1)]


def test_an_object_may_be_one_area() -> None:
    found = read(encoded(two_squares(objects={"places": geometry("W", [[0, 1]])})), COLUMNS)
    assert [area.code for area in found.areas] == ["W"]


def test_a_code_that_comes_twice_is_one_place_in_two_parts() -> None:
    found = read(encoded(with_areas(geometry("W", [[0, 1]]), geometry("W", [[2, 1]]))), COLUMNS)
    assert [(area.code, len(area.rings)) for area in found.areas] == [("W", 2)]


def test_a_code_may_be_a_number_or_the_area_s_own_id() -> None:
    number = geometry("W", [[0, 1]])
    number["properties"]["code"] = 35075
    assert read(encoded(with_areas(number)), COLUMNS).areas[0].code == "35075"
    by_id = Columns("places", "", COLUMNS.names)
    assert read(encoded(with_areas(number)), by_id).areas[0].code == "idW"


def test_the_map_of_2013_has_338_ridings_in_13_provinces() -> None:
    content = REAL.read_bytes()
    ridings = read(content, Columns("ridings", "fed_num", COLUMNS.names))
    provinces = read(content, Columns("provinces", "code", COLUMNS.names))
    assert len(ridings.areas) == 338
    assert {area.name["fr"] for area in provinces.areas} >= {"Île-du-Prince-Édouard", "Québec"}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"type": "FeatureCollection"}, "not TopoJSON"),
    (two_squares(objects={"other": {}}), "no object “places” in it; there is: other"),
    (two_squares(objects=7), "there is: none"),
    (two_squares(arcs={}), "no list of arcs"),
    (two_squares(arcs=[[["a", "b"], [1, 2]]]), "not made of pairs of numbers"),
    (two_squares(arcs=[[[1]]]), "not made of pairs of numbers"),
    (two_squares(transform={"scale": [1]}), "not made of pairs of numbers"),
    (two_squares(arcs=[[[10**400, 1], [1, 2]]]), "not made of pairs of numbers"),
    (two_squares(arcs=[[[-100, 50]]]), "fewer than two points"),
    (two_squares(arcs=[[[7_000_000, 900_000], [7_000_001, 900_000]]]), "a file in metres"),
    (two_squares(arcs=[[[50, -100], [52, -100]]]), "in this order"),
    (with_areas(), "has no areas"),
    (with_areas({"type": "Point", "coordinates": [0, 0], "properties": geometry("P", [])["properties"]}), "is a Point"),
    (with_areas(geometry("W", [[0, 3]])), "asks for arc 3; there are 3"),
    (with_areas(geometry("W", [[0, -4]])), "asks for arc -4"),
    (with_areas(geometry("W", [[0]])), "not closed"),
    (with_areas(geometry("W", [])), "has no rings"),
    (with_areas(geometry("W", [["0", True]])), "not made of arcs' numbers"),
    (with_areas(geometry("W", 5)), "no list of rings"),
    (with_areas(geometry("a code of more than eight", [[0, 1]])), "no code of up to 8 letters"),
    (with_areas(geometry('"><a', [[0, 1]])), "no code of up to 8 letters"),
    (with_areas({"type": "Polygon", "arcs": [[0, 1]]}), "Its properties: none"),
    (with_areas(geometry("W", [[0, 1]], name_fr=None)), "“name_fr” is 'None', which is no name"),
    (with_areas(geometry("W", [[0, 1]], name_en="x" * 101)), "which is no name"),
    (with_areas(geometry("W", [[0, 1]]), geometry("W", [[2, 1]], name_en="Other")), "stands for"),
    (with_areas(*(geometry(f"W{number}", [[0, 1]]) for number in range(5))), "again and again"),
    (two_squares(objects={"places": {"type": "GeometryCollection", "geometries": None}}), "no list of geometries"),
    (two_squares(objects={"places": {"type": "GeometryCollection", "geometries": [None]}}), "is none"),
]


@pytest.mark.parametrize(("topology", "reason"), WRONG, ids=[reason for _, reason in WRONG])
def test_what_is_wrong_is_said(topology: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapError) as refused:
        read(encoded(topology), COLUMNS)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[" * 100_000, b'{"type": "Topology", "arcs": [[[NaN, 1], [1, 2]]]}']
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(MapError):
        read(content, COLUMNS)


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("MOST_BYTES", "bytes"), ("MOST_POINTS", "points"), ("MOST_AREAS", "areas"), ("MOST_RINGS", "parts")],
)
def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, reason: str) -> None:
    monkeypatch.setattr(reading, limit, 1)
    with pytest.raises(MapError, match=reason):
        read(encoded(two_squares()), COLUMNS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(("type", "arcs", "id")), inside),
    max_leaves=8,
)


@given(st.sampled_from(("arcs", "objects", "transform", "type")), JSON, JSON)
def test_whatever_stands_in_a_file_is_read_or_refused(part: str, value: Any, area: Any) -> None:
    changed = {part: value}
    if part == "type":
        changed = {"objects": {"places": {"type": "GeometryCollection", "geometries": [area, value]}}}
    with suppress(MapError):
        read(json.dumps(two_squares(**changed)).encode(), COLUMNS)
