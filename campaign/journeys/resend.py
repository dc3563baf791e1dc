"""The confirmation did not come: send it once more, for the letter this person wrote last."""

from datetime import datetime

from campaign.journeys.submit import ask_again
from campaign.participation.models import Participation


def resend(participation: Participation, now: datetime) -> None:
    """Ask again, if the caps allow it. Nobody is told whether they did: the answer must not depend on the address."""
    if participation.state == Participation.State.PENDING:
        ask_again(participation, now)
