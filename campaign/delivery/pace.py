"""How fast a mailbox, or a domain of supporters, may get mail: GCRA (ITU-T I.371), one row a key, by the database's clock.

A row says when the next mail would come if all came evenly. Up to a burst may come earlier than that. Whoever takes from a key locks its
row until the claim is committed; a key that another worker is taking from is passed over, so that nobody waits.
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from campaign.delivery.models import Pace
from campaign.delivery.policy import (
    DOMAIN_BURST,
    FRIDAY,
    MAILBOX_BURST,
    OFFICE_CLOSES,
    OFFICE_OPENS,
    PACE_JITTER,
)


@dataclass(frozen=True)
class Rate:
    """Mails an hour, and how many of them may follow each other at once."""

    per_hour: int
    burst: int

    @property
    def interval(self) -> timedelta:
        return timedelta(hours=1) / self.per_hour

    def allowed(self, ahead: timedelta) -> int:
        """How many may go now, where the next would evenly come `ahead` from now (zero where it is overdue)."""
        tolerance = self.interval * (self.burst - 1)
        return max(0, floor((tolerance - ahead) / self.interval) + 1)


def mailbox_rate(asked: Collection[int | None]) -> Rate | None:
    """The pace of a mailbox to which campaigns write that ask for so many an hour (None: the site's default); None: unpaced.

    The highest counts for all of them, up to the site's cap: a mailbox has one pace, in which its streams take turns.
    """
    default: int | None = settings.MAILBOX_PER_HOUR
    if default is None:
        return None
    cap = max(default, settings.MAILBOX_PER_HOUR_CAP)
    return Rate(min(cap, max((each or default for each in asked), default=default)), MAILBOX_BURST)


def domain_rate() -> Rate | None:
    """The pace of mail to the people of one domain; None: unpaced, as mailboxes are."""
    return None if settings.MAILBOX_PER_HOUR is None else Rate(settings.DOMAIN_PER_HOUR, DOMAIN_BURST)


def lock(keys: Collection[str]) -> dict[str, timedelta]:
    """How far ahead of now each key is; those that another worker takes from are left out. Held until the transaction ends."""
    if not keys:
        return {}
    found = _locked(keys)
    lacking = set(keys) - set(found)
    if lacking:
        _add(lacking)
        found |= _locked(lacking)
    return found


def _add(keys: Collection[str]) -> None:
    with connection.cursor() as cursor:  # now() as all of the claim: Django's Now() is the statement's, a little later
        cursor.execute(
            "INSERT INTO delivery_pace (key, next_at) SELECT unnest(%s::text[]), now() ON CONFLICT DO NOTHING",
            [sorted(keys)],
        )


def _locked(keys: Collection[str]) -> dict[str, timedelta]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, greatest(next_at - now(), interval '0') FROM delivery_pace WHERE key = ANY(%s)"
            " ORDER BY key FOR UPDATE SKIP LOCKED",
            [sorted(keys)],
        )
        return dict(cursor.fetchall())


def charge(taken: Mapping[str, timedelta]) -> None:
    """Move each key's next mail away by that time, from now where it is overdue: what was not used is not saved up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_pace AS pace SET next_at = greatest(pace.next_at, now()) + taken.by"
            " FROM unnest(%s::text[], %s::interval[]) AS taken (key, by) WHERE pace.key = taken.key",
            [list(taken), list(taken.values())],
        )


def wait_for(keys: Collection[str], by: timedelta) -> None:
    """Let each key's next mail come after that time from now, whatever it was."""
    Pace.objects.filter(key__in=keys).update(next_at=Now() + by)


def jittered(interval: timedelta, number: int) -> timedelta:
    """The time that so many mails take, each a little longer or shorter."""
    factor = sum(random.uniform(1 - PACE_JITTER, 1 + PACE_JITTER) for _ in range(number))  # noqa: S311 - spreads load
    return interval * factor


def office_open(now: datetime, zone: ZoneInfo) -> bool:
    local = now.astimezone(zone)
    return local.weekday() <= FRIDAY and OFFICE_OPENS <= local.hour < OFFICE_CLOSES


def office_opens(now: datetime, zone: ZoneInfo) -> datetime:
    """Now if the office is open, else the next moment at which it opens."""
    local = now.astimezone(zone)
    if office_open(now, zone):
        return now
    opening = local.replace(hour=OFFICE_OPENS, minute=0, second=0, microsecond=0)
    if local >= opening:
        opening += timedelta(days=1)
    while opening.weekday() > FRIDAY:
        opening += timedelta(days=1)
    return opening


def office_closes(opened: datetime, zone: ZoneInfo) -> datetime:
    """When an office that is open now closes."""
    return opened.astimezone(zone).replace(hour=OFFICE_CLOSES, minute=0, second=0, microsecond=0)
