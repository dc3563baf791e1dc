"""What the values of figures are called in the reader's language; a value that is not known is called so."""

from math import inf

from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from campaign.stats.changes import CLASSES, LONGER
from campaign.targets.provinces import name_in_list
from campaign.web.numbers import number
from campaign.web.staff.words import span


def language(code: str) -> str:
    return _(get_language_info(code)["name"])


def province(code: str) -> str:
    """As in a list: without the article that some have after "from"."""
    if not code:
        return pgettext("province", "not known")
    return name_in_list(code, get_language() or "en")


def source(value: str) -> str:
    return value or pgettext("where somebody came from", "not known")


def came_before(value: str) -> str:
    return _("took part here before") if value == "yes" else _("here for the first time")


def delay(value: str, limits: tuple[int, ...] = CLASSES) -> str:
    """A class of time: "within 15 min"."""
    if value == LONGER:
        return _("later than %(span)s") % {"span": span(limits[-1])}
    return _("within %(span)s") % {"span": span(int(value))}


def class_place(value: str) -> float:
    """By what classes of time are put in order."""
    return inf if value == LONGER else int(value)


def changed(low: int, high: int) -> str:
    """How much of a letter was changed: none, 1 to 10%, over 50%."""
    if not high:
        return pgettext("words changed", "none")
    if high == 100:
        return _("more than %(low)s%%") % {"low": number(low - 1)}
    return _("%(low)s to %(high)s%%") % {"low": number(low), "high": number(high)}


NAMES = {"language": language, "province": province, "source": source}
