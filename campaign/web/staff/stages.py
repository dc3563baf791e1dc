"""The stages of a funnel, in words: for the page that shows them and for the file that keeps them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaign.participation.models import Participation
from campaign.stats.funnels import Funnel


@dataclass(frozen=True)
class Stage:
    """`state` is what a list of rows is asked for ("" all), `tone` how its bar is coloured; a `part` is one of the stage above it."""

    label: str
    n: int
    state: str
    tone: str
    part: bool = False

    @property
    def is_total(self) -> bool:
        return not self.state


def of_people(funnel: Funnel) -> list[Stage]:
    """The first is the sum of the others."""
    states = Participation.State
    return [
        Stage(_("Submitted the form"), funnel.submitted, "", "total"),
        Stage(_("Confirmed"), funnel.confirmed, states.CONFIRMED, "good"),
        Stage(_("Have not confirmed yet"), funnel.pending, states.PENDING, "quiet"),
        Stage(_("Withdrew"), funnel.withdrawn, states.WITHDRAWN, "quiet"),
        Stage(_("Were erased"), funnel.erased, states.ERASED, "quiet"),
    ]


def of_letters(funnel: Funnel) -> list[Stage]:
    """The first is the sum of the others, parts left out; states as lists of letters are asked for them."""
    return [
        Stage(_("Letters"), funnel.letters, "", "total"),
        Stage(_("Waiting"), funnel.waiting, "waiting", "quiet"),
        Stage(_("Accepted by a mail server"), funnel.taken, "taken", "good"),
        Stage(_("of these: nothing heard since"), funnel.accepted, "accepted", "good", part=True),
        Stage(_("of these: delivered"), funnel.delivered, "delivered", "good", part=True),
        Stage(_("of these: came back"), funnel.bounced, "bounced", "bad", part=True),
        Stage(_("of these: marked as unwanted"), funnel.complained, "complained", "bad", part=True),
        Stage(_("Failed"), funnel.failed, "failed", "bad"),
        Stage(_("Not sent: address known bad"), funnel.suppressed, "suppressed", "bad"),
        Stage(pgettext("several letters", "Cancelled"), funnel.cancelled, "cancelled", "quiet"),
    ]
