"""What is due becomes work: people's mail first, then letters as their mailboxes' pace allows, addressed and claimed in one commit."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.campaigns.models import Addressee
from campaign.common.database_clock import database_now
from campaign.delivery import breakers, pace, streams, suppression, vacant
from campaign.delivery.batches import Batch, load_batch
from campaign.delivery.claiming import Claim, take
from campaign.delivery.lines import place_of
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.outcomes import domain_of
from campaign.delivery.policy import LEASE, PROBE_AFTER_DOWN
from campaign.delivery.record import Change, move
from campaign.delivery.states import CLAIMABLE, State

BUSY_DOMAIN = gettext_noop("Many people of this mail service are written to just now; it has its turn.")
HELD_DOMAIN = gettext_noop("This mail service refuses our mail at the moment; it is tried again soon.")


@dataclass(frozen=True)
class Work:
    """A claim that is ours to send, and all that is needed to compose its mails."""

    claim: Claim
    batch: Batch


@transaction.atomic
def claim_due(limit: int, held: Mapping[breakers.Name, int] | None = None, lease: timedelta = LEASE) -> Work | None:
    """Up to `limit` mails as committed claims; None when nothing may leave now.

    `held` says what breakers allow (breakers.limits()). The claim may be empty: then what was found was for nobody, and other
    mail may be due.
    """
    held = held or {}
    people = _to_people(limit, held)
    picked = streams.pick(limit - len(people.now), held) if len(people.now) < limit else []
    letters = [mail for one in picked for mail in one.mails]
    if not people.found and not letters:
        return None
    batch = load_batch([*people.now, *letters], timezone.localdate(database_now()))
    nobody = [mail for mail in letters if not _address(mail, batch)]
    for one in picked:
        _bundle(_without(one.mails, nobody), one.share.in_bundle)
    _hold(nobody)
    claim = take([*people.now, *_without(letters, nobody)], lease)
    breakers.use(_numbers(claim, held))
    return Work(claim, batch)


def _bundle(mails: list[OutgoingMail], together: bool) -> None:
    """Letters that travel together keep the bundle that they have; a new one is named after the first of them."""
    lead = (mails[0].bundle or min(mail.pk for mail in mails)) if together and mails else None
    for mail in mails:
        mail.bundle = lead


@dataclass(frozen=True)
class _People:
    """Mail to people that may leave now, and how much of it was due at all."""

    now: list[OutgoingMail]
    found: int


def _to_people(limit: int, held: Mapping[breakers.Name, int]) -> _People:
    """Who waits longest first. What a domain may not get yet is put off, so that it does not stand in the others' way."""
    due = OutgoingMail.objects.select_for_update(skip_locked=True).filter(
        state__in=CLAIMABLE, next_attempt_at__lte=Now()
    )
    found = list(due.exclude(kind=Kind.LETTER).order_by("next_attempt_at", "pk")[:limit])
    mails = _without(found, _suppress(found))
    by_domain: dict[str, list[OutgoingMail]] = defaultdict(list)
    for mail in mails:
        by_domain[domain_of(mail.to_email)].append(mail)
    rate = pace.domain_rate()
    ahead = pace.lock([f"@{domain}" for domain in by_domain]) if rate else {}
    now: list[OutgoingMail] = []
    taken: dict[str, timedelta] = {}
    for domain, several in by_domain.items():
        allowed = held.get(breakers.domain(domain), len(several))
        if allowed < len(several):
            _put_off([mail.pk for mail in several[allowed:]], PROBE_AFTER_DOWN, HELD_DOMAIN)
        paced = several[:allowed]
        if rate is not None:
            paced = _as_paced(paced, rate, ahead.get(f"@{domain}"))
            taken[f"@{domain}"] = rate.interval * len(paced)
        now += paced
    if taken:
        pace.charge(taken)
    return _People(now, len(found))


def _suppress(mails: list[OutgoingMail]) -> list[OutgoingMail]:
    """Those whose address came back for good since they were queued: they are not sent, and say why."""
    known = suppression.suppressed(mail.to_email for mail in mails)
    bad = [mail for mail in mails if mail.to_email in known and mail.state == State.QUEUED]
    if bad:
        move([mail.pk for mail in bad], (State.QUEUED,), Change(State.SUPPRESSED, suppression.SUPPRESSED))
    return bad


def _as_paced(mails: list[OutgoingMail], rate: pace.Rate, ahead: timedelta | None) -> list[OutgoingMail]:
    """Those that may leave now; the others are put off, each until its turn. Another worker's domain is left to it."""
    if ahead is None:
        return []
    allowed = rate.allowed(ahead)
    for position, mail in enumerate(mails[allowed:], start=1):
        _put_off([mail.pk], rate.interval * position, BUSY_DOMAIN)
    return mails[:allowed]


def _put_off(ids: list[int], delay: timedelta, reason: str) -> None:
    OutgoingMail.objects.filter(pk__in=ids).update(next_attempt_at=Now() + delay, reason=reason)


def _address(mail: OutgoingMail, batch: Batch) -> bool:
    """Write on a letter whose mailbox it goes to today; False where nobody can be written to."""
    person = batch.recipient_of(mail)
    if person is None:
        return False
    mail.to_email, mail.to_name = person.email, person.name
    return True


def _hold(mails: list[OutgoingMail]) -> None:
    if not mails:
        return
    take(mails)
    addressees = Addressee.objects.in_bulk({place_of(mail)[0] for mail in mails})
    by_reason: dict[str, list[int]] = defaultdict(list)
    for mail in mails:
        by_reason[vacant.reason_of(addressees[place_of(mail)[0]])].append(mail.pk)
    for reason, ids in by_reason.items():
        move(ids, (State.SENDING,), Change(State.HELD, reason, give_back=True))


def _without(mails: list[OutgoingMail], others: list[OutgoingMail]) -> list[OutgoingMail]:
    return [mail for mail in mails if mail not in others] if others else mails


def _numbers(claim: Claim, held: Mapping[breakers.Name, int]) -> dict[breakers.Name, int]:
    """How many mails go to each domain that is being probed."""
    names = (breakers.domain(domain_of(unit[0].to_email)) for unit in claim.units) if held else ()
    return dict(Counter(name for name in names if name in held))
