"""People and rosters for the targets' tests: the real files, and small ones with one thing broken."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from campaign.accounts.models import User
from campaign.targets.importing.applying import import_rows
from campaign.targets.importing.offices import load_foreign_affairs
from campaign.targets.importing.reading import COLUMNS, read_roster

ROSTERS = Path(settings.BASE_DIR) / "data" / "roster"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WriteRoster = Callable[..., Path]


def line(**cells: str) -> str:
    """One CSV line about Ada Minister of Abbotsford, but for what is given."""
    ada = {
        "name": "Ada Minister",
        "first_name": "Ada",
        "last_name": "Minister",
        "email": "ada.minister@mail.example",
        "party": "Liberal",
        "riding": "Abbotsford",
        "riding_code": "59001",
        "province": "British Columbia",
        "source_id": "1",
    }
    return ",".join((ada | cells).get(column, "") for column in COLUMNS)


@pytest.fixture
def write_roster(tmp_path: Path) -> WriteRoster:
    def write(*lines: str, header: str = ",".join(COLUMNS)) -> Path:
        path = tmp_path / "roster.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def rosters(db: None) -> None:
    """The 44th Parliament, then the 45th, as the demo loads them."""
    for number in (44, 45):
        import_rows(read_roster(ROSTERS / f"mps-{number}.csv"), NOW)


@pytest.fixture
def foreign_affairs(rosters: None) -> Path:
    path = ROSTERS / "foreign-affairs-targets.csv"
    load_foreign_affairs(path)
    return path


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_superuser("admin", "admin@mail.example", "a long password")
