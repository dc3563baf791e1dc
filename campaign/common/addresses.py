"""E-mail addresses that supporters type: accepted or refused, compared for uniqueness, looked over for slips."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from campaign.common.text import CONTROLS, SURROGATES

# RFC 5321, 4.5.3.1: 64 octets before the @, 256 for a path with its brackets, so 254 in all.
LOCAL_LIMIT = 64
TOTAL_LIMIT = 254
# RFC 2606 and 6761: never delivered anywhere. `.example` is left: made-up people live at mail.example.
RESERVED = frozenset({"invalid", "test", "localhost", "local", "onion"})

# Each accepts what the other refuses: Django a@localhost and 65 characters before the @, email-validator a@b.c.
django_accepts = EmailValidator()


class BadAddress(ValidationError):
    """An address that cannot be written to: `messages` says why in a plain sentence, `code` for programs."""


@dataclass(frozen=True)
class Address:
    """`display` is what mail is sent to, in ASCII; `canonical` only tells whether two addresses are one person's."""

    display: str
    canonical: str


def parse_address(text: str) -> Address:
    """The address in a text without outer spaces, its spelling before the @ kept; BadAddress otherwise. Asks no DNS."""
    if CONTROLS.search(text) or SURROGATES.search(text):
        raise BadAddress(_("An e-mail address cannot contain line breaks or control characters."), "control")
    typed = text.strip()
    if not typed:
        raise BadAddress(_("Give an e-mail address."), "empty")
    local, _at, domain = typed.rpartition("@")
    # Before anything else reads it: libraries normalise first, which long text makes slow.
    if len(local) > LOCAL_LIMIT or len(typed) > TOTAL_LIMIT:
        raise BadAddress(_("This e-mail address is too long."), "too_long")
    if not local.isascii():
        raise BadAddress(
            _("The part before the @ can hold only letters without accents, digits and signs."), "not_ascii"
        )
    if domain.lower().rpartition(".")[2] in RESERVED:
        raise BadAddress(_("Nobody can receive mail at this address."), "reserved")
    display = f"{local}@{_ascii_domain(typed)}"
    return Address(display, canonical(display))


def _ascii_domain(typed: str) -> str:
    try:
        checked = validate_email(
            typed,
            check_deliverability=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            test_environment=False,
        )
        domain = (checked.ascii_domain or "").lower()
        django_accepts(f"{checked.local_part}@{domain}")
    except (EmailNotValidError, ValidationError) as error:
        raise BadAddress(
            _("This does not look like an e-mail address, such as name@mail.example."), "malformed"
        ) from error
    return domain


def canonical(display: str) -> str:
    """One spelling for all that reach one mailbox: lower case, no "+tag", for Gmail no dots. Never send to it.

    Without it one person with one mailbox takes part a thousand times, which Gmail makes easy: it ignores dots and
    "+tag" and answers at googlemail.com too. Tags are cut everywhere: Outlook, iCloud, Fastmail and Proton deliver
    them as Gmail does, and at a server that does not, two people who share all that stands before a "+" are rarer
    than one who tries. UK e-petitions keep a `canonical_email` beside the address for this, and Mastodon blocks by
    one. Dots mean something outside of Gmail, so they stay there.
    """
    local, _at, domain = display.lower().rpartition("@")
    domain = "gmail.com" if domain == "googlemail.com" else domain
    local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    return f"{local}@{domain}"


# Where supporters in Canada, and those who write in French or Spanish, have their mail.
COMMON = {
    "com": ("gmail", "hotmail", "outlook", "yahoo", "icloud", "live", "msn", "aol", "protonmail", "rogers"),
    "ca": ("hotmail", "yahoo", "live", "sympatico", "shaw", "videotron", "cogeco", "eastlink"),
    "net": ("bell", "telus", "sasktel"),
    "me": ("proton",),
    "fr": ("hotmail", "outlook", "yahoo", "live", "orange", "wanadoo"),
    "es": ("hotmail", "outlook", "yahoo"),
}
# Real places one stroke from a name in the table: their people know where they live.
REAL = {
    "com": frozenset({"email", "fmail", "gmails", "mail", "rmail", "ymail", "zmail", "cloud", "roger", "rodgers"}),
    "me": frozenset({"photon", "protons"}),
    "fr": frozenset({"range"}),
}
# Google and Apple give addresses at one domain only, in every country: gmail.ca is nobody's mailbox.
ONE_HOME = {"gmail": "gmail.com", "icloud": "icloud.com"}
# Ends that do not exist, or (cm, co, om, et) that far more people type by mistake than have.
MISTYPED_ENDS = {
    "com": ("con", "cmo", "ocm", "comm", "coom", "cim", "cpm", "vom", "xom", "dom", "cok", "cm", "co", "om"),
    "net": ("ney", "nte", "ner", "nett", "et"),
    "ca": ("cca", "caa", "cs"),
}
MEANT_ENDS = {typed: meant for meant, mistyped in MISTYPED_ENDS.items() for typed in mistyped}
# Names shorter than this have real neighbours at one stroke (dell.net, love.ca): only swapped letters are a slip.
SHORT_NAME = 5
# Names as long as this (sympatico, protonmail) have none even at two.
LONG_NAME = 8


def suggest(text: str) -> str | None:
    """The address that was probably meant, for "Did you mean …?"; None for no idea. Changes nothing by itself."""
    try:
        local, _at, domain = parse_address(text).display.rpartition("@")
    except BadAddress:
        return None
    name, _dot, end = _readable(domain).partition(".")
    if name in COMMON.get(end, ()) or name in REAL.get(end, ()):
        return None
    meant = ONE_HOME.get(name) or _nearest(name, MEANT_ENDS.get(end, end))
    return f"{local}@{meant}" if meant else None


def _readable(domain: str) -> str:
    """Lets a look-alike from another alphabet ("gmаil" with a Cyrillic letter, or xn--gmil-63d) count as one stroke."""
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain


def _nearest(name: str, end: str) -> str | None:
    strokes = {its_name: distance(name, its_name) for its_name in COMMON.get(end, ())}
    close = [its_name for its_name, count in strokes.items() if count <= _forgiven(name, its_name)]
    return f"{min(close, key=strokes.__getitem__)}.{end}" if close else None


def _forgiven(name: str, meant: str) -> int:
    if len(meant) < SHORT_NAME:
        return 1 if sorted(name) == sorted(meant) else 0
    return 2 if len(meant) >= LONG_NAME else 1


def distance(one: str, other: str) -> int:
    """Damerau-Levenshtein (optimal string alignment): strokes missing, added, wrong or swapped with their neighbour."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, above = above, row
    return above[-1]
