"""Loads the ridings of Parliament, with their names and with the beginnings of postal codes that are probably in them."""

import csv
from collections import defaultdict
from pathlib import Path

from campaign.targets.models import HOUSE_OF_COMMONS, Riding
from campaign.targets.search import fold

RIDINGS = "ridings-343-2023.csv"
AREAS = "fsa-riding-2023-approx.csv"


def load_ridings(folder: Path) -> int:
    """From the two files in this folder, those that are there already renewed; how many there are. Raises OSError, KeyError."""
    areas: dict[str, list[str]] = defaultdict(list)
    for line in _lines(folder / AREAS):
        areas[line["riding_code"]].append(line["fsa"])
    ridings = [_riding(line, areas[line["riding_code"]]) for line in _lines(folder / RIDINGS)]
    Riding.objects.bulk_create(
        ridings,
        update_conflicts=True,
        unique_fields=("source", "code"),
        update_fields=("name", "province", "words", "areas"),
    )
    return len(ridings)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _riding(line: dict[str, str], areas: list[str]) -> Riding:
    """Under its name of today; where the source has none in French (PROVENANCE.md), the English one stands for both."""
    name = {"en": line["name_en_2026"] or line["name_en"]}
    renamed = line["name_en_2026"] not in ("", line["name_en"])
    french = line["name_fr_2026"] or ("" if renamed else line["name_fr"])
    if french:
        name["fr"] = french
    every = (line[column] for column in ("name_en", "name_fr", "name_en_2026", "name_fr_2026"))
    return Riding(
        source=HOUSE_OF_COMMONS,
        code=line["riding_code"],
        name=name,
        province={"en": line["province_en"], "fr": line["province_fr"]},
        words=" ".join(dict.fromkeys(fold(one) for one in every if one)),
        areas=areas,
    )
