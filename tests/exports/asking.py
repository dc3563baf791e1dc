"""What tests of exports ask for, and how they read what they got."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports.keeping import pieces_of
from campaign.exports.models import Export, Format, What
from campaign.exports.services import Wish, ask
from campaign.exports.working import work
from campaign.stats.reading import Asked
from tests.stories import NOW

# After everybody of the stories came.
LATER = NOW + timedelta(days=3)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def export(
    campaign: Campaign, by: User, what: What = What.PEOPLE, kind: Format = Format.CSV, asked: Asked | None = None
) -> Export:
    return ask(Wish(campaign, what, kind, asked or Asked(), "en"), by, LATER)


def finish(one: Export, seconds: float = 60) -> Export:
    """Works until nothing is left to do, and reads it anew."""
    while work(LATER, seconds):
        pass
    one.refresh_from_db()
    return one


def content(one: Export) -> bytes:
    return b"".join(pieces_of(one))


def table(one: Export) -> list[dict[str, Any]]:
    """The rows of a file of any format, by the names of its columns."""
    return {Format.CSV: _csv, Format.JSON: _json, Format.XLSX: _xlsx}[Format(one.format)](content(one))


def _csv(data: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _json(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().split("\n") if line]


def _xlsx(data: bytes) -> list[dict[str, Any]]:
    head, *rows = sheet(data)
    return [dict(zip(head, row, strict=True)) for row in rows]


def sheet(data: bytes, number: int = 1) -> list[list[str]]:
    """The cells of a sheet as text; every checksum of the archive is looked at."""
    book = ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314  # our own file
    return [["".join(cell.itertext()) for cell in row.iter(f"{_MAIN}c")] for row in root.iter(f"{_MAIN}row")]
