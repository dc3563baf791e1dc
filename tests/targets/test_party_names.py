"""Readers see the parties of the rosters under the names of their own language."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from campaign.targets.parties import PARTIES, party_name

ROSTERS = sorted((settings.BASE_DIR / "data" / "roster").glob("mps-*.csv"))


@pytest.mark.parametrize("roster", ROSTERS, ids=lambda path: path.stem)
def test_every_party_of_a_shipped_roster_is_known(roster: Path) -> None:
    with roster.open(encoding="utf-8", newline="") as file:
        assert {row["party"] for row in csv.DictReader(file)} <= set(PARTIES)


@pytest.mark.parametrize(("language", "name"), [("en", "Liberal"), ("fr", "Parti libéral"), ("es", "Partido Liberal")])
def test_a_party_is_called_as_its_reader_calls_it(language: str, name: str) -> None:
    with override(language):
        assert party_name("Liberal") == name


def test_a_party_nobody_translated_keeps_its_name() -> None:
    with override("fr"):
        assert party_name("Rhinoceros") == "Rhinoceros"
