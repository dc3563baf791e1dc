"""Breakers stop mail to a domain, or through a provider, when too much of it fails, and let it begin again slowly.

    closed ── half of the last half hour's mails failed, or the provider is away ──> open
    open ── its time has come ──> probing: one mail, and two more for each that goes well
    probing ── one fails ──> open, for twice as long          probing ── thirty went well ──> closed

Nothing that waits is rewritten or lost: claims leave out what a breaker holds.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, Now

from campaign.delivery.models import Breaker, Outcomes
from campaign.delivery.outcomes import Key
from campaign.delivery.policy import (
    BREAKER_LEAST,
    BREAKER_PASSES,
    BREAKER_SHARE,
    BREAKER_WINDOW,
    LONGEST_PROBE_DELAY,
    PROBE_AFTER,
    PROBE_LOST_AFTER,
)
from campaign.delivery.record import REASON_LENGTH

log = logging.getLogger(__name__)

Scope, State, Outcome = Breaker.Scope, Breaker.State, Outcomes.Outcome


@dataclass(frozen=True)
class Name:
    """Which breaker."""

    scope: Breaker.Scope
    key: str


def domain(key: str) -> Name:
    return Name(Scope.DOMAIN, key)


def provider(key: str) -> Name:
    return Name(Scope.PROVIDER, key)


def limits() -> dict[Name, int]:
    """How many mails may go now where a breaker has a say; what is not named is unlimited. Begins probes whose time has come."""
    rows = Breaker.objects.exclude(state=State.CLOSED)
    if not rows.exists():
        return {}
    rows.filter(state=State.OPEN, probe_at__lte=Now()).update(
        state=State.PROBING, allowance=1, passed=0, changed_at=Now()
    )
    rows.filter(state=State.PROBING, allowance=0, changed_at__lt=Now() - PROBE_LOST_AFTER).update(
        allowance=1, changed_at=Now()
    )
    return {
        Name(Scope(row.scope), row.key): row.allowance if row.state == State.PROBING else 0 for row in rows.order_by()
    }


def use(names: Mapping[Name, int]) -> None:
    """So many mails are on their way: a probe is only as large as it was allowed to be."""
    for name, number in sorted(names.items(), key=lambda item: (item[0].scope, item[0].key)):
        probing = Breaker.objects.filter(scope=name.scope, key=name.key, state=State.PROBING)
        probing.update(allowance=Greatest(F("allowance") - number, 0), changed_at=Now())


def trip(name: Name, reason: str, after: timedelta = PROBE_AFTER) -> None:
    """Stop what the breaker watches, and try again after that time, twice as long for each time in a row."""
    row, _ = Breaker.objects.get_or_create(scope=name.scope, key=name.key)
    delay = min(after * 2 ** min(row.openings, 10), max(after, LONGEST_PROBE_DELAY))
    changed = Breaker.objects.filter(pk=row.pk, state=row.state, openings=row.openings).update(
        state=State.OPEN,
        reason=reason[:REASON_LENGTH],
        changed_at=F("changed_at") if row.state == State.OPEN else Now(),
        probe_at=Now() + delay,
        openings=F("openings") + 1,
        allowance=0,
        passed=0,
    )
    if changed and row.state == State.CLOSED:
        log.error("Mail is held: %s %s: %s", name.scope, name.key, reason)


def close(name: Name) -> bool:
    """All is well again; False if it was."""
    return (
        Breaker.objects.filter(scope=name.scope, key=name.key)
        .exclude(state=State.CLOSED)
        .update(state=State.CLOSED, changed_at=Now(), probe_at=None, openings=0, allowance=0, passed=0)
        == 1
    )


def judge(counts: Mapping[Key, int]) -> None:
    """Look at what these outcomes, already counted, mean for the breakers they concern."""
    tallies: dict[Name, tuple[int, int]] = {}  # well, badly
    for (provider_name, domain_name, outcome), number in counts.items():
        well = number if outcome == Outcome.ACCEPTED else 0
        for name in _concerned(provider_name, domain_name):
            before = tallies.get(name, (0, 0))
            tallies[name] = (before[0] + well, before[1] + number - well)
    if not tallies:
        return
    states = _states(tallies)
    for name, (well, badly) in tallies.items():
        if states.get(name) == State.PROBING:
            _judge_probe(name, well, badly)
        elif badly and states.get(name) != State.OPEN:
            _judge_window(name)


def _concerned(provider_name: str, domain_name: str) -> Collection[Name]:
    """A failure that is not about the recipient (domain "") is the provider's alone; every other says something of both."""
    return (provider(provider_name), domain(domain_name)) if domain_name else (provider(provider_name),)


def _states(names: Collection[Name]) -> dict[Name, str]:
    rows = Breaker.objects.filter(key__in={name.key for name in names})
    return {Name(Scope(row.scope), row.key): row.state for row in rows}


def _judge_probe(name: Name, well: int, badly: int) -> None:
    if badly:
        trip(name, _window(name).words(name.key))
        return
    mine = Breaker.objects.filter(scope=name.scope, key=name.key, state=State.PROBING)
    mine.update(passed=F("passed") + well, allowance=F("allowance") + 2 * well, changed_at=Now())
    if mine.filter(passed__gte=BREAKER_PASSES).exists():
        close(name)


@dataclass(frozen=True)
class Window:
    """What the last half hour says: mails known about, those that failed, and over how many domains those went."""

    known: int
    failed: int
    domains: int

    def words(self, key: str) -> str:
        return f"{key}: {self.failed} of the last {self.known} mails failed."


def _judge_window(name: Name) -> None:
    window = _window(name)
    if window.known < BREAKER_LEAST or window.failed < BREAKER_SHARE * window.known:
        return
    # Where one domain alone fails, its own breaker is enough; another provider would not be better liked there.
    if name.scope == Scope.PROVIDER and window.domains < 2:
        return
    trip(name, window.words(name.key))


def _window(name: Name) -> Window:
    """Since the breaker last changed at most: what made it open must not open it again."""
    since = Breaker.objects.filter(scope=name.scope, key=name.key, state=State.CLOSED).values("changed_at")
    rows = Outcomes.objects.filter(
        minute__gt=Now() - BREAKER_WINDOW, minute__gte=Coalesce(Subquery(since[:1]), Now() - BREAKER_WINDOW)
    )
    rows = rows.filter(domain=name.key) if name.scope == Scope.DOMAIN else rows.filter(provider=name.key)
    failed = ~Q(outcome=Outcome.ACCEPTED)
    counted = rows.aggregate(known=Sum("number"), failed=Sum("number", filter=failed))
    # What failed by the provider's own fault counts as a domain of every kind.
    domains = set(rows.filter(failed).values_list("domain", flat=True))
    several = 2 if "" in domains else len(domains)
    return Window(counted["known"] or 0, counted["failed"] or 0, several)
