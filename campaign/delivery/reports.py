"""What was heard of mail that left, turned into states: idempotent, in any order, many at once, in one transaction.

Both ways in, webhooks and bounces by mail, end here. What the table of states does not allow changes nothing: a report that
comes twice, a "deferred" after the delivery, anything about a mail that was cancelled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.db.models import Q

from campaign.delivery import outcomes, suppression
from campaign.delivery.models import TO_STAFF, Kind, Outcomes, OutgoingMail
from campaign.delivery.proposals import propose
from campaign.delivery.record import move_each
from campaign.delivery.states import State, may_become


class News(Enum):
    """What a report says, in the order in which reports of one batch are applied."""

    DEFERRED = "deferred"
    TAKEN = "taken"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    REFUSED = "refused"  # by the provider itself, after it had taken the mail
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Report:
    """What was heard of one mail, from whom, in their words. `hard`: the address itself is dead."""

    mail_id: int
    news: News
    reason: str = ""
    hard: bool = False
    provider: str = ""


BECOMES = {
    News.TAKEN: State.ACCEPTED,
    News.DELIVERED: State.DELIVERED,
    News.BOUNCED: State.BOUNCED,
    News.REFUSED: State.BOUNCED,
    News.COMPLAINED: State.COMPLAINED,
}
COUNTS_AS = {
    News.DEFERRED: Outcomes.Outcome.DEFERRED,
    News.BOUNCED: Outcomes.Outcome.BOUNCED,
    News.REFUSED: Outcomes.Outcome.REFUSED,
    News.COMPLAINED: Outcomes.Outcome.COMPLAINED,
}
# A worker that is sending a mail records its acceptance itself, with the provider's reference.
_OWN_RECORD = {State.SENDING: (News.TAKEN,)}
DEFERRABLE = (State.SENDING, State.UNCERTAIN, State.ACCEPTED)


def _olds(news: News) -> tuple[State, ...]:
    return tuple(old for old in State if may_become(old, BECOMES[news]) and news not in _OWN_RECORD.get(old, ()))


# A report ends what a worker is busy with or left in doubt; only what was never handed over is not for it to say.
OLDS = {news: _olds(news) for news in BECOMES}


@transaction.atomic
def record(reports: Sequence[Report]) -> int:
    """Apply reports; how many mails changed. Letters that travelled in one mail share what is heard of it."""
    mails = _lock(reports)
    changed = 0
    for news in News:
        told = _told(mails, [report for report in reports if report.news is news])
        if news is News.DEFERRED:
            moved = {pk for pk in told if mails[pk].state in DEFERRABLE}
        else:
            moved = move_each({pk: report.reason for pk, report in told.items()}, OLDS[news], BECOMES[news])
            changed += len(moved)
        _follow(news, [(mails[pk], told[pk]) for pk in sorted(moved)])
    return changed


def _lock(reports: Iterable[Report]) -> dict[int, OutgoingMail]:
    """The mails, and those they travelled with, locked in one order: reports that cross each other cannot deadlock."""
    ids = {report.mail_id for report in reports}
    bundles = OutgoingMail.objects.filter(pk__in=ids, bundle__isnull=False).values_list("bundle", flat=True)
    wanted = Q(pk__in=ids)
    if shared := set(bundles):
        wanted |= Q(bundle__in=shared)
    locked = OutgoingMail.objects.select_for_update().filter(wanted).defer("text").order_by("pk")
    return {mail.pk: mail for mail in locked}


def _told(mails: dict[int, OutgoingMail], reports: Iterable[Report]) -> dict[int, Report]:
    """The first report on each mail, and through one mail of a bundle on all of it."""
    by_bundle: dict[int, Report] = {}
    told: dict[int, Report] = {}
    for report in reports:
        mail = mails.get(report.mail_id)
        if mail is None:
            continue
        told.setdefault(mail.pk, report)
        if mail.bundle is not None:
            by_bundle.setdefault(mail.bundle, report)
    for mail in mails.values():
        if mail.bundle in by_bundle:
            told.setdefault(mail.pk, by_bundle[mail.bundle])
    return told


def _follow(news: News, moved: Sequence[tuple[OutgoingMail, Report]]) -> None:
    """What follows from what really changed: counts for the breakers, and what becomes of the address."""
    if news in COUNTS_AS:
        # Letters in one mail were refused once.
        travelled = {(mail.bundle or mail.pk): (mail, report) for mail, report in moved}.values()
        outcomes.add(
            Counter(
                (mail.provider or report.provider, _domain(mail.to_email), COUNTS_AS[news])
                for mail, report in travelled
            )
        )
    unwanted = [
        (mail, report.reason) for mail, report in moved if news is News.COMPLAINED or (report.hard and mail.to_email)
    ]
    suppression.suppress_all(
        {mail.to_email: (reason or suppression.SUPPRESSED, mail) for mail, reason in unwanted if _to_supporter(mail)}
    )
    if news is not News.COMPLAINED:
        letters = {(mail.addressee_id, mail.seat, mail.to_email): (mail, reason) for mail, reason in reversed(unwanted)}
        for mail, reason in letters.values():
            if mail.kind == Kind.LETTER:
                propose(mail, reason)


def _to_supporter(mail: OutgoingMail) -> bool:
    return mail.kind not in (Kind.LETTER, *TO_STAFF) and bool(mail.to_email)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
