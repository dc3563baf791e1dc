"""What the house knows of any provider: what it is handed, what it may answer, and how it says that it is away."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol, runtime_checkable

from campaign.delivery.composing import Composed
from campaign.delivery.mime import as_bytes


class Outcome(Enum):
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Receipt:
    """What became of one mail at the provider, with its own words for it, and when it wants to be asked again.

    `of_provider`: the failure is the provider's own and says nothing of the recipient.
    """

    outcome: Outcome
    reason: str = ""
    reference: str = ""
    retry_after: timedelta | None = None
    of_provider: bool = False


@dataclass(frozen=True)
class Message:
    """A composed mail and the bytes of it that travel."""

    mail: Composed
    raw: bytes


def as_message(mail: Composed) -> Message:
    """Raises ValueError when the mail has a header that would not stay one header."""
    return Message(mail, as_bytes(mail))


class ProviderDown(Exception):
    """The provider could not be reached or let us in: no mail was tried."""


class ProviderStopped(ProviderDown):
    """The provider turned us away, whatever the mail: staff have to mend settings or account. No mail was taken."""


class Provider(Protocol):
    """`name` is unique among those configured, 40 characters at most.

    `idempotent`: the same mail may be handed over again at once after an uncertain answer, and is sent once all the same.
    """

    name: str
    idempotent: bool

    def open(self) -> None:
        """Get ready for several mails. Raises ProviderDown."""

    def send(self, message: Message) -> Receipt:
        """Hand over one mail. Every answer is a receipt; raises only ProviderDown, when the mail was not taken."""

    def close(self) -> None: ...


@runtime_checkable
class Eager(Protocol):
    """A provider that can begin with a mail before it may leave."""

    def begin(self, message: Message) -> None:
        """Everything up to the content; what was answered is told by `send`, of the same message. Raises ProviderDown."""


# To demos and rehearsals, which are about real ministers.
STAYS_HERE = Receipt(Outcome.PERMANENT, "A demo's letters never leave this machine.")


def words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
