"""An export's file in each format, written in slices: what one has to remember for the next is plain data, never an open file."""

from campaign.exports.formats.comma import Comma
from campaign.exports.formats.lines import Lines
from campaign.exports.formats.workbook import Workbook
from campaign.exports.formats.writer import Heading, Writer
from campaign.exports.models import Format

__all__ = ["WRITERS", "Heading", "Writer"]

WRITERS: dict[Format, type[Writer]] = {Format.CSV: Comma, Format.JSON: Lines, Format.XLSX: Workbook}
