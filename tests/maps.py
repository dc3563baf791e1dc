"""A map of today's ridings, as an operator may load one: the shapes of 2013 under the codes and names of today."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from campaign.targets.maps.loading import check, keep
from campaign.targets.maps.topology import Columns
from campaign.targets.models import HOUSE_OF_COMMONS, PlaceMap, Riding
from tests.stories import NOW

REAL = Path(settings.BASE_DIR) / "data" / "maps" / "ridings-2013.topojson"
COLUMNS = Columns("ridings", "fed_num", {"en": "name_en", "fr": "name_fr"})
ATTRIBUTION = "Made up for tests. Contains information licensed under the Open Government Licence – Canada."


def todays_ridings(most: int = 343) -> bytes:
    """The first so many of them that have a code of 2013; needs `load_ridings`."""
    topology: dict[str, Any] = json.loads(REAL.read_bytes())
    known = {one.code: one for one in Riding.objects.filter(source=HOUSE_OF_COMMONS)}
    geometries = [one for one in topology["objects"]["ridings"]["geometries"] if one["id"] in known][:most]
    for one in geometries:
        name = known[one["id"]].name
        one["properties"] |= {"name_en": name["en"], "name_fr": name.get("fr", name["en"])}
    topology["objects"]["ridings"]["geometries"] = geometries
    return json.dumps(topology).encode()


def load_todays_ridings() -> None:
    keep(check(todays_ridings(), COLUMNS, PlaceMap.Kind.RIDINGS.value, ATTRIBUTION), NOW)
