"""Spans of time and names of languages in the reader's way."""

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from campaign.web.numbers import number


def span(seconds: float) -> str:
    """A span of time, short and rounded down: "40 s", "12 min", "3 h", "2 d"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _("%(n)s s") % {"n": number(whole)}
    if whole < 60 * 60:
        return _("%(n)s min") % {"n": number(whole // 60)}
    if whole < 48 * 60 * 60:
        return _("%(n)s h") % {"n": number(whole // (60 * 60))}
    return _("%(n)s d") % {"n": number(whole // (24 * 60 * 60))}


def language_in_text(code: str) -> str:
    """In the reader's language, inside a sentence: there only English has a capital."""
    name = _(get_language_info(code)["name"])
    return name if (get_language() or "").startswith("en") else name.lower()
