"""The rehearsal itself: people arrive at a rate, read their mail, confirm, and every letter is followed to its end."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.campaigns.own_members import own_members_of
from campaign.campaigns.recipients import recipients
from campaign.campaigns.services import close_campaign, copy_for_rehearsal
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import CLAIMABLE, WAITING
from campaign.journeys.rehearsal import supporter, totals
from campaign.journeys.rehearsal.browser import Answer, NoAnswer, Site
from campaign.journeys.rehearsal.crowd import crowd
from campaign.journeys.rehearsal.mailbox import Mailbox
from campaign.journeys.rehearsal.report import Report, latencies
from campaign.journeys.rehearsal.stage import Stage
from campaign.journeys.rehearsal.standing import Standing

TICK_SECONDS = 0.05
LOOK_SECONDS = 0.5
# Given up when nothing has moved for so long. What waits for a moment of its own, such as the second try of a letter in
# doubt after 15 minutes, is waited for, up to the second figure.
PATIENCE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=20)
# The public count is up to 7 s old: 5 in the API and 2 in the query behind it.
COUNT_SECONDS = 10
LOOPBACK = "127.0.0.1"

Show = Callable[[Standing], None]
Wait = Callable[[float], None]


class NoService(Exception):
    """There is nothing to rehearse with; the text says why in one line."""


@dataclass(frozen=True)
class Plan:
    """`rate` is how many people arrive in a second; `url` has no slash at its end."""

    campaign: Campaign
    supporters: int
    rate: float
    url: str


def rehearse(plan: Plan, show: Show, wait: Wait = time.sleep) -> Report:
    """Rehearse on a throw-away copy, which is closed in the end whatever happens. Raises NoService, SentElsewhere."""
    site = Site(plan.url)
    _check(site, "/healthz", f"No service answers at {plan.url}: start it with `make run`, or name it with --url.")
    now = timezone.now()
    run = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    copy = copy_for_rehearsal(plan.campaign, f"rehearsal-{run}", now)
    people = crowd(run, plan.supporters, copy.languages, _ridings(copy))
    stage = Stage(site, copy.slug, people, Mailbox(copy.pk))
    try:
        page = f"/{copy.default_language}/c/{copy.slug}/"
        _check(site, page, f"The service at {plan.url} does not know {copy.slug}: does it use another database?")
        _Rehearsal(plan, copy, stage).drive(show, wait)
        return _report(plan, copy, stage, site, wait)
    finally:
        stage.close()
        close_campaign(copy, timezone.now())


def _ridings(campaign: Campaign) -> list[str]:
    """Where the campaign writes to own members: the ridings whose member can be written to, and gets one letter and no two."""
    language, on = campaign.default_language, timezone.localdate()
    own = own_members_of(campaign, language, on)
    named = {person.email for person in recipients(campaign, language, on)}
    return [one.code for one in own.ridings.values() if one.member and one.member.email not in named] if own else []


def _check(site: Site, path: str, otherwise: str) -> Answer:
    try:
        answer = site.fetch("check", path, LOOPBACK)
    except NoAnswer as error:
        raise NoService(otherwise) from error
    if answer.status != supporter.OK:
        raise NoService(f"{otherwise} ({path} answered {answer.status})")
    return answer


class _Rehearsal:
    """The loop, and when it ends."""

    def __init__(self, plan: Plan, copy: Campaign, stage: Stage) -> None:
        self._plan = plan
        self._mails = OutgoingMail.objects.filter(campaign=copy)
        self._stage = stage
        self._standing: Standing | None = None
        self._moved_at = timezone.now()

    def drive(self, show: Show, wait: Wait) -> None:
        """Until everything has ended, or nothing moves any more."""
        begun = looked = time.monotonic()
        over = False
        while not over:
            wait(TICK_SECONDS)
            now = time.monotonic()
            self._stage.arrive(min(self._plan.supporters, int((now - begun) * self._plan.rate) + 1))
            self._stage.collect()
            if now - looked >= LOOK_SECONDS:
                looked = now
                over = self._look(show, timezone.now())

    def _look(self, show: Show, now: datetime) -> bool:
        """Open the mail that has come, and see how far all is; whether it is over."""
        self._stage.read_mail()
        quiet = self._stage.quiet  # before the outbox is read: whoever is done by then has their letters in it
        counts = self._mails.aggregate(
            letters=Count("pk", filter=Q(kind=Kind.LETTER)),
            ended=Count("pk", filter=Q(kind=Kind.LETTER) & ~Q(state__in=WAITING)),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            due=Min("next_attempt_at", filter=Q(state__in=CLAIMABLE)),
        )
        standing = Standing(
            supporters=self._plan.supporters,
            submitted=len(self._stage.letters),
            confirmed=len(self._stage.confirmed),
            letters=counts["letters"],
            ended=counts["ended"],
            next_try=counts["due"] if counts["due"] and counts["due"] > now else None,
        )
        show(standing)
        all_came = self._stage.arrived == self._plan.supporters
        if standing != self._standing or not all_came:
            self._standing, self._moved_at = standing, now
        return all_came and ((quiet and not counts["waiting"]) or now >= self._give_up_at(counts["due"]))

    def _give_up_at(self, due: datetime | None) -> datetime:
        later = min(due, self._moved_at + LONGEST_WAIT) if due else self._moved_at
        return max(later, self._moved_at) + PATIENCE


def _report(plan: Plan, copy: Campaign, stage: Stage, site: Site, wait: Wait) -> Report:
    seen = totals.Seen(
        supporters=plan.supporters,
        submitted=len(stage.letters),
        confirmed=len(stage.confirmed),
        letters=sum(stage.letters.get(address, 0) for address in stage.confirmed),
        public_count=_public_count(site, copy.slug, len(stage.confirmed), wait),
    )
    kept = totals.kept(copy)
    return Report(
        campaign=copy.slug,
        supporters=seen.supporters,
        submitted=seen.submitted,
        confirmed=seen.confirmed,
        letters_queued=kept.queued,
        letters_accepted=kept.accepted,
        letters_failed=kept.failed,
        letters_unfinished=kept.unfinished,
        duplicates=kept.duplicates,
        seconds=round(kept.seconds, 1),
        letters_per_second=round(kept.accepted / kept.seconds, 1) if kept.seconds else 0.0,
        requests=latencies(site.log),
        problems=tuple(f"{count} times: {problem}." for problem, count in stage.problems.most_common()),
        disagreements=tuple(totals.disagreements(seen, kept)),
    )


def _public_count(site: Site, slug: str, expected: int, wait: Wait) -> int:
    """What the API tells the public, once its caches have caught up or would have."""
    path, waited = f"/api/v1/campaigns/{slug}/", 0.0
    while True:
        answer = _check(site, path, "The public count cannot be read.")
        count = int(json.loads(answer.text)["participants"])
        if count == expected or waited >= COUNT_SECONDS:
            return count
        wait(LOOK_SECONDS)
        waited += LOOK_SECONDS
