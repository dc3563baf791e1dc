"""Which clock hangs in the office of a person: for letters that leave in office hours only."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.conf import settings

# The zone in which most people of a province or territory live. Source: the IANA time zone database, file northamerica.
OF_PROVINCE: Mapping[str, str] = {
    "Alberta": "America/Edmonton",
    "British Columbia": "America/Vancouver",
    "Manitoba": "America/Winnipeg",
    "New Brunswick": "America/Moncton",
    "Newfoundland and Labrador": "America/St_Johns",
    "Northwest Territories": "America/Edmonton",
    "Nova Scotia": "America/Halifax",
    "Nunavut": "America/Iqaluit",
    "Ontario": "America/Toronto",
    "Prince Edward Island": "America/Halifax",
    "Quebec": "America/Toronto",
    "Saskatchewan": "America/Regina",
    "Yukon": "America/Whitehorse",
}


def zone_of(province: str) -> ZoneInfo:
    """The zone of a province by its English name; the site's own for any other place."""
    return ZoneInfo(OF_PROVINCE.get(province, settings.TIME_ZONE))
