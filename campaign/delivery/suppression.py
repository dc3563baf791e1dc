"""Addresses of supporters that get no more mail: known by their keyed hash alone, checked before every mail to one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from campaign.accounts.models import User
from campaign.common.addresses import canonical
from campaign.delivery.models import OutgoingMail, Suppression
from campaign.delivery.record import fitting

SUPPRESSED = gettext_noop("Mail to this address came back for good, or its owner wanted no more.")


def hash_of(address: str) -> str:
    """One for all spellings of a mailbox. Keyed: from a copy of the table nobody can tell whether an address is in it."""
    return salted_hmac("campaign.delivery.suppression", canonical(address.strip()), algorithm="sha256").hexdigest()


def suppressed(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, as they were given, that get no more mail. One query for all."""
    by_hash: dict[str, set[str]] = {}
    for address in addresses:
        by_hash.setdefault(hash_of(address), set()).add(address)
    if not by_hash:
        return set()
    known = Suppression.objects.filter(address_hash__in=by_hash, lifted_at__isnull=True)
    return set().union(*(by_hash[found] for found in known.values_list("address_hash", flat=True)))


def find(address: str) -> Suppression | None:
    """The suppression in force for an address."""
    in_force = Suppression.objects.filter(address_hash=hash_of(address), lifted_at__isnull=True)
    return in_force.select_related("evidence").first()


def suppress(address: str, reason: str, evidence: OutgoingMail | None = None) -> None:
    """Send nothing more to this supporter's address. A second call changes nothing."""
    suppress_all({address: (reason, evidence)})


def suppress_all(found: Mapping[str, tuple[str, OutgoingMail | None]]) -> None:
    """The same for several addresses, each with its reason and its mail."""
    rows = [
        Suppression(address_hash=hash_of(address), reason=fitting(reason), evidence=evidence)
        for address, (reason, evidence) in found.items()
    ]
    # In one order, so that two reports about the same people do not wait for each other.
    Suppression.objects.bulk_create(sorted(rows, key=lambda row: row.address_hash), ignore_conflicts=True)


def lift(address: str, by: User, now: datetime | None = None) -> bool:
    """Send to the address again; False if it was not suppressed. Who did it, and when, stays on the row."""
    in_force = Suppression.objects.filter(address_hash=hash_of(address), lifted_at__isnull=True)
    return in_force.update(lifted_at=now or Now(), lifted_by=by) == 1
