"""The figures of a campaign as tables: one description of each, from which the page, its charts and the files are made."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import Recipient, in_language, resolve_seats
from campaign.stats import reading
from campaign.stats.changes import CLASSES, LONGER
from campaign.stats.models import Measure
from campaign.stats.reading import Asked, Point, Row, SeatRow
from campaign.targets.models import Riding
from campaign.web.numbers import number
from campaign.web.organizers.statistics import naming


class Chart(StrEnum):
    """How a table is drawn: over time, or as one bar for each row."""

    TIME = "time"
    BARS = "bars"


@dataclass(frozen=True)
class Cell:
    """A value as it is in files, and as it is read; `url` is where more of it stands."""

    value: str | int | float
    shown: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """`key` stands in addresses and names files; the first column names the row, all others are numbers."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    chart: Chart


def tables_of(campaign: Campaign, asked: Asked, language: str, on: date) -> list[Table]:
    """Those that have anything to say of this campaign, in the order in which they are asked for."""
    every = (
        _time(campaign, asked),
        *_people(campaign, asked),
        _ridings(campaign, asked, language),
        _recipients(campaign, asked, language, on),
    )
    return [table for table in every if table.rows]


def _time(campaign: Campaign, asked: Asked) -> Table:
    """By day; a first day, or a single one, by the hour."""
    days = reading.days_of(campaign, asked)
    title, label = _("People by day"), _("Day")
    if len(days) > 2 or not asked.everybody:
        return Table("days", title, _people_columns(label), [_day(one) for one in days], Chart.TIME)
    hours = reading.hours_of(campaign, asked)
    return Table(
        "hours", _("People by the hour"), _people_columns(_("Hour")), [_hour(one) for one in hours], Chart.TIME
    )


def _people(campaign: Campaign, asked: Asked) -> Iterable[Table]:
    def table(key: str, title: str, label: str, rows: Sequence[Row], name: Callable[[str], str]) -> Table:
        return Table(key, title, _people_columns(label), [_row(one, name(one.value)) for one in rows], Chart.BARS)

    for column, title, label in (
        ("source", _("Where people came from"), _("Came from")),
        ("province", _("People by province"), _("Province")),
        ("language", _("People by language"), _("Language")),
    ):
        yield table(f"{column}s", title, label, reading.rows_by(campaign, column, asked), naming.NAMES[column])
    before = reading.rows_of(campaign, Measure.CAME_BEFORE, asked)
    yield table("came-before", _("New and returning people"), _("People"), before, naming.came_before)
    delays = sorted(reading.rows_of(campaign, Measure.DELAY, asked), key=lambda row: _class_place(row.value))
    yield table("delays", _("How soon people confirmed"), pgettext("column", "Confirmed"), delays, naming.delay)


def _ridings(campaign: Campaign, asked: Asked, language: str) -> Table:
    rows = reading.rows_of(campaign, Measure.RIDING, asked)
    parliaments = campaign.addressees.exclude(own_member_of="").values("own_member_of")
    names = {one.code: one.name_in(language) for one in Riding.objects.filter(source__in=parliaments)}
    named = [_row(row, names.get(row.value, row.value)) for row in rows]
    return Table("ridings", _("People by riding"), _people_columns(_("Riding")), named, Chart.BARS)


def _recipients(campaign: Campaign, asked: Asked, language: str, on: date) -> Table:
    seats = reading.seats_of(campaign, asked)
    names = _names(seats, language, on)
    columns = (
        _("Recipient"),
        _("Letters"),
        _("Waiting"),
        _("Accepted by a mail server"),
        _("Of these came back"),
        _("Not sent"),
    )
    rows = [_seat(one, names.get((one.addressee_id, one.seat), "–")) for one in seats]
    return Table("recipients", _("Letters by recipient"), columns, rows, Chart.BARS)


def _names(seats: Sequence[SeatRow], language: str, on: date) -> dict[tuple[int, int], str]:
    """What the place is called, and who has it today: letters of the days before may have gone to somebody else."""
    people = resolve_seats([(one.addressee_id, one.seat) for one in seats], language, on)
    rows = Addressee.objects.select_related("target", "office", "group").in_bulk({one.addressee_id for one in seats})
    return {
        (one.addressee_id, one.seat): _name(rows[one.addressee_id], people.get((one.addressee_id, one.seat)), language)
        for one in seats
    }


def _name(row: Addressee, person: Recipient | None, language: str) -> str:
    if person is None:
        return in_language(row.role, language) or str(row)
    return f"{row.office.name_in(language)} ({person.name})" if row.office else person.name


def _people_columns(label: str) -> tuple[str, ...]:
    return (label, _("Sent the form"), _("Confirmed"))


def _day(point: Point) -> tuple[Cell, ...]:
    day = Cell(point.at.date().isoformat(), date_format(point.at.date(), "DATE_FORMAT"))
    return (day, number_cell(point.submitted), number_cell(point.confirmed))


def _hour(point: Point) -> tuple[Cell, ...]:
    hour = Cell(point.at.isoformat(timespec="minutes"), date_format(point.at, "DATETIME_FORMAT"))
    return (hour, number_cell(point.submitted), number_cell(point.confirmed))


def _row(row: Row, name: str) -> tuple[Cell, ...]:
    return (Cell(name, name), number_cell(row.submitted), number_cell(row.confirmed))


def _seat(row: SeatRow, name: str) -> tuple[Cell, ...]:
    numbers = (row.letters, row.waiting, row.taken, row.bounced, row.other)
    return (Cell(name, name), *(number_cell(one) for one in numbers))


def number_cell(value: int) -> Cell:
    return Cell(value, number(value))


def _class_place(value: str) -> int:
    return len(CLASSES) if value == LONGER else CLASSES.index(int(value))
