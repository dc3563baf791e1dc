"""Whether a domain's DNS vouches for the mail it sends: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489), each as one finding."""

import re
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from campaign.common.redis_guard import RedisDown, guarded

# For all names together, as they are asked for at once: somebody waits for the page.
TIMEOUT_SECONDS = 3.0
KEPT_SECONDS = 10 * 60
# What could not be looked up is soon asked again; until then nobody waits for it once more.
FAILURE_KEPT_SECONDS = 30
DEFAULT_PORT = 53
# A name may have 127 labels; whoever looks for its policy need not ask at each of them.
MOST_NAMES = 8

SPF = re.compile(r"v=spf1(?: .*)?", re.IGNORECASE | re.DOTALL)
# A "+" is what "all" has when it says nothing else (RFC 7208 4.6.2).
SPF_FOR_ALL = re.compile(r"(?:^| )\+?all(?: |$)", re.IGNORECASE)
DMARC = re.compile(r"v=DMARC1\s*(?:;.*)?", re.DOTALL)
STRICT = ("quarantine", "reject")


class Finding(StrEnum):
    GOOD = "good"
    NONE = "none"
    SEVERAL = "several"  # which counts as none
    LAX = "lax"  # it is there and keeps nobody from writing in our name
    REVOKED = "revoked"
    UNSET = "unset"  # nobody told us its name
    UNKNOWN = "unknown"  # it could not be looked up


@dataclass(frozen=True)
class Report:
    """What was found for one domain; `policy` is DMARC's word on mail that fails, "" where there is none."""

    spf: Finding
    dkim: Finding
    dmarc: Finding
    policy: str


# The TXT records of a name, each in one piece; None where they could not be looked up.
Texts = tuple[str, ...] | None


def examine(domain: str, selector: str) -> Report:
    """Takes three seconds at most; what was found is kept for ten minutes."""
    domain = domain.rstrip(".").lower()
    key_name = f"{selector}._domainkey.{domain}" if selector else ""
    policy_names = _policy_names(domain)
    texts = look_up([name for name in (domain, key_name, *policy_names) if name])
    dmarc, policy = _dmarc([texts[name] for name in policy_names])
    dkim = _dkim(texts[key_name]) if key_name else Finding.UNSET
    return Report(_spf(texts[domain]), dkim, dmarc, policy)


def _policy_names(domain: str) -> list[str]:
    """Where a DMARC policy may stand: at the domain itself, else at the nearest above it. Nobody's mail is from "org" alone."""
    labels = domain.split(".")
    above = [".".join(labels[number:]) for number in range(max(1, len(labels) - 1))]
    return [f"_dmarc.{name}" for name in above[:MOST_NAMES]]


def _spf(texts: Texts) -> Finding:
    if texts is None:
        return Finding.UNKNOWN
    records = [text for text in texts if SPF.fullmatch(text)]
    if len(records) != 1:
        return Finding.SEVERAL if records else Finding.NONE
    return Finding.LAX if SPF_FOR_ALL.search(records[0]) else Finding.GOOD


def _dkim(texts: Texts) -> Finding:
    if texts is None:
        return Finding.UNKNOWN
    keys = [_tags(text) for text in texts if "p" in _tags(text)]
    if not keys:
        return Finding.NONE
    return Finding.GOOD if any(key["p"] for key in keys) else Finding.REVOKED


def _dmarc(answers: list[Texts]) -> tuple[Finding, str]:
    """The nearest policy counts. One that is inherited may have a word of its own for what is below (sp)."""
    for number, texts in enumerate(answers):
        if texts is None:
            return Finding.UNKNOWN, ""
        records = [text for text in texts if DMARC.fullmatch(text)]
        if len(records) > 1:
            return Finding.SEVERAL, ""
        if records:
            tags = _tags(records[0])
            policy = (tags.get("sp", "") if number else "") or tags.get("p", "")
            return (Finding.GOOD if policy.lower() in STRICT else Finding.LAX), policy.lower()
    return Finding.NONE, ""


def _tags(text: str) -> dict[str, str]:
    """The "name=value" pairs of DKIM and DMARC records, without white space around them (RFC 6376 3.2)."""
    pairs = (pair.partition("=") for pair in text.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


def look_up(names: Collection[str]) -> Mapping[str, Texts]:
    """The TXT records of each name, all asked for at once. A name that does not exist has none."""
    kept = {name: _kept(name) for name in names}
    lacking = [name for name, found in kept.items() if found is None]
    answers: dict[str, Texts] = {name: found[0] for name, found in kept.items() if found is not None}
    if lacking:
        ask = _asker()
        with ThreadPoolExecutor(max_workers=len(lacking)) as threads:
            answers |= zip(lacking, threads.map(ask, lacking), strict=True)
        for name in lacking:
            _keep(name, answers[name])
    return answers


def _asker() -> Callable[[str], Texts]:
    try:
        resolver = _resolver()
    except dns.exception.DNSException:  # this machine knows no server to ask
        return lambda name: None

    def ask(name: str) -> Texts:
        try:
            answer = resolver.resolve(f"{name}.", "TXT", lifetime=TIMEOUT_SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError, UnicodeError):
            return None
        # One record's strings belong together without anything between them (RFC 7208 3.3).
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)

    return ask


def _resolver() -> dns.resolver.Resolver:
    if not settings.DNS_SERVER:
        return dns.resolver.Resolver()
    try:
        server = urlsplit(f"//{settings.DNS_SERVER}")
        address, port = str(ip_address(server.hostname or "")), server.port or DEFAULT_PORT
    except ValueError as problem:
        wrong = f"DNS_SERVER: {settings.DNS_SERVER!r} is no address such as 127.0.0.1:53"
        raise ImproperlyConfigured(wrong) from problem
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [address], port
    return resolver


def _key(name: str) -> str:
    return f"mail_domain.{settings.DNS_SERVER}.{name}"


def _kept(name: str) -> tuple[Texts] | None:
    found: tuple[Texts] | None = None
    with suppress(RedisDown), guarded():
        found = cache.get(_key(name))
    return found


def _keep(name: str, texts: Texts) -> None:
    with suppress(RedisDown), guarded():
        cache.set(_key(name), (texts,), FAILURE_KEPT_SECONDS if texts is None else KEPT_SECONDS)
