"""Look at a feed: fetch, compare, and keep what would change as proposals. Nothing in the roster is changed here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaign.targets.feeds.client import FeedClient, FeedError, Page
from campaign.targets.feeds.comparing import as_check, compare
from campaign.targets.feeds.house import fetch_house
from campaign.targets.feeds.people import FeedPeople
from campaign.targets.feeds.represent import fetch_represent
from campaign.targets.importing.applying import lock_rosters
from campaign.targets.models import FeedCopy, RosterChange, RosterCheck

Fetch = Callable[[FeedClient, str, Callable[[int], None]], FeedPeople]
Feed = RosterCheck.Feed
FETCH: dict[str, Fetch] = {Feed.REPRESENT: fetch_represent, Feed.HOUSE: fetch_house}
EVERY = timedelta(days=7)  # by-elections are announced weeks ahead, cabinets change a few times a year
AGAIN = timedelta(days=1)  # after a feed that could not be used


@dataclass(frozen=True)
class Checked:
    """A check and its lines, saved or not."""

    check: RosterCheck
    lines: tuple[RosterChange, ...]


def base_url(feed: str) -> str:
    """Where a feed is asked; empty when the operator named no address, so that it never is."""
    return str({Feed.REPRESENT: settings.REPRESENT_URL, Feed.HOUSE: settings.HOUSE_URL}[Feed(feed)])


def known_pages(feed: str) -> dict[str, Page]:
    """The pages kept from the last time, by address."""
    copies = FeedCopy.objects.filter(url__startswith=base_url(feed))
    return {copy.url: Page(copy.url, bytes(copy.body), copy.etag, copy.last_modified) for copy in copies}


def look(feed: str, client: FeedClient, now: datetime, tell: Callable[[int], None]) -> Checked:
    """Fetch and compare, and store nothing. FeedError when the feed cannot be used."""
    people = FETCH[feed](client, base_url(feed), tell)
    compared = compare(feed, people, timezone.localdate(now))
    check = as_check(feed, people, compared)
    check.checked_at = now
    return Checked(check, compared.lines)


def propose(
    feed: str, client: FeedClient, now: datetime, tell: Callable[[int], None] = lambda _people: None
) -> Checked:
    """Look, and store the check with its lines, which take the place of this feed's open ones.

    A feed that cannot be used leaves these as they are; the check then says what was wrong.
    """
    try:
        checked = look(feed, client, now, tell)
    except FeedError as error:
        failed = RosterCheck.objects.create(feed=feed, checked_at=now, failure=error.failure, detail=str(error))
        return Checked(failed, ())
    _store(checked, client.pages, now)
    return checked


@transaction.atomic
def _store(checked: Checked, pages: list[Page], now: datetime) -> None:
    lock_rosters()
    earlier = RosterChange.objects.filter(check_made__feed=checked.check.feed, state=RosterChange.State.PROPOSED)
    earlier.update(state=RosterChange.State.REPLACED)
    checked.check.save()
    for line in checked.lines:
        line.check_made = checked.check
    RosterChange.objects.bulk_create(checked.lines)
    for page in pages:
        if (page.etag or page.last_modified) and not page.unchanged:
            kept = {"etag": page.etag, "last_modified": page.last_modified, "body": page.body, "fetched_at": now}
            FeedCopy.objects.update_or_create(url=page.url, defaults=kept)


def propose_when_due(now: datetime) -> list[Checked]:
    """A look at the feed that is due, if any: one at a time, as a task has two minutes.

    A feed whose address is set is due a week after its last check, whoever began that, and a day after one that failed.
    """
    due = [feed for feed in Feed.values if base_url(feed) and _is_due(feed, now)]
    return [propose(feed, FeedClient(known_pages(feed)), now) for feed in due[:1]]


def _is_due(feed: str, now: datetime) -> bool:
    last = RosterCheck.objects.filter(feed=feed).first()
    return last is None or last.checked_at <= now - (AGAIN if last.failure else EVERY)
