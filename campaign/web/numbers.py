"""Numbers in the reader's way, on supporters' and staff's pages alike."""

from django.utils.formats import get_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.stats.intervals import Share

# Spanish writes a number of four digits in one piece (Ortografía de la lengua española, RAE 2010: 1105, but 10 500).
GROUPED_FROM = {"es": 10_000}


def number(value: int) -> str:
    """With the reader's digit groups: 2,340 or 2 340 or 2340."""
    return number_format(value, use_l10n=True, force_grouping=abs(value) >= grouped_from())


def decimal(value: float, places: int) -> str:
    """Rounded to so many decimals: Django's own words for a number cut off what is too much."""
    return number_format(round(value, places), places, use_l10n=True)


def percent(share: Share, places: int = 0) -> str:
    """A share with its interval: 45% (40–51%). A dash where there is nothing to share."""
    if not share.whole:
        return "–"
    low, high = share.interval
    values = {"share": share.value, "low": low, "high": high}
    # Translators: a share and its 95% interval.
    words = _("%(share)s%% (%(low)s–%(high)s%%)")
    return words % {name: decimal(100 * value, places) for name, value in values.items()}


def grouped_from() -> int:
    """The least number that has groups in the reader's language."""
    return GROUPED_FROM.get((get_language() or "").partition("-")[0], 1000)


def digit_group() -> str:
    """What stands between thousands in the reader's language."""
    return str(get_format("THOUSAND_SEPARATOR"))
