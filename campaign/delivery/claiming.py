"""Who works on which mail: a claim is committed before the provider is called, and runs out with its lease.

Mails of a claim are sent one after another in one order (ORDER). So when a worker dies, only the first mail of
its claim that has no result may be with the provider: that one is uncertain, all after it are simply due again.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from campaign.delivery.models import OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.record import Change, move
from campaign.delivery.states import State

ORDER = ("lane", "pk")

_CLAIM = """
WITH due AS (
    SELECT id, state FROM delivery_outgoingmail
    WHERE state IN ('queued', 'uncertain') AND next_attempt_at <= now()
    ORDER BY lane, next_attempt_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE delivery_outgoingmail AS mail
    SET state = 'sending', claim = %(claim)s, lease_until = now() + %(lease)s, attempts = mail.attempts + 1,
        possible_duplicate = mail.possible_duplicate OR due.state = 'uncertain'
    FROM due WHERE mail.id = due.id
    RETURNING mail.id, due.state AS from_state
)
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT id, clock_timestamp(), from_state, 'sending', '' FROM claimed
RETURNING mail_id
"""


@dataclass(frozen=True)
class Claim:
    """Mails that are ours until the lease ends, in the order in which they are to be sent."""

    id: uuid.UUID
    mails: list[OutgoingMail]


def claim_due(limit: int, lease: timedelta = LEASE) -> Claim:
    """Take up to `limit` due mails, people who wait first; other workers skip them."""
    claim_id = uuid.uuid4()
    values: dict[str, Any] = {"limit": limit, "claim": claim_id, "lease": lease}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        ids = [row[0] for row in cursor.fetchall()]
    mails = OutgoingMail.objects.filter(pk__in=ids).order_by(*ORDER) if ids else OutgoingMail.objects.none()
    return Claim(claim_id, list(mails))


def recover_lost_claims() -> int:
    """Give back what dead workers held: the mail they may have handed over waits as uncertain, the rest is due now."""
    lost = OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=Now())
    claims = list(lost.order_by().values_list("claim", flat=True).distinct())
    return sum(_recover(claim) for claim in claims if claim is not None)


@transaction.atomic
def _recover(claim: uuid.UUID) -> int:
    # The lock makes a second sweep wait and then find nothing; a worker that lives after all finds its claim gone.
    held = OutgoingMail.objects.select_for_update().filter(state=State.SENDING, claim=claim, lease_until__lt=Now())
    mails = list(held.order_by(*ORDER))
    if not mails:
        return 0
    first, *rest = mails
    doubt = in_doubt(gettext_noop("The worker stopped in the middle of this mail."), first.possible_duplicate)
    move([first.pk], (State.SENDING,), doubt)
    move([mail.pk for mail in rest], (State.SENDING,), NEVER_TRIED)
    return len(mails)


NEVER_TRIED = Change(State.QUEUED, gettext_noop("Given back before it was tried."), give_back=True)


def in_doubt(reason: str, already_sent_again: bool) -> Change:
    """Send once more after the wait of RFC 1047; after a second doubt a person decides."""
    if already_sent_again:
        return Change(State.FAILED, f"Twice without an answer. {reason}")
    return Change(State.UNCERTAIN, reason, delay=UNCERTAIN_DELAY)
