"""A table as a file: CSV for spreadsheets, JSON for programs, XLSX for who opens files by a double click."""

import csv
import io
import json
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from campaign.common.spreadsheets import harmless
from campaign.web.organizers.statistics.table import Table

FORMATS = ("csv", "json", "xlsx")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(subject: str, table: Table, kind: str) -> HttpResponse:
    """`subject` begins its name: a campaign's slug."""
    content = {"csv": _csv, "json": _json, "xlsx": _xlsx}[kind](table)
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{subject}-{table.key}.{kind}"'
    return response


def _csv(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(harmless(column) for column in table.columns)
    writer.writerows([harmless(cell.value) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")  # with its mark, or Excel takes it for another alphabet


def _json(table: Table) -> bytes:
    rows: list[dict[str, Any]] = [
        {column: cell.value for column, cell in zip(table.columns, row, strict=True)} for row in table.rows
    ]
    return json.dumps({"table": table.key, "title": table.title, "rows": rows}, ensure_ascii=False).encode()


def _xlsx(table: Table) -> bytes:
    content = io.BytesIO()
    # Text stays text: nothing that somebody typed becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(table.key[:31])
        sheet.write_row(0, 0, table.columns, book.add_format({"bold": True}))
        for number, row in enumerate(table.rows, start=1):
            sheet.write_row(number, 0, [cell.value for cell in row])
        sheet.freeze_panes(1, 1)
        sheet.autofit()
    return content.getvalue()
