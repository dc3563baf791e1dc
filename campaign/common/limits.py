"""How often one network, address or account may do a thing: one table, counted in Redis by django-ratelimit.

Its traps are stepped around here, and nowhere else is it imported (docs/adr/0006).
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils import timezone
from django_ratelimit.core import get_usage  # type: ignore[import-untyped]  # django-ratelimit 4.1 has no annotations

from campaign.common import redis_guard
from campaign.common.client_address import address_group, client_address

logger = logging.getLogger(__name__)

CountInDatabase = Callable[[str, datetime], int]

# A limit may have several rates; all of them hold. settings.LIMITS overrides single entries, an empty list lifts one.
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    # A rally of thousands shares one Wi-Fi, a phone company a few addresses: refuse only what no crowd can do by hand.
    "submit_per_network": ("300/m", "3000/h"),
    # By canonical address. A person corrects a letter a few times; the mails this can cause are capped apart (3 a day).
    "submit_per_address": ("10/h",),
    # Twice the submissions, for a page and a button. Tokens have 128 bits: this guards against load, not guesses.
    "confirm_per_network": ("600/m", "6000/h"),
    # As for confirming: a page and a button.
    "answer_per_network": ("600/m", "6000/h"),
    # Right passwords count too (django-allauth: 5 failed ones in 5 minutes). Short windows, because anyone can use up
    # another's: five minutes later the door opens again.
    "login_per_account": ("10/5m",),
    # An office behind one address has a few staff accounts.
    "login_per_network": ("20/5m",),
    # One resend after ten minutes is all that is ever sent; the rest is for people who press twice.
    "resend": ("30/h",),
    # Of ten mails at most, to the asker's own address: three languages, four times over.
    "letter_test": ("12/h",),
    # Rendering costs some milliseconds and is asked for while typing.
    "preview": ("60/m",),
    # Counted once for each letter that is begun: as many as may be sent.
    "start_per_network": ("300/m", "3000/h"),
    # A postal code while it is typed, then perhaps another riding. A class or an office sits behind one address.
    "riding_per_network": ("120/m", "1200/h"),
    # Of the whole site together: Represent, whom we ask, bears 60 requests a minute (https://represent.opennorth.ca/api/).
    "postcode_lookups": ("60/m",),
}
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# "5/week" would silently mean five a second to django-ratelimit, and "/0m" divides by zero.
RATE = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)?([smhd])")


@dataclass(frozen=True)
class Allowed:
    """Go on; the attempt has been counted."""


@dataclass(frozen=True)
class Limited:
    """Answer 429 with Retry-After; `limit` is the entry of the table, for logs and tests."""

    retry_after_seconds: int
    limit: str


@dataclass(frozen=True)
class Rate:
    count: int
    seconds: int


_told: dict[str, int] = {}


def check(
    counted: HttpRequest | str, *names: str, count_in_database: CountInDatabase | None = None
) -> Allowed | Limited:
    """Counts one attempt against each named limit and says whether it may go on.

    A request counts for its client's network, a text (a canonical address, an account name) for itself. Shorter rates
    come first, and the first that is exceeded ends the counting, so that a burst does not use up the hour as well.
    `count_in_database(counted, since)` says how many are on record; it is asked when Redis cannot count. Without it the
    attempt is allowed: that nobody can count is no reason to turn a supporter away.
    """
    value = counted if isinstance(counted, str) else address_group(client_address(counted))
    for name in names:
        for rate in rates(name):
            try:
                retry_after = _retry_after_by_redis(name, rate, value)
            except redis_guard.RedisDown:
                retry_after = _retry_after_by_database(name, rate, value, count_in_database)
            if retry_after:
                return Limited(retry_after, name)
    return Allowed()


def rates(name: str) -> tuple[Rate, ...]:
    """The rates that hold for a limit, shortest first; KeyError for a name that is not in the table."""
    written = getattr(settings, "LIMITS", {}).get(name, DEFAULTS[name])
    return _parse_all(name, tuple(written))


@lru_cache(maxsize=64)
def _parse_all(name: str, written: tuple[str, ...]) -> tuple[Rate, ...]:
    return tuple(sorted((_parse(name, rate) for rate in written), key=lambda rate: rate.seconds))


def _parse(name: str, written: object) -> Rate:
    match = RATE.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        raise ImproperlyConfigured(f'LIMITS["{name}"]: {written!r} is not a rate such as "10/h", "20/5m" or "300/m"')
    count, several, unit = match.groups()
    return Rate(int(count), int(several or 1) * UNITS[unit])


def validate(table: Mapping[str, object]) -> None:
    """ImproperlyConfigured, naming the entry, for whatever in settings.LIMITS is not understood."""
    for name, written in table.items():
        if name not in DEFAULTS:
            raise ImproperlyConfigured(
                f'LIMITS["{name}"]: there is no such limit; there are {", ".join(sorted(DEFAULTS))}'
            )
        if not isinstance(written, list | tuple):
            raise ImproperlyConfigured(f'LIMITS["{name}"]: must be a list of rates, such as ["10/h"], not {written!r}')
        _parse_all(name, tuple(written))


def _retry_after_by_redis(name: str, rate: Rate, value: str) -> int:
    """0 when allowed. django-ratelimit hashes the key: no address stands in Redis in the clear."""
    key = value.encode("utf-8", "backslashreplace").decode()
    with redis_guard.guarded():
        usage = get_usage(
            None, group=name, key=lambda group, request: key, rate=(rate.count, rate.seconds), increment=True
        )
    if usage is None:  # RATELIMIT_ENABLE is off
        return 0
    if usage["limit"] == 0:  # what it says when the counter vanished between two of its commands
        raise redis_guard.RedisDown("the counter vanished")
    # Its windows end with the second they are named after, so the next one begins a second later.
    return usage["time_left"] + 1 if usage["should_limit"] else 0


def _retry_after_by_database(name: str, rate: Rate, value: str, count: CountInDatabase | None) -> int:
    """0 when allowed. What is on record does not include this attempt; the window slides, so all of it is the wait."""
    if count is not None:
        since = timezone.now() - timedelta(seconds=rate.seconds)
        return rate.seconds if count(value, since) >= rate.count else 0
    outage = redis_guard.SWITCH.outages
    if _told.get(name) != outage:
        _told[name] = outage
        logger.warning("Redis does not count %s and nothing else does: allowed without a limit", name)
    return 0


validate(getattr(settings, "LIMITS", {}))
