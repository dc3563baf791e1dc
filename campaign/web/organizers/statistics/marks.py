"""What happened, as a numbered list beneath a curve and as marks on it: the numbers tie both together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaign.campaigns.models import Campaign
from campaign.stats.models import Moment
from campaign.stats.moments import Happening, Known, happenings_of
from campaign.stats.reading import Asked
from campaign.web.organizers.statistics.table import Cell, Chart, Table

KEY = "moments"


@dataclass(frozen=True)
class Mark:
    """`row` is the row of the curve's table on which it is drawn; None where the curve does not reach it."""

    number: int
    at: datetime  # in the campaign's time zone
    what: str
    words: str
    link: str
    row: int | None = None


def marks_of(campaign: Campaign, asked: Asked) -> list[Mark]:
    """Those of the days asked for, earliest first."""
    found = [(one, one.at.astimezone(campaign.zone)) for one in happenings_of(campaign)]
    shown = [(one, at) for one, at in found if _is_asked_for(at, asked)]
    return [Mark(number, at, what(one), one.words, one.link) for number, (one, at) in enumerate(shown, start=1)]


def placed(marks: Sequence[Mark], table: Table) -> list[Mark]:
    """Each with its row in a table of days or hours."""
    rows = {row[0].value: number for number, row in enumerate(table.rows)}
    return [replace(mark, row=rows.get(_value(mark.at, table.key))) for mark in marks]


def as_table(marks: Sequence[Mark]) -> Table:
    """For files: there the moment is as machines write it."""
    columns = (_("When"), _("What"), _("In words"), _("Link"))
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(mark.at.isoformat(timespec="minutes"), date_format(mark.at, "DATETIME_FORMAT")),
            Cell(mark.what, mark.what),
            Cell(mark.words, mark.words),
            Cell(mark.link, mark.link),
        )
        for mark in marks
    ]
    return Table(KEY, columns, rows, Chart.TIME)


def what(happening: Happening) -> str:
    """Its kind, as it begins a line."""
    known = {
        Known.OPENED: pgettext("moment", "The campaign was opened"),
        Known.CLOSED: pgettext("moment", "The campaign was closed"),
        Known.PAUSED: pgettext("moment", "Its letters were paused"),
        Known.RESUMED: pgettext("moment", "Its letters went on"),
        Known.ALL_PAUSED: pgettext("moment", "All sending was paused"),
        Known.ALL_RESUMED: pgettext("moment", "All sending went on"),
        Moment.Kind.LAUNCH: pgettext("moment of a curve", "Launch"),
        Moment.Kind.MAILING: pgettext("moment of a curve", "Mailing"),
        Moment.Kind.MEDIA: pgettext("moment of a curve", "In the media"),
        Moment.Kind.OTHER: pgettext("moment of a curve", "Event"),
    }
    return {str(kind): words for kind, words in known.items()}.get(happening.kind, happening.kind)


def _is_asked_for(at: datetime, asked: Asked) -> bool:
    day = at.date()
    return (asked.since is None or day >= asked.since) and (asked.until is None or day <= asked.until)


def _value(at: datetime, key: str) -> str:
    """The first cell of its row."""
    if key == "hours":
        return at.replace(minute=0, second=0, microsecond=0).isoformat(timespec="minutes")
    return at.date().isoformat()
