"""The only way out: a composed mail is handed to the sandbox, an SMTP server or a mail service, and the answer becomes a receipt.

Nothing else in the program may speak to a mail server. What the provider refused for good, for now, or left in doubt
is told apart here, so that the rest of the house knows only the words accepted, temporary, permanent and uncertain.
"""

from campaign.common.mail_services import is_loopback
from campaign.delivery.provider.api import AnymailProvider
from campaign.delivery.provider.configured import configured_providers
from campaign.delivery.provider.receipts import (
    Eager,
    Message,
    Outcome,
    Provider,
    ProviderDown,
    ProviderStopped,
    Receipt,
    as_message,
)
from campaign.delivery.provider.sandbox import SandboxProvider
from campaign.delivery.provider.smtp import SmtpProvider, is_permanent

__all__ = [
    "AnymailProvider",
    "Eager",
    "Message",
    "Outcome",
    "Provider",
    "ProviderDown",
    "ProviderStopped",
    "Receipt",
    "SandboxProvider",
    "SmtpProvider",
    "as_message",
    "configured_providers",
    "is_loopback",
    "is_permanent",
]
