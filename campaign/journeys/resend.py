"""The confirmation did not come: send it once more, for the letter this person wrote last."""

from datetime import datetime

from django.db import transaction

from campaign.delivery.models import Kind
from campaign.journeys.submit import ask_to_confirm
from campaign.participation.models import Participation


@transaction.atomic
def resend(participation: Participation, now: datetime) -> None:
    """Ask again, if the caps allow it. Nobody is told whether they did: the answer must not depend on the address."""
    if participation.state == Participation.State.PENDING and participation.campaign.is_open:
        ask_to_confirm(participation, Kind.RESEND, now)
