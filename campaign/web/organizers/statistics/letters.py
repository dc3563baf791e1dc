"""Tables of letters: to whom, to which parties, offices and provinces, how soon they were accepted, and how many came back."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaign.campaigns.models import Addressee
from campaign.campaigns.recipients import Recipient, in_language
from campaign.stats import reading
from campaign.stats.changes import WAIT_CLASSES
from campaign.stats.intervals import Share
from campaign.stats.models import Measure
from campaign.stats.reading import SeatRow
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.statistics.table import (
    Cell,
    Chart,
    Maker,
    Question,
    Table,
    number_cell,
    share_cells,
    told_where_kept,
)


def recipients(question: Question) -> Table:
    names = _names(question)
    rows = [(names[one.place], one) for one in question.seats]
    table = _by_seat("recipients", _("Recipient"), rows)
    return told_where_kept(question, Measure.SEAT, table)


def parties(question: Question) -> Table:
    return _grouped(question, "parties", _("Party"), lambda one: one.party or _("no party"))


def offices(question: Question) -> Table:
    return _grouped(question, "offices", _("Office"), lambda one: one.role if one.in_office else _("no office"))


def recipients_provinces(question: Question) -> Table:
    return _grouped(question, "recipients-provinces", _("Province"), lambda one: naming.province(one.province))


def waits(question: Question) -> Table:
    counted = reading.values_of(question.campaign, Measure.WAIT, question.asked)
    columns = (pgettext("column", "Accepted"), _("Letters"))
    rows = [
        (Cell(name := naming.delay(value, WAIT_CLASSES), name), number_cell(counted[value]))
        for value in sorted(counted, key=naming.class_place)
    ]
    note = _("From the confirmation, the time to undo it included, until a mail server accepted the letter.")
    table = Table("waits", columns, rows, Chart.BARS, note)
    return told_where_kept(question, Measure.WAIT, table)


def came_back(question: Question) -> Table:
    """Of all recipients first, then of each."""
    names = _names(question)
    columns = (
        _("Recipient"),
        _("Accepted by a mail server"),
        _("Came back (%)"),
        _("Came back, at least (%)"),
        _("Came back, at most (%)"),
        _("Marked as unwanted (%)"),
        _("Marked as unwanted, at least (%)"),
        _("Marked as unwanted, at most (%)"),
    )
    taken = [one for one in question.seats if one.taken]
    each = [_rates(names[one.place], one) for one in taken]
    rows = [_rates(_("All recipients"), _sum(taken)), *each] if taken else []
    note = _(
        "Of the letters that a mail server accepted, as far as anything was heard of them. In 19 of 20 cases the true share lies between the two ends."
    )
    return Table("came-back", columns, rows, Chart.NONE, note)


def _rates(name: str, row: SeatRow) -> tuple[Cell, ...]:
    bounced, complained = Share(row.bounced, row.taken), Share(row.complained, row.taken)
    return (Cell(name, name), number_cell(row.taken), *share_cells(bounced), *share_cells(complained))


def _by_seat(key: str, label: str, rows: Iterable[tuple[str, SeatRow]], note: str = "") -> Table:
    columns = (
        label,
        _("Letters"),
        _("Waiting"),
        _("Accepted by a mail server"),
        _("Of these came back"),
        _("Not sent"),
    )
    cells = [_seat(name, one) for name, one in rows]
    return Table(key, columns, cells, Chart.BARS, note)


def _seat(name: str, row: SeatRow) -> tuple[Cell, ...]:
    numbers = (row.letters, row.waiting, row.taken, row.bounced, row.other)
    return (Cell(name, name), *(number_cell(one) for one in numbers))


def _grouped(question: Question, key: str, label: str, name: Callable[[Recipient], str]) -> Table:
    """By what the recipients have in common; nothing, where all have the same."""
    groups: dict[str, list[SeatRow]] = {}
    for one in question.seats:
        person = question.holders.get(one.place)
        groups.setdefault(name(person) if person else _("nobody at present"), []).append(one)
    rows = sorted(((name, _sum(seats)) for name, seats in groups.items()), key=lambda row: (-row[1].letters, row[0]))
    note = _("By who has each place today: letters may have gone to somebody who had it before.")
    return _by_seat(key, label, rows if len(rows) > 1 else (), note)


def _sum(seats: Iterable[SeatRow]) -> SeatRow:
    """All of them as one, at no place."""
    sums: Counter[str] = Counter()
    for one in seats:
        sums.update(one.numbers)
    return SeatRow(0, 0, **{name: sums[name] for name in SeatRow.NUMBERS})


def _names(question: Question) -> dict[tuple[int, int], str]:
    """What each place is called, and who has it today."""
    rows = Addressee.objects.select_related("target", "office", "group").in_bulk(
        {one.addressee_id for one in question.seats}
    )
    return {
        one.place: _name(rows[one.addressee_id], question.holders.get(one.place), question.language)
        for one in question.seats
    }


def _name(row: Addressee, person: Recipient | None, language: str) -> str:
    if person is None:
        return in_language(row.role, language) or str(row)
    return f"{row.office.name_in(language)} ({person.name})" if row.office else person.name


TABLES: dict[str, Maker] = {
    "recipients": recipients,
    "parties": parties,
    "offices": offices,
    "recipients-provinces": recipients_provinces,
    "waits": waits,
    "came-back": came_back,
}
