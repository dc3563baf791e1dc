"""The drain: claim a batch, compose it, hand each mail over, record each answer by itself."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.delivery.claiming import NEVER_TRIED, Claim, in_doubt, lock_due, take
from campaign.delivery.composing import Batch, compose, load_batch
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.policy import (
    DRAIN_SECONDS,
    LARGEST_BATCH,
    LEASE,
    MAX_ATTEMPTS,
    PROVIDER_DOWN_DELAY,
    PROVIDER_TIMEOUT_SECONDS,
    QUICK_SECONDS,
    SMALLEST_BATCH,
    retry_delay,
)
from campaign.delivery.provider import Message, Outcome, Provider, ProviderDown, Receipt, as_message
from campaign.delivery.queries import is_paused
from campaign.delivery.record import Change, move, move_claimed
from campaign.delivery.states import State

log = logging.getLogger(__name__)

# No mail of a claim is begun so late that one slow answer would come after the lease.
SENDING_SECONDS = LEASE.total_seconds() - PROVIDER_TIMEOUT_SECONDS

NOBODY = gettext_noop("Nobody can be written to in this office now.")


@dataclass
class Drained:
    """What one drain did; `more` says that it stopped for the time, not for want of mail."""

    accepted: int = 0
    tried: int = 0
    more: bool = False


@dataclass(frozen=True)
class Deadline:
    """A moment of a monotonic clock, in seconds."""

    at: float
    clock: Callable[[], float]

    def passed(self) -> bool:
        return self.clock() >= self.at


def drain(provider: Provider, seconds: float = DRAIN_SECONDS, clock: Callable[[], float] = time.monotonic) -> Drained:
    """Send what is due until nothing is left, the time is over, sending is paused, or the provider is away."""
    done, ends, size = Drained(), clock() + seconds, SMALLEST_BATCH
    try:
        while not is_paused():
            if clock() >= ends:
                done.more = True
                break
            claimed_at = clock()
            claimed = _claim_and_address(size)
            if claimed is None:
                break
            claim, batch = claimed
            if not _send_batch(provider, claim, batch, Deadline(min(ends, claimed_at + SENDING_SECONDS), clock), done):
                break
            if clock() - claimed_at < QUICK_SECONDS:
                size = min(2 * size, LARGEST_BATCH)
    finally:
        provider.close()
    return done


@transaction.atomic
def _claim_and_address(size: int) -> tuple[Claim, Batch] | None:
    """A committed claim whose letters have their mailbox written on the row; those for nobody are held.

    None when nothing is due. The claim may be empty: then all of it was for nobody, and other mail may be due.
    """
    mails = lock_due(size)
    if not mails:
        return None
    batch = load_batch(mails, timezone.localdate())
    held = [mail for mail in mails if not _address(mail, batch)]
    claim = take(mails)
    if held:
        move([mail.pk for mail in held], (State.SENDING,), Change(State.HELD, NOBODY, give_back=True))
    return Claim(claim.id, [mail for mail in claim.mails if mail not in held]), batch


def _address(mail: OutgoingMail, batch: Batch) -> bool:
    """Write on a letter whose mailbox it goes to today; False where nobody can be written to."""
    if mail.kind != Kind.LETTER:
        return True
    person = batch.recipient_of(mail)
    if person is None:
        return False
    mail.to_email, mail.to_name = person.email, person.name
    return True


def _send_batch(provider: Provider, claim: Claim, batch: Batch, deadline: Deadline, done: Drained) -> bool:
    """Send the batch in order; False when the provider is away and there is no use in claiming more."""
    # All are composed before the first is sent: between two system calls the same work takes three times as long.
    composed = [_compose(mail, batch) for mail in claim.mails]
    for position, (mail, message) in enumerate(zip(claim.mails, composed, strict=True)):
        if deadline.passed():
            done.more = True
            _give_back(claim, position, NEVER_TRIED)
            return True
        try:
            receipt = message if isinstance(message, Receipt) else _send(provider, message)
        except ProviderDown as down:
            log.warning("The mail provider is away: %s", down)
            away = Change(State.QUEUED, f"Provider away. {down}", delay=PROVIDER_DOWN_DELAY, give_back=True)
            _give_back(claim, position, away)
            return False
        done.tried += 1
        done.accepted += receipt.outcome is Outcome.ACCEPTED
        change = change_for(receipt, mail, provider.name)
        if not move_claimed(mail.pk, claim.id, change):
            _settle_late(mail, change)
            return True
    return True


def _compose(mail: OutgoingMail, batch: Batch) -> Message | Receipt:
    """The mail's bytes. One row that breaks must not stop the queue: it ends where a person can find it."""
    try:
        return as_message(compose(mail, batch))
    except Exception as error:
        log.exception("Mail %s cannot be composed", mail.pk)
        return Receipt(Outcome.PERMANENT, f"Could not be composed. {type(error).__name__}: {error}")


def _send(provider: Provider, message: Message) -> Receipt:
    try:
        return provider.send(message)
    except ProviderDown:
        raise
    except Exception as error:
        log.exception("Mail %s: the provider's answer was not understood", message.mail.outbox_id)
        return Receipt(Outcome.UNCERTAIN, f"{type(error).__name__}: {error}")


def change_for(receipt: Receipt, mail: OutgoingMail, provider: str) -> Change:
    """The state that follows from a provider's answer."""
    match receipt.outcome:
        case Outcome.ACCEPTED:
            return Change(State.ACCEPTED, provider=provider, reference=receipt.reference)
        case Outcome.PERMANENT:
            return Change(State.FAILED, receipt.reason, provider=provider)
        case Outcome.UNCERTAIN:
            return in_doubt(receipt.reason, mail.possible_duplicate)
        case Outcome.TEMPORARY:
            if mail.attempts >= MAX_ATTEMPTS:
                return Change(State.FAILED, f"Given up after {mail.attempts} attempts. {receipt.reason}")
            return Change(State.QUEUED, receipt.reason, delay=retry_delay(mail.attempts))


def _give_back(claim: Claim, position: int, change: Change) -> None:
    """From this mail on. What the lease lost meanwhile may be in another worker's hands: that is not touched."""
    move([mail.pk for mail in claim.mails[position:]], (State.SENDING,), change, claim.id)


def _settle_late(mail: OutgoingMail, change: Change) -> None:
    """The lease ran out before the answer came. The mail waits as uncertain, and a yes or a no ends the doubt."""
    settled = change.state in (State.ACCEPTED, State.FAILED) and move([mail.pk], (State.UNCERTAIN,), change) == 1
    log.error("Mail %s: the claim was lost before its result was recorded; recorded late: %s", mail.pk, settled)
