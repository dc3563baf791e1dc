"""Links that organizers put on our pages: to a site by its name, over https (http, where only staff see them), and to nothing else."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.common.text import CONTROLS, DIRECTION_CONTROLS

HOST = re.compile(r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
# None stands unescaped in an address (RFC 3986); a browser reads a backslash as a slash.
NEVER_IN_AN_ADDRESS = re.compile(r'[\s<>"\\^`{|}]')


def validate_https_link(link: str) -> None:
    """ValidationError unless it is https://<name of a site>…, without user name or port; a site's own letters are as punycode."""
    if not link.lower().startswith("https://"):
        raise ValidationError(_("Write the whole address, beginning with https://"))
    if CONTROLS.search(link) or DIRECTION_CONTROLS.search(link) or NEVER_IN_AN_ADDRESS.search(link):
        raise ValidationError(_("This address holds a space or a character that no address has."))
    try:
        parts = urlsplit(link)
        name = parts.netloc.encode("idna").decode() if parts.netloc.isprintable() else ""
    except ValueError:  # UnicodeError is one
        name = ""
    if not HOST.fullmatch(name):
        raise ValidationError(_("This address does not name a site, such as https://example.org/petition."))


def validate_web_link(link: str) -> None:
    """The same, but over http as well: a small paper's article is nothing that supporters are sent to."""
    scheme, separator, rest = link.partition("://")
    validate_https_link(f"https://{rest}" if separator and scheme.lower() == "http" else link)
