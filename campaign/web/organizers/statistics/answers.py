"""What supporters tell of answers, recipient by recipient: a section of the statistics, and the same as a file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.answers.models import Answer
from campaign.campaigns.recipients import Seat, resolve_seats
from campaign.delivery.vacant import names_of_seats
from campaign.stats.responsiveness import ENOUGH, Responsiveness, of_seats
from campaign.web.organizers.statistics.table import Cell, Chart, Question, Table, number_cell, share_cells

KEY = "answers"


@dataclass(frozen=True)
class Line:
    """One recipient, by who has the place today, and what is told of them."""

    name: str
    role: str
    row: Responsiveness


@dataclass(frozen=True)
class Section:
    """`lines` are None where a part of the people or of the time is asked for, by which nobody counts answers."""

    lines: list[Line] | None
    asks: bool
    enough: int = ENOUGH

    @property
    def table(self) -> Table:
        columns = (
            _("Recipient"),
            _("Asked"),
            _("Told us"),
            *(capfirst(str(label)) for label in Answer.Kind.labels),
            *_share_columns(_("Any answer")),
            *_share_columns(_("Personal reply or better")),
        )
        rows = [(Cell(line.name, line.name), *_cells(line.row)) for line in self.lines or []]
        return Table(KEY, columns, rows, Chart.BARS)


def section_of(question: Question) -> Section:
    campaign, asked = question.campaign, question.asked
    if asked.since or not asked.everybody:
        return Section(None, campaign.ask_for_answers)
    rows = of_seats(campaign, asked.until)
    names = _names([(row.addressee_id, row.seat) for row in rows], question.language, question.on)
    lines = [Line(*names[row.addressee_id, row.seat], row) for row in rows]
    return Section(sorted(lines, key=lambda line: (-line.row.told, line.name)), campaign.ask_for_answers)


def _names(seats: Collection[Seat], language: str, on: date) -> dict[Seat, tuple[str, str]]:
    """Name and role; of a place that nobody has today, what it is called."""
    people = resolve_seats(seats, language, on)
    empty = names_of_seats({seat for seat in seats if seat not in people}, language)
    named = {seat: (person.name, person.role) for seat, person in people.items()}
    return {seat: named.get(seat, (empty.get(seat, "–"), "")) for seat in seats}


def _share_columns(title: str) -> tuple[str, ...]:
    """In files, where a cell is one number."""
    return (
        _("%(share)s, %%") % {"share": title},
        _("%(share)s, %%, at least") % {"share": title},
        _("%(share)s, %%, at most") % {"share": title},
    )


def _cells(row: Responsiveness) -> list[Cell]:
    numbers = (row.asked, row.told, row.none, row.form, row.personal, row.changed)
    return [*(number_cell(one) for one in numbers), *share_cells(row.answered), *share_cells(row.personally)]
