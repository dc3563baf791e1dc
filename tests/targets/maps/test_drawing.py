"""Maps are drawn in Statistics Canada's projection, every place on them, neighbours with the very same line between them."""

import re
from itertools import pairwise
from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.targets.maps import drawing
from campaign.targets.maps.drawing import COARSEST, UNIT, Dot, draw
from campaign.targets.maps.projection import laid_flat
from campaign.targets.maps.topology import Columns, MapError, read
from campaign.targets.provinces import OF_CODE
from tests.targets.maps.topologies import COLUMNS, EAST, REAL, WEST, encoded, geometry, two_squares, with_areas

NAMES = {"en": "name_en", "fr": "name_fr"}


def dots_of(svg: str, code: str) -> list[list[tuple[int, int]]]:
    """The rings of a shape, as a browser reads them."""
    path = re.search(rf'id="s{code}"[^>]* d="([^"]+)"', svg)
    assert path
    rings = []
    for ring in path[1].split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        dots = [(x, y)]
        for across, down in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + across, y + down
            dots.append((x, y))
        rings.append(dots)
    return rings


def lines(dots: list[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    return {frozenset(pair) for pair in zip(dots, [*dots[1:], dots[0]], strict=True)}


def test_the_middle_of_the_projection_is_where_statistics_canada_has_it() -> None:
    x, y = laid_flat(-(91 + 52 / 60), 63.390675)
    assert hypot(x, y) < 1
    # The middle of its area of use, as https://epsg.io/3348 has it: 6,250,098 and 2,886,285, less 6,200,000 and 3,000,000; south is down.
    assert laid_flat(-90.87, 62.335) == pytest.approx((50_098, 113_715), rel=0.005)
    assert laid_flat(-100, 60)[0] < 0 < laid_flat(-80, 60)[0]
    assert laid_flat(-92, 50)[1] > 0 > laid_flat(-92, 75)[1]


def test_lengths_are_true_on_the_two_parallels() -> None:
    for latitude in (49, 77):
        one, other = laid_flat(-92, latitude), laid_flat(-92.01, latitude)
        one_up = laid_flat(-92, latitude + 0.01)
        degree = 6_371_007.2 * radians(0.01)
        assert hypot(one[0] - other[0], one[1] - other[1]) == pytest.approx(degree * cos(radians(latitude)), rel=1e-3)
        assert hypot(one[0] - one_up[0], one[1] - one_up[1]) == pytest.approx(degree, rel=1e-3)


@given(
    st.lists(st.tuples(st.floats(-101.5, -98.5, allow_nan=False), st.floats(50.1, 51.9, allow_nan=False)), max_size=30)
)
def test_neighbours_have_the_same_line_between_them(between: list[tuple[float, float]]) -> None:
    line = [[-100, 50], *map(list, between), [-100, 52]]
    svg = draw(read(encoded(two_squares(arcs=[WEST, line, EAST])), COLUMNS)).svg
    (west,), (east,) = dots_of(svg, "W"), dots_of(svg, "E")
    # Each has three sides of its own; all else is the line that both have.
    assert len(lines(west) - lines(east)) == len(lines(east) - lines(west)) == 3
    assert lines(west) & lines(east)


@pytest.mark.parametrize(("name", "code", "number"), [("ridings", "fed_num", 338), ("provinces", "code", 13)])
def test_every_place_is_drawn_inside_the_map(name: str, code: str, number: int) -> None:
    topology = read(REAL.read_bytes(), Columns(name, code, NAMES))
    drawn = draw(topology)
    assert [shape.code for shape in drawn.shapes] == [area.code for area in topology.areas]
    assert len(drawn.shapes) == number
    for shape in drawn.shapes:
        dots = [dot for ring in dots_of(drawn.svg, shape.code) for dot in ring]
        assert len(dots) > 2
        assert shape.box == (
            min(x for x, _ in dots),
            min(y for _, y in dots),
            max(x for x, _ in dots),
            max(y for _, y in dots),
        )
        assert 0 <= shape.box[0] < shape.box[2] <= drawn.width
        assert 0 <= shape.box[1] < shape.box[3] <= drawn.height


def test_a_line_is_off_by_no_more_than_its_limit() -> None:
    arc = [(x, round((x % 70) ** 1.5) % 90) for x in range(0, 2000, 7)]
    kept = drawing._simplified(arc, COARSEST)
    assert (kept[0], kept[-1]) == (arc[0], arc[-1])
    assert len(kept) < len(arc)
    for dot in arc:
        off = [drawing._off(dot, one, other) for one, other in pairwise(kept) if one[0] <= dot[0] <= other[0]]
        assert min(off) <= COARSEST


def test_no_line_takes_the_square_of_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A saw whose teeth grow: each split takes off one tooth."""
    asked = []
    off = drawing._off

    def counted(dot: Dot, first: Dot, last: Dot) -> float:
        asked.append(dot)
        return off(dot, first, last)

    monkeypatch.setattr(drawing, "_off", counted)
    arc = [(place, (place if place % 2 else -place) * 100) for place in range(20_000)]
    assert len(drawing._simplified(arc, 1)) == len(arc)
    assert len(asked) < len(arc) * drawing.PIECE


def test_towns_with_many_ridings_are_shown_beside_the_map_and_provinces_without_them() -> None:
    content = REAL.read_bytes()
    ridings, provinces = (draw(read(content, Columns(name, "", NAMES))) for name in ("ridings", "provinces"))
    assert [inset.name for inset in ridings.insets] == [name for name, *_ in drawing.TOWNS]
    assert not provinces.insets
    assert {shape.code for shape in provinces.shapes} == set(OF_CODE)


def test_what_is_smaller_than_the_grid_is_refused_by_name() -> None:
    tiny = UNIT / 100 / 111_000
    dot = [[-100, 50], [-100 + tiny, 50], [-100, 50 + tiny], [-100, 50]]
    topology = with_areas(geometry("W", [[0, 1]]), geometry("DOT", [[3]]))
    topology["arcs"] = [*topology["arcs"], dot]
    with pytest.raises(MapError, match="DOT is smaller than 100 metres"):
        draw(read(encoded(topology), COLUMNS))


def test_a_small_island_is_left_out_and_the_place_is_not() -> None:
    tiny = UNIT / 100 / 111_000
    dot = [[-100, 50], [-100 + tiny, 50], [-100, 50 + tiny], [-100, 50]]
    topology = with_areas(geometry("W", [[[0, 1]], [[3]]], "MultiPolygon"))
    topology["arcs"] = [*topology["arcs"], dot]
    assert len(dots_of(draw(read(encoded(topology), COLUMNS)).svg, "W")) == 1


def test_a_drawing_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_BYTES", 100)
    with pytest.raises(MapError, match="at most 100 are kept"):
        draw(read(encoded(two_squares()), COLUMNS))
