"""Tables of people: when they came, from where, how soon they confirmed, and how much of the letter is theirs."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaign.stats import reading
from campaign.stats.changes import SHARES_CHANGED
from campaign.stats.models import Measure
from campaign.stats.reading import Point, Row
from campaign.targets.models import Riding
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.statistics.table import (
    Cell,
    Chart,
    Maker,
    Question,
    Table,
    number_cell,
    people_table,
    told_where_kept,
)

# A first day, or a single one, is told by the hour.
DAYS_BY_HOUR = 2


def days(question: Question) -> Table:
    few = question.asked.everybody and len(question.days) <= DAYS_BY_HOUR
    shown = [] if few else question.days
    return _over_time("days", _("Day"), [_day(one) for one in shown])


def hours(question: Question) -> Table:
    """Nobody keeps the hours of a part."""
    few = question.asked.everybody and len(question.days) <= DAYS_BY_HOUR
    points = reading.hours_of(question.campaign, question.asked) if few else []
    return _over_time("hours", _("Hour"), [_hour(one) for one in points])


def came_from(question: Question) -> Table:
    rows = reading.rows_by(question.campaign, "source", question.asked)
    return _parts("source", _("Came from"), rows)


def provinces(question: Question) -> Table:
    return _parts("province", _("Province"), question.provinces)


def languages(question: Question) -> Table:
    rows = reading.rows_by(question.campaign, "language", question.asked)
    return _parts("language", _("Language"), rows)


def came_before(question: Question) -> Table:
    rows = reading.rows_of(question.campaign, Measure.CAME_BEFORE, question.asked)
    named = [(naming.came_before(one.value), one) for one in rows]
    return people_table("came-before", _("People"), named)


def delays(question: Question) -> Table:
    rows = reading.rows_of(question.campaign, Measure.DELAY, question.asked)
    columns = (pgettext("column", "Time from the form"), _("Confirmed"))
    cells = [
        (Cell(name := naming.delay(one.value), name), number_cell(one.confirmed))
        for one in sorted(rows, key=lambda row: naming.class_place(row.value))
    ]
    table = Table("delays", columns, cells, Chart.BARS)
    return told_where_kept(question, Measure.DELAY, table)


def own_words(question: Question) -> Table:
    rows = {row.value: row for row in reading.rows_of(question.campaign, Measure.CHANGED, question.asked)}
    named = [(naming.changed(low, high), rows[str(high)]) for low, high in SHARES_CHANGED if str(high) in rows]
    table = people_table("own-words", _("Words changed"), named)
    return told_where_kept(question, Measure.CHANGED, table)


def ridings(question: Question) -> Table:
    parliaments = question.campaign.addressees.exclude(own_member_of="").values("own_member_of")
    names = {one.code: one.name_in(question.language) for one in Riding.objects.filter(source__in=parliaments)}
    named = [(names.get(one.value, one.value), one) for one in question.ridings]
    table = people_table("ridings", _("Riding"), named)
    return told_where_kept(question, Measure.RIDING, table)


def _parts(column: str, label: str, rows: Iterable[Row]) -> Table:
    return people_table(f"{column}s", label, [(naming.NAMES[column](one.value), one) for one in rows])


def _over_time(key: str, label: str, rows: list[tuple[Cell, ...]]) -> Table:
    return Table(key, (label, _("Sent the form"), _("Confirmed")), rows, Chart.TIME)


def _day(point: Point) -> tuple[Cell, ...]:
    day = Cell(point.at.date().isoformat(), date_format(point.at.date(), "DATE_FORMAT"))
    return (day, number_cell(point.submitted), number_cell(point.confirmed))


def _hour(point: Point) -> tuple[Cell, ...]:
    hour = Cell(point.at.isoformat(timespec="minutes"), date_format(point.at, "DATETIME_FORMAT"))
    return (hour, number_cell(point.submitted), number_cell(point.confirmed))


TABLES: dict[str, Maker] = {
    "days": days,
    "hours": hours,
    "sources": came_from,
    "provinces": provinces,
    "ridings": ridings,
    "languages": languages,
    "came-before": came_before,
    "delays": delays,
    "own-words": own_words,
}
