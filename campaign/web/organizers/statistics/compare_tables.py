"""Two sides as tables: their people day by day, and their figures with what may be chance."""

from dataclasses import dataclass
from itertools import accumulate, zip_longest

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaign.stats.comparing import Side, surely_differ
from campaign.stats.intervals import Share
from campaign.web.numbers import decimal, number, percent
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.statistics.table import Cell, Chart, Table, number_cell, share_cells

NOTHING = Cell("", "–")
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Line:
    """One figure of both sides: as it is read, and for files with the ends of its interval."""

    label: str
    one: str
    other: str
    difference: str
    remark: str
    values: tuple[Cell, ...]  # A, at least, at most; B, at least, at most; B less A
    label_in_files: str = ""  # where it says more than the label: there shares stand without a sign


def days_table(one: Side, other: Side) -> Table:
    """Day 1 of each stands beside day 1 of the other; where one has no such day, its cell is empty."""
    columns = (
        _("Day"),
        pgettext("compared campaign", "A: confirmed"),
        pgettext("compared campaign", "B: confirmed"),
        pgettext("compared campaign", "A: in all"),
        pgettext("compared campaign", "B: in all"),
    )
    a, b = ([day.confirmed for day in side.days] for side in (one, other))
    counted = zip_longest(a, b, accumulate(a), accumulate(b))
    rows = [(number_cell(day), *map(_or_nothing, values)) for day, values in enumerate(counted, start=1)]
    return Table("compared-days", columns, rows, Chart.TIME)


def lines_of(one: Side, other: Side) -> list[Line]:
    a, b = one.funnel, other.funnel
    return [
        _count(_("Days"), len(one.days), len(other.days)),
        _count(_("Sent the form"), a.submitted, b.submitted),
        _count(_("Confirmed"), a.confirmed, b.confirmed),
        _average(one, other),
        _share(_("Confirmed, of all forms"), one.confirmed, other.confirmed),
        _share(_("Changed the letter, of all forms"), one.own_words, other.own_words),
        _delay(one.delay, other.delay),
        _count(_("Letters"), a.letters, b.letters),
        _count(_("Accepted by a mail server"), a.taken, b.taken),
        _share(_("Came back, of those accepted"), one.bounced, other.bounced),
        _share(_("Marked as unwanted, of those accepted"), one.complained, other.complained),
    ]


def lines_table(lines: list[Line]) -> Table:
    """For files."""
    columns = (
        _("Figure"),
        "A",
        pgettext("compared campaign", "A, at least"),
        pgettext("compared campaign", "A, at most"),
        "B",
        pgettext("compared campaign", "B, at least"),
        pgettext("compared campaign", "B, at most"),
        _("B less A"),
        _("How sure"),
    )
    rows = [(_text(line.label_in_files or line.label), *line.values, _text(line.remark)) for line in lines]
    return Table("compared-figures", columns, rows, Chart.BARS)


def days_of(side: Side) -> str:
    """From which day to which, in words; empty where there is none."""
    if not side.first or not side.last:
        return ""
    first, last = date_format(side.first, "DATE_FORMAT"), date_format(side.last, "DATE_FORMAT")
    days = len(side.days)
    words = ngettext("%(first)s to %(last)s, %(n)s day", "%(first)s to %(last)s, %(n)s days", days)
    return words % {"first": first, "last": last, "n": number(days)}


def _text(words: str) -> Cell:
    return Cell(words, words)


def _or_nothing(value: int | None) -> Cell:
    return NOTHING if value is None else number_cell(value)


def _count(label: str, a: int, b: int) -> Line:
    part = f" ({_signed(round(100 * (b - a) / a), '%')})" if a and b != a else ""
    values = (number_cell(a), NOTHING, NOTHING, number_cell(b), NOTHING, NOTHING, Cell(b - a, _signed(b - a)))
    return Line(label, number(a), number(b), f"{_signed(b - a)}{part}", "", values)


def _average(one: Side, other: Side) -> Line:
    """Of periods of different length only this can be compared."""
    cells = [
        Cell(round(average, 2), decimal(average, 1)) if average is not None else NOTHING
        for average in (_mean(one), _mean(other))
    ]
    known = all(cell is not NOTHING for cell in cells)
    difference = round(float(cells[1].value) - float(cells[0].value), 2) if known else None
    less = Cell(difference, _signed(difference, decimals=1)) if difference is not None else NOTHING
    a, b = cells
    values = (a, NOTHING, NOTHING, b, NOTHING, NOTHING, less)
    return Line(_("Confirmed a day"), a.shown, b.shown, less.shown, "", values)


def _mean(side: Side) -> float | None:
    return sum(day.confirmed for day in side.days) / len(side.days) if side.days else None


def _share(label: str, a: Share, b: Share) -> Line:
    known = bool(a.whole and b.whole)
    points = 100 * (b.value - a.value)
    decimals = max(_decimals(a), _decimals(b))
    exactly_one = abs(round(points, decimals)) == 1
    words = ngettext("%(n)s point", "%(n)s points", 1 if exactly_one else 2)
    shown = words % {"n": _signed(points, decimals=decimals)} if known else "–"
    less = Cell(round(points, 2), shown) if known else NOTHING
    values = (*share_cells(a), *share_cells(b), less)
    remark = _remark(a, b) if known else _("not known")
    return Line(label, _percent(a), _percent(b), less.shown, remark, values, f"{label} (%)")


def _remark(a: Share, b: Share) -> str:
    if a.value == b.value:
        return _("no difference")
    return _("hardly chance") if surely_differ(a, b) else _("may be chance")


def _percent(share: Share) -> str:
    """With as many decimals as it takes to see anything of a small one: 45% (40–51%), 0.12% (0.05–0.30%)."""
    return percent(share, _decimals(share))


def _decimals(share: Share) -> int:
    """Our judgement: two digits that say something."""
    high = share.interval[1]
    return 0 if high >= 0.1 else 1 if high >= 0.01 else 2


def _delay(a: str | None, b: str | None) -> Line:
    cells = [Cell(naming.delay(one), naming.delay(one)) if one else NOTHING for one in (a, b)]
    values = (cells[0], NOTHING, NOTHING, cells[1], NOTHING, NOTHING, NOTHING)
    return Line(_("Half of them confirmed"), cells[0].shown, cells[1].shown, "–", "", values)


def _signed(value: float, unit: str = "", decimals: int = 0) -> str:
    """With its sign, also where it is more: what is said is a difference."""
    whole = round(value, decimals)
    sign = "+" if whole > 0 else MINUS if whole < 0 else "±"
    shown = decimal(abs(whole), decimals) if decimals else number(int(abs(whole)))
    return f"{sign}{shown}{unit}"
