"""What exports and what was taken along are called: their rows, their part, who did it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.exports.models import Format, Taking, What
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.statistics.asking import AskingForm
from campaign.web.organizers.statistics.titles import TITLES


@dataclass(frozen=True)
class Taken:
    """One line of the record."""

    taking: Taking
    what: str
    part: str


def what_of(what: str) -> str:
    """People, letters or events, or a table of figures by its title; one that is no more, by the key that named its file."""
    return capfirst(str(What(what).label)) if what in What.values else str(TITLES.get(what, what))


def format_of(kind: str) -> str:
    return str(Format(kind).label) if kind in Format.values else kind.upper()


def part_of(part: Mapping[str, str]) -> str:
    """In one line, "Language: French · Province: Quebec"; everything where nothing was left out."""
    words = [
        _("%(label)s: %(value)s") % {"label": capfirst(str(field.label)), "value": _value(name, part[name])}
        for name, field in AskingForm.base_fields.items()
        if name in part
    ]
    return " · ".join(words) or _("everything")


def _value(name: str, value: str) -> str:
    if name in naming.NAMES:
        return naming.NAMES[name](value)
    return date_format(date.fromisoformat(value), "DATE_FORMAT")


def lines(takings: Iterable[Taking]) -> list[Taken]:
    return [Taken(one, f"{what_of(one.what)}, {format_of(one.format)}", part_of(one.part)) for one in takings]
