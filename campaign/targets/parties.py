"""What readers call the parties that rosters name in English; one that is not known here keeps the roster's word."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

PARTIES: Mapping[str, StrOrPromise] = {
    "Bloc Québécois": pgettext_lazy("party", "Bloc Québécois"),
    "Conservative": pgettext_lazy("party", "Conservative"),
    "Green Party": pgettext_lazy("party", "Green Party"),
    "Independent": pgettext_lazy("party", "Independent"),
    "Liberal": pgettext_lazy("party", "Liberal"),
    "NDP": pgettext_lazy("party", "NDP"),
}


def party_name(party: str) -> str:
    """In the active language."""
    return str(PARTIES.get(party, party))
