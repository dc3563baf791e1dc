#!/usr/bin/env python3
"""Makes data/maps/provinces.json, the map that ships, from data/maps/ridings-2013.topojson; run it when drawing changes.

ENV_FILE= DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 .venv/bin/python tools/draw_provinces.py
"""

import json
import os
import sys
from pathlib import Path

import django

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
django.setup()

from campaign.targets.maps.drawing import draw  # noqa: E402
from campaign.targets.maps.kept import SHIPPED, as_facts  # noqa: E402
from campaign.targets.maps.topology import Columns, read  # noqa: E402

ATTRIBUTION = "Contains information licensed under the Open Government Licence – Canada: electoral districts of 2013, Elections Canada."


def shipped() -> str:
    """What the file is to have."""
    content = (PROJECT / "data/maps/ridings-2013.topojson").read_bytes()
    drawing = draw(read(content, Columns("provinces", "code", {"en": "name_en", "fr": "name_fr"})))
    facts = {"attribution": ATTRIBUTION} | as_facts(drawing)
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (PROJECT / SHIPPED).write_text(shipped(), encoding="utf-8")
