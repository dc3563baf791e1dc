"""Who works on which mail: a claim is committed before the provider is called, and runs out with its lease.

Mails of a claim are sent one after another in one order (`in_order`). So when a worker dies, only the first mail of
its claim that has no result, or the first bundle, may be with the provider: that one is uncertain, all after it are simply due again.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from campaign.delivery.models import OutgoingMail
from campaign.delivery.policy import LEASE, UNCERTAIN_DELAY
from campaign.delivery.record import Change, move
from campaign.delivery.states import State


def in_order(mail: OutgoingMail) -> tuple[int, int, int]:
    """Letters of one bundle stand together, where the first of them would stand."""
    return (mail.lane, mail.bundle or mail.pk, mail.pk)


# One update for the claim and the mailbox: each touches every index of the row. The rows are locked, so what they were is known.
_TAKE = """
WITH mine AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(olds)s::text[], %(emails)s::text[], %(names)s::text[], %(bundles)s::bigint[])
        AS mine (id, from_state, email, name, bundle)
), taken AS (
    UPDATE delivery_outgoingmail AS mail
    SET state = 'sending', claim = %(claim)s, lease_until = now() + %(lease)s, attempts = mail.attempts + 1,
        possible_duplicate = mail.possible_duplicate OR mine.from_state = 'uncertain',
        to_email = mine.email, to_name = mine.name, bundle = mine.bundle
    FROM mine WHERE mail.id = mine.id
    RETURNING mail.id, mine.from_state
)
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT id, clock_timestamp(), from_state, 'sending', '' FROM taken
"""


@dataclass(frozen=True)
class Claim:
    """Mails that are ours until the lease ends, in the order in which they are to be sent."""

    id: uuid.UUID
    mails: list[OutgoingMail]

    @property
    def units(self) -> list[list[OutgoingMail]]:
        """What travels as one mail: each by itself, or the letters of a bundle together."""
        return [list(unit) for _, unit in groupby(self.mails, key=in_order_of_units)]


def in_order_of_units(mail: OutgoingMail) -> tuple[int, int]:
    return in_order(mail)[:2]


def take(mails: Iterable[OutgoingMail], lease: timedelta = LEASE) -> Claim:
    """Make locked mails ours until the lease ends, with the addressee and the bundle that each has by now; one attempt more."""
    claim = Claim(uuid.uuid4(), sorted(mails, key=in_order))
    if not claim.mails:
        return claim
    values: dict[str, Any] = {
        "ids": [mail.pk for mail in claim.mails],
        "olds": [mail.state for mail in claim.mails],
        "emails": [mail.to_email for mail in claim.mails],
        "names": [mail.to_name for mail in claim.mails],
        "claim": claim.id,
        "lease": lease,
        "bundles": [mail.bundle for mail in claim.mails],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
    for mail in claim.mails:
        mail.possible_duplicate = mail.possible_duplicate or mail.state == State.UNCERTAIN
        mail.state, mail.claim, mail.attempts = State.SENDING, claim.id, mail.attempts + 1
    return claim


def recover_lost_claims() -> int:
    """Give back what dead workers held: the mail they may have handed over waits as uncertain, the rest is due now."""
    lost = OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=Now())
    claims = list(lost.order_by().values_list("claim", flat=True).distinct())
    return sum(_recover(claim) for claim in claims if claim is not None)


@transaction.atomic
def _recover(claim: uuid.UUID) -> int:
    # The lock makes a second sweep wait and then find nothing; a worker that lives after all finds its claim gone.
    held = OutgoingMail.objects.select_for_update().filter(state=State.SENDING, claim=claim, lease_until__lt=Now())
    lost = Claim(claim, sorted(held, key=in_order))
    if not lost.mails:
        return 0
    first, *rest = lost.units
    doubt = in_doubt(gettext_noop("The worker stopped in the middle of this mail."), first[0].possible_duplicate)
    move([mail.pk for mail in first], (State.SENDING,), doubt)
    move([mail.pk for unit in rest for mail in unit], (State.SENDING,), NEVER_TRIED)
    return len(lost.mails)


NEVER_TRIED = Change(State.QUEUED, gettext_noop("Given back before it was tried."), give_back=True)


def in_doubt(reason: str, already_sent_again: bool) -> Change:
    """Send once more after the wait of RFC 1047; after a second doubt a person decides."""
    if already_sent_again:
        return Change(State.FAILED, f"Twice without an answer. {reason}")
    return Change(State.UNCERTAIN, reason, delay=UNCERTAIN_DELAY)
