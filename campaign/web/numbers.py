"""Numbers in the reader's way, on supporters' and staff's pages alike."""

from django.utils.formats import get_format, number_format
from django.utils.translation import get_language

# Spanish writes a number of four digits in one piece (Ortografía de la lengua española, RAE 2010: 1105, but 10 500).
GROUPED_FROM = {"es": 10_000}


def number(value: int) -> str:
    """With the reader's digit groups: 2,340 or 2 340 or 2340."""
    return number_format(value, use_l10n=True, force_grouping=abs(value) >= grouped_from())


def decimal(value: float, places: int) -> str:
    """Rounded to so many decimals: Django's own words for a number cut off what is too much."""
    return number_format(round(value, places), places, use_l10n=True)


def grouped_from() -> int:
    """The least number that has groups in the reader's language."""
    return GROUPED_FROM.get((get_language() or "").partition("-")[0], 1000)


def digit_group() -> str:
    """What stands between thousands in the reader's language."""
    return str(get_format("THOUSAND_SEPARATOR"))
