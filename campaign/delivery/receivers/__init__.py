"""The only way back in: what mail services report by webhook becomes states, what was mailed back to us reports or answers.

`campaign.web.webhooks` hands a request over to `receive`; the rest of the house knows nothing of any service.
"""

from campaign.delivery.receivers.requests import (
    Forged,
    Malformed,
    NotReceivable,
    TryAgain,
    has_address,
    receive,
)

__all__ = ["Forged", "Malformed", "NotReceivable", "TryAgain", "has_address", "receive"]
