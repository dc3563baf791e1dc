"""Why a mail is where it is, or a breaker open: our own words in the reader's language, a server's as the server gave them."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaign.web.numbers import number

# What rows say in words with something in between; what a mail server or service said may follow.
_SHAPES = (
    (
        re.compile(r"(?P<key>\S+): (?P<failed>\d+) of the last (?P<known>\d+) mails failed\."),
        gettext_noop("%(failed)s of the last %(known)s mails failed."),
    ),
    (re.compile(r"Given up after (?P<n>\d+) attempts\."), gettext_noop("Given up after %(n)s attempts.")),
    (re.compile(r"Twice without an answer\."), gettext_noop("Twice without an answer.")),
    (re.compile(r"Could not be composed\."), gettext_noop("Could not be composed.")),
    (re.compile(r"Turned away\."), gettext_noop("The provider turned us away.")),
    (re.compile(r"Provider away\."), gettext_noop("The provider could not be reached.")),
)


def reason(text: str) -> str:
    for shape, words in _SHAPES:
        if found := shape.match(text):
            known = {
                name: number(int(value)) if value.isdecimal() else value for name, value in found.groupdict().items()
            }
            return f"{_(words) % known} {reason(text[found.end() :].strip())}".strip()
    return _(text) if text else ""
