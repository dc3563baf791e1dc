"""Lays the globe flat as Statistics Canada does: Lambert's conformal conic projection, in metres from the map's middle, south downwards.

The numbers are those of EPSG:3347 (standard parallels 49° and 77° N, origin 63.390675° N, 91°52′ W), on a sphere: at a map's scale an
ellipsoid's difference is finer than its lines. Formulas: Snyder, Map Projections, USGS Professional Paper 1395, pages 106 to 107.
Limits that go on to the pole are cut off level with 84° N in the middle: the last island lies at 83.1°, and all the rest is ice.
"""

from math import cos, log, pi, radians, sin, tan

RADIUS = 6_371_007.2  # metres, of the sphere with the area of GRS 80
FIRST, SECOND = radians(49), radians(77)
LATITUDE, LONGITUDE = radians(63.390675), radians(-(91 + 52 / 60))
NORTHERNMOST = radians(84)

_CONE: float = log(cos(FIRST) / cos(SECOND)) / log(tan(pi / 4 + SECOND / 2) / tan(pi / 4 + FIRST / 2))
_SCALE: float = RADIUS * cos(FIRST) * tan(pi / 4 + FIRST / 2) ** _CONE / _CONE


def laid_flat(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees in, metres out."""
    distance, angle = _from_pole(radians(latitude)), _CONE * (radians(longitude) - LONGITUDE)
    down = max(distance * cos(angle), _from_pole(NORTHERNMOST))
    return distance * sin(angle), down - _from_pole(LATITUDE)


def _from_pole(latitude: float) -> float:
    return float(_SCALE / tan(pi / 4 + latitude / 2) ** _CONE)
