"""Where a supporter came from, as little of it as is counted: the name in the link they followed, or the site that it was on."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest

from campaign.campaigns.models import Campaign
from campaign.common.redis_guard import cached
from campaign.stats import reading

LONGEST = 60  # the column's
# A campaign tells so many apart; whoever writes made-up names into links does not make the tables longer than that.
MOST_SOURCES = 200
OTHER = "other"
KNOWN_SECONDS = 60

_PLAIN = re.compile(r"[^a-z0-9._+ -]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
# Several names of the same site: its pages for phones, and those that count clicks on the way out.
_FRONTS = ("www.", "m.", "mobile.", "l.", "lm.", "out.", "old.", "amp.")


def source_of(request: HttpRequest, campaign: Campaign, data: Mapping[str, str]) -> str:
    """The form's own word, which its script wrote; without one what the page's address says (utm_source, utm_medium)."""
    source = clean(data.get("source", "")) or from_address(request.headers.get("Referer", ""))
    if not source:
        return ""
    known = cached(f"stats.sources.{campaign.pk}", KNOWN_SECONDS, lambda: reading.known(campaign, "source"))
    return source if source in known or len(known) < MOST_SOURCES else OTHER


def clean(written: str) -> str:
    """ "newsletter / email" of a link's parameters, "facebook.com" of a site's name; in small letters, and nothing but plain ones."""
    kind, _, rest = written.partition(":")
    if kind == "utm":
        return _of_parameters(*rest.partition("|")[::2])
    if kind == "site":
        return _of_host(rest)
    return ""


def from_address(address: str) -> str:
    """What the parameters of a page's address say."""
    try:
        asked = parse_qs(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return ""
    return _of_parameters(asked.get("utm_source", [""])[0], asked.get("utm_medium", [""])[0])


def _of_parameters(source: str, medium: str) -> str:
    if "@" in source:
        return ""  # somebody's address: mailing programs can be told to write it into links
    name, way = (" ".join(_PLAIN.sub(" ", part[:LONGEST].lower()).split()) for part in (source, medium))
    if not name:
        return ""
    return f"{name} / {way}"[:LONGEST].strip(" /") if way else name


def _of_host(host: str) -> str:
    name = host[:LONGEST].lower()
    for front in _FRONTS:
        name = name.removeprefix(front)
    return name if _HOST.fullmatch(name) and "." in name else ""
