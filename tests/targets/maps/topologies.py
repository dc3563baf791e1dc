"""Small maps for tests: two squares side by side that share a line, in degrees and quantised, with whatever is wrong put in."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

from campaign.targets.maps.topology import Columns

REAL = Path(settings.BASE_DIR) / "data" / "maps" / "ridings-2013.topojson"
COLUMNS = Columns("places", "code", {"en": "name_en", "fr": "name_fr"})
# West of the line, the line from south to north, and east of it; two degrees each way.
WEST: list[list[float]] = [[-100, 52], [-102, 52], [-102, 50], [-100, 50]]
LINE: list[list[float]] = [[-100, 50], [-99.5, 51], [-100, 52]]
EAST: list[list[float]] = [[-100, 52], [-98, 52], [-98, 50], [-100, 50]]


def geometry(code: str, arcs: Any, kind: str = "Polygon", **more: Any) -> dict[str, Any]:
    properties = {"code": code, "name_en": f"{code} in English", "name_fr": f"{code} en français"} | more
    return {"type": kind, "arcs": arcs, "id": f"id{code}", "properties": properties}


def two_squares(**changed: Any) -> dict[str, Any]:
    """ "W" goes along the line, "E" against it."""
    places = {"type": "GeometryCollection", "geometries": [geometry("W", [[0, 1]]), geometry("E", [[2, 1]])]}
    return {"type": "Topology", "objects": {"places": places}, "arcs": [WEST, LINE, EAST]} | changed


def with_areas(*geometries: dict[str, Any]) -> dict[str, Any]:
    return two_squares(objects={"places": {"type": "GeometryCollection", "geometries": list(geometries)}})


def encoded(topology: dict[str, Any]) -> bytes:
    return json.dumps(topology).encode()


def quantised(topology: dict[str, Any], steps: float = 0.5) -> dict[str, Any]:
    """The same, its arcs as whole steps from point to point."""
    west, south = -110, 45
    arcs = []
    for arc in topology["arcs"]:
        whole = [[round((x - west) / steps), round((y - south) / steps)] for x, y in arc]
        arcs.append([whole[0], *([x - a, y - b] for (a, b), (x, y) in pairwise(whole))])
    return topology | {"arcs": arcs, "transform": {"scale": [steps, steps], "translate": [west, south]}}
