"""The drain: claim what may leave, compose it, hand each mail over, record each answer by itself."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from campaign.delivery import breakers, outcomes
from campaign.delivery.batches import Batch
from campaign.delivery.bundling import compose_bundle
from campaign.delivery.claiming import NEVER_TRIED, Claim, in_doubt
from campaign.delivery.composing import compose
from campaign.delivery.due import Work, claim_due
from campaign.delivery.models import Outcomes, OutgoingMail
from campaign.delivery.policy import (
    DRAIN_SECONDS,
    LARGEST_BATCH,
    LEASE,
    MAX_ATTEMPTS,
    PROBE_AFTER_DOWN,
    PROBE_AFTER_STOPPED,
    PROVIDER_TIMEOUT_SECONDS,
    QUICK_SECONDS,
    SAME_KEY_DELAY,
    SMALLEST_BATCH,
    retry_delay,
)
from campaign.delivery.provider import (
    Eager,
    Message,
    Outcome,
    Provider,
    ProviderDown,
    ProviderStopped,
    Receipt,
    as_message,
)
from campaign.delivery.queries import is_paused
from campaign.delivery.record import Acceptances, Change, Underway, move, move_claimed
from campaign.delivery.routes import Route, choose
from campaign.delivery.states import TAKEN, State

log = logging.getLogger(__name__)

# No mail of a claim is begun so late that one slow answer would come after the lease.
SENDING_SECONDS = LEASE.total_seconds() - PROVIDER_TIMEOUT_SECONDS


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


def drain(*providers: Provider, seconds: float = DRAIN_SECONDS, clock: Callable[[], float] = time.monotonic) -> Drained:
    """Send what is due through the first provider that may be used, until nothing is left that may leave or the time is over."""
    done, ends, size = Drained(), clock() + seconds, SMALLEST_BATCH
    try:
        while not is_paused():
            if clock() >= ends:
                done.more = True
                break
            held = breakers.limits()
            route = choose(providers, size, held)
            if route is None:
                break
            begun = clock()
            work = claim_due(route.limit, held)
            if work is None:
                break
            _use_probe(route, work, held)
            deadline = Deadline(min(ends, begun + SENDING_SECONDS), clock)
            _Round(route.provider, work, deadline, done).send_all()
            if clock() - begun < QUICK_SECONDS:
                size = min(2 * size, LARGEST_BATCH)
    finally:
        for provider in providers:
            provider.close()
    return done


def _use_probe(route: Route, work: Work, held: Mapping[breakers.Name, int]) -> None:
    name = breakers.provider(route.provider.name)
    if name in held:
        breakers.use({name: len(work.claim.units)})


@dataclass
class _Round:
    """One claim's mails through one provider, and what is to be counted about them."""

    provider: Provider
    work: Work
    deadline: Deadline
    done: Drained
    counts: Counter[outcomes.Key] = field(default_factory=Counter)
    # The last mail's acceptance, while it is being committed. The next mail's content waits for it, so that never two are in doubt.
    underway: tuple[OutgoingMail, Claim, Change, Underway] | None = None
    acceptances: Acceptances | None = None

    def send_all(self) -> None:
        """Send the claim in order. What cannot be sent now goes back to the queue."""
        units = self.work.claim.units
        try:
            for position, message in enumerate(self._composed(units)):
                if not self._send_one(units, position, message):
                    break
        finally:
            self._settle()
            outcomes.add(self.counts)
            breakers.judge(self.counts)

    def _composed(self, units: list[list[OutgoingMail]]) -> Iterable[Message | Receipt]:
        """All before the first is sent: between two system calls the same work takes three times as long.

        But each in its turn where one is in doubt: a worker may have died of composing one of them, and the first without a result is
        blamed. If others stood before it once more, they would fail in its place.
        """
        composed = (_composed(unit, self.work.batch) for unit in units)
        return composed if any(mail.possible_duplicate for mail in self.work.claim.mails) else list(composed)

    def _send_one(self, units: list[list[OutgoingMail]], position: int, message: Message | Receipt) -> bool:
        """False when there is no use in going on: the time is over, or the provider cannot take more."""
        if self.deadline.passed():
            self.done.more = True
            self._settle()
            self._give_back(units[position:], NEVER_TRIED)
            return False
        try:
            receipt = self._hand_over(message)
        except ProviderDown as down:
            if self._settle():
                self._away(units[position:], down)
            return False
        if receipt is None or not self._record(units[position], receipt):
            return False
        if receipt.retry_after is not None and receipt.outcome is Outcome.TEMPORARY:
            self._rest(units[position + 1 :], receipt)
            return False
        return True

    def _hand_over(self, message: Message | Receipt) -> Receipt | None:
        """None when the claim was lost before this mail's content was sent."""
        if isinstance(message, Message) and self.underway and isinstance(self.provider, Eager):
            _begin(self.provider, message)
        if not self._settle():
            return None
        return message if isinstance(message, Receipt) else _send(self.provider, message)

    def _settle(self) -> bool:
        """Wait until the last acceptance is committed; False when its claim was lost meanwhile."""
        if self.underway is None:
            return True
        (mail, claim, change, underway), self.underway = self.underway, None
        return underway.recorded() or _settle_late(mail, claim, change)

    def _record(self, unit: list[OutgoingMail], receipt: Receipt) -> bool:
        """What became of a mail, or of a bundle's letters all at once; False when the claim was lost meanwhile."""
        mail, claim = unit[0], self.work.claim
        self._count(mail, receipt)
        change = change_for(receipt, mail, self.provider)
        self.done.tried += 1
        self.done.accepted += receipt.outcome is Outcome.ACCEPTED
        if mail.bundle:
            return move([one.pk for one in unit], (State.SENDING,), change, claim.id) == len(unit)
        if change.state is State.ACCEPTED and isinstance(self.provider, Eager):
            self.acceptances = self.acceptances or Acceptances()
            self.underway = mail, claim, change, self.acceptances.begin(mail.pk, claim.id, change)
            return True
        return move_claimed(mail.pk, claim.id, change) or _settle_late(mail, claim, change)

    def _count(self, mail: OutgoingMail, receipt: Receipt) -> None:
        domain = "" if receipt.of_provider else outcomes.domain_of(mail.to_email)
        self.counts[self.provider.name, domain, COUNTED_AS[receipt.outcome]] += 1

    def _away(self, units: list[list[OutgoingMail]], down: ProviderDown) -> None:
        """Nothing was tried: the rest goes back, and the breaker says when the provider is looked for again."""
        log.warning("The mail provider is away: %s", down)
        stopped = isinstance(down, ProviderStopped)
        reason = f"Turned away. {down}" if stopped else f"Provider away. {down}"
        self._give_back(units, Change(State.QUEUED, reason, give_back=True))
        after = PROBE_AFTER_STOPPED if stopped else PROBE_AFTER_DOWN
        breakers.trip(breakers.provider(self.provider.name), reason, after)

    def _rest(self, units: list[list[OutgoingMail]], receipt: Receipt) -> None:
        """The provider named the time after which it takes more: nobody asks before."""
        self._give_back(units, NEVER_TRIED)
        breakers.trip(breakers.provider(self.provider.name), receipt.reason, receipt.retry_after or PROBE_AFTER_DOWN)

    def _give_back(self, units: list[list[OutgoingMail]], change: Change) -> None:
        """What the lease lost meanwhile may be in another worker's hands: that is not touched."""
        move([mail.pk for unit in units for mail in unit], (State.SENDING,), change, self.work.claim.id)


COUNTED_AS = {
    Outcome.ACCEPTED: Outcomes.Outcome.ACCEPTED,
    Outcome.TEMPORARY: Outcomes.Outcome.DEFERRED,
    Outcome.UNCERTAIN: Outcomes.Outcome.DEFERRED,
    Outcome.PERMANENT: Outcomes.Outcome.REFUSED,
}


def _composed(unit: list[OutgoingMail], batch: Batch) -> Message | Receipt:
    """The mail's bytes. One row that breaks must not stop the queue: it ends where a person can find it."""
    try:
        return as_message(compose_bundle(unit, batch) if unit[0].bundle else compose(unit[0], batch))
    except Exception as error:
        log.exception("Mail %s cannot be composed", unit[0].pk)
        return Receipt(Outcome.PERMANENT, f"Could not be composed. {type(error).__name__}: {error}")


def _begin(provider: Eager, message: Message) -> None:
    try:
        provider.begin(message)
    except ProviderDown:
        raise
    except Exception:
        log.exception(
            "Mail %s could not be begun", message.mail.outbox_id
        )  # sending it says the same again, as its answer


def _send(provider: Provider, message: Message) -> Receipt:
    try:
        return provider.send(message)
    except ProviderDown:
        raise
    except Exception as error:
        log.exception("Mail %s: the provider's answer was not understood", message.mail.outbox_id)
        return Receipt(Outcome.UNCERTAIN, f"{type(error).__name__}: {error}")


def change_for(receipt: Receipt, mail: OutgoingMail, provider: Provider) -> Change:
    """The state that follows from a provider's answer."""
    match receipt.outcome:
        case Outcome.ACCEPTED:
            return Change(State.ACCEPTED, provider=provider.name, reference=receipt.reference)
        case Outcome.PERMANENT:
            return Change(State.FAILED, receipt.reason, provider=provider.name)
        case Outcome.UNCERTAIN if provider.idempotent and mail.attempts < MAX_ATTEMPTS:
            # It knows the mail by its key: the second time it answers as the first, and sends nothing. Another one would not.
            delay = receipt.retry_after or SAME_KEY_DELAY
            return Change(State.QUEUED, receipt.reason, delay, provider=provider.name)
        case Outcome.UNCERTAIN:
            return in_doubt(receipt.reason, mail.possible_duplicate)
        case Outcome.TEMPORARY:
            if mail.attempts >= MAX_ATTEMPTS:
                return Change(State.FAILED, f"Given up after {mail.attempts} attempts. {receipt.reason}")
            return Change(State.QUEUED, receipt.reason, delay=receipt.retry_after or retry_delay(mail.attempts))


def _settle_late(mail: OutgoingMail, claim: Claim, change: Change) -> bool:
    """The mail is not ours any more. True where a report of its arrival was quicker than our record, and the rest still is.

    Else the lease ran out before the answer came: the mail waits as uncertain, and a yes or a no ends the doubt.
    """
    if OutgoingMail.objects.filter(claim=claim.id, state=State.SENDING).exists():
        return True
    settled = change.state in (State.ACCEPTED, State.FAILED) and move([mail.pk], (State.UNCERTAIN,), change) == 1
    if not settled and OutgoingMail.objects.filter(pk=mail.pk, state__in=TAKEN).exists():
        return False
    log.error("Mail %s: the claim was lost before its result was recorded; recorded late: %s", mail.pk, settled)
    return False
