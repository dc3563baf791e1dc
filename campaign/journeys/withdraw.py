"""A supporter thinks again: all of it undone within the window, and after it whatever has not left yet."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from campaign.delivery import outbox
from campaign.delivery.queries import anything_left
from campaign.participation import services
from campaign.participation.models import Participation

WHY = gettext_noop("Withdrawn by the supporter.")


class UndoWindowOver(Exception):
    """The letters have begun to leave; what still waits can be withdrawn."""


@transaction.atomic
def undo(participation: Participation, now: datetime) -> int:
    """Cancel every letter and take the person out of the count; how many letters. Raises UndoWindowOver."""
    if participation.undo_until is None or now >= participation.undo_until:
        raise UndoWindowOver
    return withdraw_waiting(participation, now)


@transaction.atomic
def withdraw_waiting(participation: Participation, now: datetime) -> int:
    """Cancel the letters that have not begun to leave; how many.

    Who has no letter on its way or sent has not taken part any more: the count goes down by one.
    """
    cancelled = outbox.cancel_waiting(participation, WHY)
    if not anything_left(participation):
        services.withdraw(participation, now)
        outbox.cancel_thanks(participation, WHY)
    return cancelled
