"""What each table of figures is called, by its key: above it, in its file, and where it is written down that somebody took it along."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

TITLES: Mapping[str, StrOrPromise] = {
    "campaigns": _("All campaigns"),
    "funnel": _("From the form to the mailbox"),
    "days": _("People by day"),
    "hours": _("People by the hour"),
    "moments": _("Moments"),
    "sources": _("Where people came from"),
    "provinces": _("People by province"),
    "ridings": _("People by riding"),
    "languages": _("People by language"),
    "came-before": _("New and returning people"),
    "delays": _("How soon people confirmed"),
    "own-words": _("How much people changed"),
    "recipients": _("Letters by recipient"),
    "parties": _("Letters by the recipient's party"),
    "offices": _("Letters by the recipient's office"),
    "recipients-provinces": _("Letters by the recipient's province"),
    "waits": _("How soon letters were accepted"),
    "came-back": _("Letters that came back or were unwanted"),
    "answers": _("Did people get an answer?"),
    "compared-days": _("People by day since the first"),
    "compared-figures": _("Figures side by side"),
}
