"""The one place that decides whose network address a request counts for."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

LOOPBACK = "127.0.0.1"
REHEARSAL_HEADER = "X-Rehearsal-Client"
# One household or phone is handed a /64 (RFC 6177): a single IPv6 address limits nobody who has 2**64 of them.
IPV6_NETWORK = 64


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 or IPv6 address, never empty: as the nearest trusted proxy saw it, else as the socket did.

    Only what our own proxies appended to X-Forwarded-For counts, from the right; what stands left is the client's word.
    """
    return _rehearsed(request) or _forwarded(request) or _parse(request.META.get("REMOTE_ADDR", "")) or LOOPBACK


def address_group(address: str) -> str:
    """What is limited together: the IPv4 address, or the /64 that an IPv6 address is in ("2001:db8::/64")."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return address
    return str(ip_network((parsed, IPV6_NETWORK), strict=False))


def sign_rehearsal_client(address: str) -> str:
    """The value of the header X-Rehearsal-Client that makes a sandbox count a request for this address."""
    return _rehearsal_signer().sign(address)


def _rehearsed(request: HttpRequest) -> str | None:
    if settings.DELIVERY_MODE != "sandbox":
        return None
    header = request.headers.get(REHEARSAL_HEADER, "")
    if not header.isascii():
        return None
    try:
        return _parse(_rehearsal_signer().unsign(header))
    except BadSignature:
        return None


def _forwarded(request: HttpRequest) -> str | None:
    proxies: int = settings.TRUSTED_PROXIES
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    return _parse(entries[-proxies]) if 0 < proxies <= len(entries) else None


def _parse(text: str) -> str | None:
    # A scope ("fe80::1%eth0") may hold any text at all, and names an interface of ours, not a client.
    if "%" in text:
        return None
    try:
        parsed: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return None
    # A socket that listens on both families reports ::ffff:192.0.2.1; as IPv6 the whole IPv4 internet would be one /64.
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)


def _rehearsal_signer() -> Signer:
    return Signer(sep=".", salt="rehearsal-client")
