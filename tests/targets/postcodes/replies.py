"""What Represent answers about a postal code: its real shape, with the ridings that a test asks for."""

import json
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.targets.feeds.feed_server import Answer

SAMPLE: dict[str, Any] = json.loads((Path(__file__).parent / "represent-postcode-sample.json").read_text("utf-8"))
TODAY = "/boundaries/federal-electoral-districts-2023-representation-order"


def path(code: str) -> str:
    return f"/postcodes/{code}/"


def reply(centroid: Sequence[str] = (), concordance: Sequence[str] = (), **changes: Any) -> Answer:
    """Both ways with their boundaries and members; as in reality, an empty list of members by concordance is no key at all."""
    body = deepcopy(SAMPLE)
    body |= {
        "boundaries_centroid": list(map(_boundary, centroid)),
        "representatives_centroid": list(map(_mp, centroid)),
    }
    body["boundaries_concordance"] = list(map(_boundary, concordance))
    if concordance:
        body["representatives_concordance"] = list(map(_mp, concordance))
    body |= changes
    return Answer(body=json.dumps(body).encode())


def _boundary(code: str) -> dict[str, Any]:
    one = deepcopy(SAMPLE["boundaries_centroid"][0])
    return {**one, "url": f"{TODAY}/{code}/", "external_id": code}


def _mp(code: str) -> dict[str, Any]:
    one: dict[str, Any] = deepcopy(SAMPLE["representatives_centroid"][0])
    one["related"]["boundary_url"] = f"{TODAY}/{code}/"
    return one
