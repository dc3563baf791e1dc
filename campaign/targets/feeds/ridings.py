"""Ridings under the names their feeds give them: Represent keeps the names of 2023, the House those of the Act of 2026.

Without this, each Represent check would propose to take sixteen new names back.
"""

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from campaign.targets.models import HOUSE_OF_COMMONS, Target

RIDINGS = Path(settings.BASE_DIR) / "data" / "roster" / "ridings-343-2023.csv"
DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-"})


@dataclass(frozen=True)
class Riding:
    code: str
    name: str
    province: str


class Ridings:
    """The ridings of today, by code and by any of their names."""

    def __init__(self) -> None:
        self._by_code: dict[str, Riding] = {}
        self._by_name: dict[str, Riding] = {}
        with RIDINGS.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                names = (line["name_en"], line["name_en_2026"])
                self._add(Riding(line["riding_code"], names[1] or names[0], line["province_en"]), *names)
        sitting = Target.objects.filter(source=HOUSE_OF_COMMONS, listed=Target.Listed.SITTING).exclude(riding_code="")
        for code, name, province in sitting.values_list("riding_code", "riding", "province"):
            self._add(Riding(code, name, province), name)

    def find(self, code: str, name: str) -> Riding:
        """The riding as the roster words it; one that nobody knows keeps its feed's words, its province blank."""
        known = self._by_name.get(_plain(name)) if name else self._by_code.get(code)
        return known if known and code in ("", known.code) else Riding(code, name, "")

    def _add(self, riding: Riding, *names: str) -> None:
        self._by_code[riding.code] = riding
        self._by_name.update((_plain(name), riding) for name in names if name)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).translate(DASHES).casefold().split())
