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


def zone_of(province: str, own: str = "") -> ZoneInfo:
    """A person's own zone where one is known, else that of a province by its English name, else the site's."""
    return ZoneInfo(own or OF_PROVINCE.get(province, settings.TIME_ZONE))
