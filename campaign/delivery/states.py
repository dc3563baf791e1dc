"""The life of a mail as data: every state, and which state may follow which. Pure; no database, no clock."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("sent")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("came back")
    COMPLAINED = "complained", _("marked as unwanted")
    HELD = "held", _("held")
    SUPPRESSED = "suppressed", _("not sent: address known bad")
    CANCELLED = "cancelled", _("cancelled")
    UNCERTAIN = "uncertain", _("perhaps sent")
    FAILED = "failed", _("failed")


ALLOWED: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.SENDING, State.HELD, State.CANCELLED, State.SUPPRESSED}),
        State.SENDING: frozenset(
            {
                State.ACCEPTED,
                State.QUEUED,  # a temporary failure, or never handed over before the lease ran out
                State.UNCERTAIN,
                State.HELD,  # nobody holds the office at the moment of the claim
                State.SUPPRESSED,
                State.FAILED,
                # A provider's report may overtake our own record of its acceptance.
                State.DELIVERED,
                State.BOUNCED,
                State.COMPLAINED,
            }
        ),
        # Perhaps sent: a report settles it, otherwise it is sent once more with the same Message-ID.
        State.UNCERTAIN: frozenset(
            {
                State.SENDING,
                State.ACCEPTED,
                State.DELIVERED,
                State.BOUNCED,
                State.COMPLAINED,
                State.FAILED,
                State.CANCELLED,  # by hand alone: a supporter cannot take back what may have left
            }
        ),
        State.HELD: frozenset({State.QUEUED, State.CANCELLED, State.SUPPRESSED}),
        State.ACCEPTED: frozenset({State.DELIVERED, State.BOUNCED, State.COMPLAINED}),
        # A late bounce and a complaint are news even after delivery; a late "deferred" is not.
        State.DELIVERED: frozenset({State.BOUNCED, State.COMPLAINED}),
        State.BOUNCED: frozenset({State.COMPLAINED}),
        State.COMPLAINED: frozenset(),
        State.SUPPRESSED: frozenset({State.QUEUED}),  # by hand, once the address is known to be good again
        State.CANCELLED: frozenset(),
        # By hand: tried again, or known to have arrived. A report may still come for what was in doubt twice.
        State.FAILED: frozenset({State.QUEUED, State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.COMPLAINED}),
    }
)

CLAIMABLE = (State.QUEUED, State.UNCERTAIN)
CANCELLABLE = (State.QUEUED, State.HELD)
# Where the provider took the mail, whatever was heard of it afterwards.
TAKEN = (State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.COMPLAINED)
# Where it reached a mailbox, as far as anybody knows.
ARRIVED = (State.ACCEPTED, State.DELIVERED, State.COMPLAINED)
# Where a letter came to nothing, or came back.
TROUBLE = (State.BOUNCED, State.FAILED, State.SUPPRESSED)
WAITING = (State.QUEUED, State.SENDING, State.HELD, State.UNCERTAIN)


def may_become(old: State, new: State) -> bool:
    return new in ALLOWED[old]
