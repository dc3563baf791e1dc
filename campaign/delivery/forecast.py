"""When the last letter leaves: from what waits and the pace of each mailbox. `last_leaves` is arithmetic, the rest reads the queue."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.delivery import breakers, pace, streams
from campaign.delivery.lines import Line as Leading
from campaign.delivery.lines import Place, lines_of, mailbox_of, seat_of
from campaign.delivery.models import Breaker, Pace, Pause, Stream
from campaign.delivery.open_letters import CLAIMABLE_AT_PLACES, completed, number_at
from campaign.delivery.outcomes import domain_of
from campaign.delivery.policy import BUNDLE_LETTERS, MAILBOX_BURST
from campaign.delivery.queries import is_paused, paused
from campaign.delivery.vacant import names_of_seats, reason_of
from campaign.targets.time_zones import zone_of

LONGEST = timedelta(days=3650)  # beyond ten years nobody wants to know the hour


@dataclass(frozen=True)
class Line:
    """What waits for one recipient of a campaign.

    `per_hour` is None where mail is not paced; `last_leaves_at` is None where nothing waits or `hindrance` says what is in the way.
    """

    name: str
    mailbox: str
    waiting: int
    per_hour: int | None
    last_leaves_at: datetime | None
    hindrance: str = ""


def last_leaves(start: datetime, letters: int, rate: pace.Rate, zone: ZoneInfo | None) -> datetime:
    """When the last of so many letters leaves, if `rate.burst` of them may leave at `start`; in office hours where a zone is named."""
    end = start + LONGEST
    while letters > 0 and start < end:
        if zone is None:
            return min(end, start + rate.interval * max(0, letters - rate.burst))
        start = pace.office_opens(start, zone)
        closes = pace.office_closes(start, zone)
        within = rate.burst + floor((closes - start) / rate.interval)
        if letters <= within:
            return start + rate.interval * max(0, letters - rate.burst)
        letters -= within
        # What was not used over night is not saved up, but for a burst.
        start, rate = closes, pace.Rate(rate.per_hour, MAILBOX_BURST)
    return min(start, end)


# Of each stream so many letters are counted; where more wait, their number comes from `sums` (our judgement: at 343 ridings, a third
# of a million entries of an index).
MOST_COUNTED = 1_000

# Ids of campaigns -> how many letters wait for each addressee's seat. What knows lies above this room.
Sums = Callable[[Collection[int]], Mapping[tuple[int, int], int]]


def of_campaign(campaign: Campaign, now: datetime, sums: Sums | None = None) -> list[Line]:
    """A line for each recipient for whom letters of this campaign wait, in the order of their number.

    Without `sums` every letter that waits is counted, however many.
    """
    lines = lines_of(list(Stream.objects.values_list("pk", "addressee", "seat", "written_for")), now)
    mine = [line for line in lines if line.campaign.pk == campaign.pk]
    mailboxes = {mailbox_of(line) for line in mine}
    shared = [line for line in lines if mailbox_of(line) in mailboxes]
    waiting = _waiting(shared, sums)
    rates = streams.rates_of(line for line in shared if waiting[line.place])
    next_at = dict(Pace.objects.filter(key__in=mailboxes).values_list("key", "next_at"))
    rivals: dict[str, list[int]] = defaultdict(list)
    for line in shared:
        if line.lead.asks:  # in nobody's way
            continue
        mails = ceil(waiting[line.place] / BUNDLE_LETTERS) if line.campaign.bundles else waiting[line.place]
        rivals[mailbox_of(line)].append(mails)
    in_the_way = _in_the_way()
    empty = {seat_of(line.place) for line in mine if line.recipient is None and waiting[line.place]}
    seats = names_of_seats(empty, get_language() or "en")
    found = []
    for line in mine:
        mailbox, number = mailbox_of(line), waiting[line.place]
        if not number:
            continue
        rate, hindrance = rates.get(mailbox), in_the_way.of(line)
        queue = _Queue(number, rivals[mailbox], rate, next_at.get(mailbox, now))
        found.append(
            Line(
                name=line.recipient.name if line.recipient else seats.get(seat_of(line.place), ""),
                mailbox=mailbox,
                waiting=number,
                per_hour=rate.per_hour if rate else None,
                last_leaves_at=None if hindrance else _last(line, queue, now),
                hindrance=hindrance,
            )
        )
    return sorted(found, key=lambda one: (-one.waiting, one.name))


@dataclass(frozen=True)
class _Queue:
    """A stream's letters, those of all streams to its mailbox, that mailbox's pace, and when it would evenly get the next."""

    waiting: int
    rivals: list[int]  # in mails: a bundle is one
    rate: pace.Rate | None
    next_at: datetime


def _last(line: Leading, queue: _Queue, now: datetime) -> datetime:
    rate = queue.rate
    if rate is None or line.recipient is None:
        return now
    zone = zone_of(line.recipient.province, line.recipient.time_zone) if line.campaign.office_hours else None
    # Streams take turns: until ours is empty, each of the others has as many turns, or all that it needs.
    turns = ceil(queue.waiting / BUNDLE_LETTERS) if line.campaign.bundles else queue.waiting
    letters = sum(min(each, turns) for each in queue.rivals)
    ready = rate.allowed(max(timedelta(), queue.next_at - now))
    # Where the burst is used up, the next letter has its time already.
    start = now if ready else queue.next_at - rate.interval * (rate.burst - 1)
    return last_leaves(start, letters, pace.Rate(rate.per_hour, max(1, ready)), zone)


def _waiting(lines: Collection[Leading], sums: Sums | None) -> dict[Place, int]:
    """How many letters wait in each of these streams."""
    places = [line.place for line in lines]
    counted = _counted(places, MOST_COUNTED if sums else None)
    if sums is None:
        return defaultdict(int, counted)
    campaigns = {line.campaign.pk for line in lines if counted.get(line.place, 0) >= MOST_COUNTED}
    return defaultdict(int, completed(counted, MOST_COUNTED, lambda: sums(campaigns), _counted))


def _counted(places: Sequence[Place], most: int | None = None) -> dict[Place, int]:
    return number_at(places, most, CLAIMABLE_AT_PLACES)


@dataclass(frozen=True)
class _InTheWay:
    """What staff paused and breakers hold, read once."""

    everything: bool
    campaigns: set[str]
    targets: set[str]
    domains: set[str]

    def of(self, line: Leading) -> str:
        """What keeps a line's letters from leaving, in words; "" where nothing does."""
        if line.recipient is None or line.lead.asks:
            return _of_seat(line)
        domain = domain_of(line.recipient.email)
        if self.everything:
            return _("All sending is paused.")
        if str(line.campaign.pk) in self.campaigns:
            return _("This campaign is paused.")
        if str(line.recipient.target_id) in self.targets:
            return _("Letters to this person are paused.")
        if domain in self.domains:
            return _("%(domain)s refuses our mail at the moment; it is tried again.") % {"domain": domain}
        return ""


def _of_seat(line: Leading) -> str:
    if line.recipient is None or line.lead.former is None:
        return _(reason_of(line.addressee))
    words = _(
        "These were written for %(name)s, before another took office: they wait until somebody of the team chooses."
    )
    return words % {"name": line.lead.former.name}


def _in_the_way() -> _InTheWay:
    stopped = Breaker.objects.filter(scope=breakers.Scope.DOMAIN).exclude(state=breakers.State.CLOSED)
    return _InTheWay(
        is_paused(),
        paused(Pause.Scope.CAMPAIGN),
        paused(Pause.Scope.TARGET),
        set(stopped.values_list("key", flat=True)),
    )
