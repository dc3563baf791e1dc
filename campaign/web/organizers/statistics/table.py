"""A table of figures: one description, from which the page, its chart and the files are made."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient, Seat, resolve_seats
from campaign.stats import reading
from campaign.stats.intervals import Share
from campaign.stats.models import Measure
from campaign.stats.reading import Asked, Point, Row, SeatRow
from campaign.web.numbers import decimal, number
from campaign.web.organizers.statistics.titles import TITLES

# As many columns as a phone of 320 px has room for.
FITTING = 3


class Chart(StrEnum):
    """How a table is drawn: over time, as one bar for each row, or not at all."""

    TIME = "time"
    BARS = "bars"
    NONE = "none"


@dataclass(frozen=True)
class Cell:
    """A value as it is in files, and as it is read; `url` is where more of it stands."""

    value: str | int | float
    shown: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """`key` stands in addresses and names files; the first column names the row, all others are numbers.

    `note` says what must be known of them, `missing` why there are none although there would be.
    """

    key: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    chart: Chart
    note: str = ""
    missing: str = ""

    @property
    def title(self) -> str:
        return str(TITLES[self.key])

    @property
    def is_drawn(self) -> bool:
        """A single bar or point shows nothing that its number does not."""
        return self.chart is not Chart.NONE and len(self.rows) > 1

    @property
    def is_wide(self) -> bool:
        """Whether a phone shows each row as a card: days are many, and stay rows."""
        return len(self.columns) > FITTING and self.chart is not Chart.TIME

    @property
    def labelled_rows(self) -> Iterator[list[tuple[str, Cell]]]:
        """Each cell with its column's name."""
        return (list(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Question:
    """What is asked for, of which campaign, in which language and on which day; what several tables need is read once."""

    campaign: Campaign
    asked: Asked
    language: str
    on: date

    @cached_property
    def seats(self) -> list[SeatRow]:
        return reading.seats_of(self.campaign, self.asked)

    @cached_property
    def days(self) -> list[Point]:
        return reading.days_of(self.campaign, self.asked)

    @cached_property
    def provinces(self) -> list[Row]:
        return reading.rows_by(self.campaign, "province", self.asked)

    @cached_property
    def ridings(self) -> list[Row]:
        return reading.rows_of(self.campaign, Measure.RIDING, self.asked)

    @cached_property
    def holders(self) -> dict[Seat, Recipient]:
        """Who has each of the seats today: letters of the days before may have gone to somebody else."""
        return resolve_seats([one.place for one in self.seats], self.language, self.on)


Maker = Callable[[Question], Table]


def told_where_kept(question: Question, measure: Measure, table: Table) -> Table:
    """The table; where it cannot follow what is asked for, it says so."""
    if reading.is_kept(measure, question.asked) or not reading.has_any(question.campaign, measure):
        return table
    words = _(
        "These figures are kept for one choice at a time, besides the days: by language, by province or by origin. Choose one of these to see them."
    )
    return replace(table, missing=words)


def people_table(key: str, label: str, rows: Iterable[tuple[str, Row]]) -> Table:
    """Of people by what they have in common: its name, how many sent the form, and how many of these confirmed."""
    columns = (label, _("Sent the form"), _("Confirmed"))
    cells = [(Cell(name, name), number_cell(row.submitted), number_cell(row.confirmed)) for name, row in rows]
    return Table(key, columns, cells, Chart.BARS)


def number_cell(value: int) -> Cell:
    return Cell(value, number(value))


def share_cells(share: Share) -> tuple[Cell, ...]:
    """A share in per cent and the ends of its interval; of nothing there is none."""
    values = (share.value, *share.interval) if share.whole else ()
    found = tuple(Cell(round(100 * value, 2), decimal(100 * value, 1)) for value in values)
    return found or (Cell("", "–"),) * 3
