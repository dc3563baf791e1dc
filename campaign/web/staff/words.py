"""Spans of time in the reader's way."""

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
