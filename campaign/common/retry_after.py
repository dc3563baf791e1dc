"""How long a server that is busy asks to be left alone."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone

# Nobody is asked to wait longer: a slip of a server's clock must not bury a letter.
LONGEST_WAIT = timedelta(hours=24)


def retry_after(header: str | None) -> timedelta | None:
    """The wait that a Retry-After header asks for (RFC 9110 10.2.3: seconds, or a date); None where it says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 10**9)), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000": a time in UTC that names no zone (RFC 5322 3.3)
        moment = timezone.make_aware(moment, timezone.get_fixed_timezone(0))
    return max(timedelta(0), min(moment - timezone.now(), LONGEST_WAIT))
