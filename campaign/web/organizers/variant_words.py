"""What the texts of a letter are called, and those whom an opening is for, in the words of the staff pages."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from campaign.letters.alternatives import MEMBER, OFFICE, PARTY, ROLE
from campaign.targets.parties import party_name

PART_TITLES: dict[str, StrOrPromise] = {
    "subject": gettext_lazy("Subject"),
    "salutation": gettext_lazy("Salutation"),
    "opening": gettext_lazy("Opening"),
    "body": gettext_lazy("Letter"),
    "signature": gettext_lazy("Signature"),
}
OTHER_TITLES: dict[str, StrOrPromise] = {
    "subject": gettext_lazy("Subject %(n)s"),
    "beginning": gettext_lazy("First paragraph %(n)s"),
    "ending": gettext_lazy("Last paragraph %(n)s"),
    "opening_for": gettext_lazy("Opening for some recipients, %(n)s"),
}


PLACES: dict[str, StrOrPromise] = {
    "subject": gettext_lazy("Subject"),
    "beginning": gettext_lazy("First paragraph"),
    "ending": gettext_lazy("Last paragraph"),
}


def place_title(place: str) -> str:
    """Where a letter says something in several ways."""
    return str(PLACES[place])


def title_of_text(name: str) -> str:
    """Of a text by its name in letters.validation: "body", "subject_2"."""
    kind, _underscore, n = name.rpartition("_")
    return str(PART_TITLES[name]) if name in PART_TITLES else str(OTHER_TITLES[kind]) % {"n": n}


def whom(fits: Iterable[str]) -> str:
    """Those whom an opening is for, in a row."""
    return ", ".join(map(_who, fits))


def _who(fit: str) -> str:
    if fit.startswith(PARTY):
        return party_name(fit.removeprefix(PARTY))
    if fit.startswith(ROLE):
        return _("“%(words)s” in the role") % {"words": fit.removeprefix(ROLE)}
    return {OFFICE: _("whoever holds an office"), MEMBER: _("whoever holds none")}.get(fit, fit)
