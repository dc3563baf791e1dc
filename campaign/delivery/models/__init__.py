"""The tables of delivery, by subject: the outbox, the flow of mail (pace, breakers, pauses), changes of holder, and addresses that fail."""

from campaign.delivery.models.addresses import AddressProposal, Suppression
from campaign.delivery.models.flow import Alert, Breaker, Heartbeat, Outcomes, Pace, Pause, Stream
from campaign.delivery.models.holders import HolderChange
from campaign.delivery.models.letter_tests import LetterTest
from campaign.delivery.models.outbox import (
    ABOUT_A_RECIPIENT,
    TO_STAFF,
    DeliveryEvent,
    Kind,
    Lane,
    OutgoingMail,
    SandboxMail,
)

__all__ = [
    "ABOUT_A_RECIPIENT",
    "TO_STAFF",
    "AddressProposal",
    "Alert",
    "Breaker",
    "DeliveryEvent",
    "Heartbeat",
    "HolderChange",
    "Kind",
    "Lane",
    "LetterTest",
    "Outcomes",
    "OutgoingMail",
    "Pace",
    "Pause",
    "SandboxMail",
    "Stream",
    "Suppression",
]
