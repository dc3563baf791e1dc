"""Names of time zones, as people choose them."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """One of the IANA time zone database, such as America/Toronto."""
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of that name. One is America/Toronto."))
