"""Supporters' addresses that get no more mail: known by a keyed hash alone, in force until somebody lifts them."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from campaign.common.addresses import canonical
from campaign.delivery.models import Suppression


def hash_of(address: str) -> str:
    """The same for every spelling of one mailbox."""
    return salted_hmac("campaign.delivery.suppression", canonical(address.lower()), algorithm="sha256").hexdigest()


def suppressed(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses for which a suppression is in force."""
    hashes = {address: hash_of(address) for address in addresses if address}
    known = Suppression.objects.filter(address_hash__in=hashes.values(), lifted_at__isnull=True)
    in_force = set(known.values_list("address_hash", flat=True))
    return {address for address, hashed in hashes.items() if hashed in in_force}
