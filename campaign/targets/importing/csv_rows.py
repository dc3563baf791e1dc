"""The text of a CSV file -> its rows, each with the number of the line it begins on."""

import csv
import io
from collections.abc import Iterator


class BrokenRow(Exception):
    """What begins on this line is not CSV; nothing after it can be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def csv_rows(text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Raises BrokenRow where the CSV itself breaks, after the rows before it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BrokenRow(begins, str(error)) from error
        yield begins, cells
        begins = reader.line_num + 1
