"""A line of a check in words: what was, and what would be."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.targets.models import RosterChange
from campaign.targets.parties import party_name

Kind = RosterChange.Kind


def before(line: RosterChange) -> str:
    if line.kind == Kind.TENURE_NEW:
        return str(line.before.get("holder", ""))
    if line.kind == Kind.TENURE_ENDED:
        return str(line.office)
    if line.kind == Kind.GONE:
        return str(line.before.get("riding", ""))
    return _facts(line, line.before)


def after(line: RosterChange) -> str:
    if line.kind == Kind.TENURE_NEW:
        return _("%(office)s since %(day)s") % {"office": line.office, "day": _day(line.after["since"])}
    if line.kind == Kind.TENURE_ENDED:
        return _("last day %(day)s") % {"day": _day(line.after["until"])}
    if line.kind == Kind.GONE:
        return ""
    return _facts(line, line.after)


def _facts(line: RosterChange, facts: dict[str, str]) -> str:
    if line.kind == Kind.BACK:
        return ""
    if line.kind == Kind.NEW:
        facts = {field: facts[field] for field in ("party", "riding", "email")}
    shown = {field: party_name(text) if field == "party" else text for field, text in facts.items()}
    return ", ".join(text for text in shown.values() if text)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
