"""JSON for programs: a row to a line, values as the database has them, and nothing quoted that is not JSON's own."""

import json
from typing import Any

from campaign.exports.formats.writer import Writer

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class Lines(Writer):
    def begin(self) -> bytes:
        return b""

    def rows(self, rows: list[tuple[Any, ...]]) -> bytes:
        keys = [one.key for one in self.headings]
        return "".join([f"{_encode(dict(zip(keys, row, strict=True)))}\n" for row in rows]).encode()
