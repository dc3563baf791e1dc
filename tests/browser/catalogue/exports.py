"""Exports of a campaign in every state, and the record of who took what along."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from campaign.accounts.models import User
from campaign.exports import keeping
from campaign.exports.models import Export, Failure, State
from tests.browser.catalogue.page import Page, act
from tests.browser.world import World

_PART = {"since": "2026-11-01", "language": "fr", "province": "QC", "source": "newsletter"}


def pages_of_exports(world: World) -> Iterator[Page]:
    page = f"/staff/campaigns/{world.peru.slug}/exports/"
    yield Page("staff-exports-empty", page)
    yield Page("staff-takings-empty", "/staff/exports/")
    yield Page("staff-exports-broken", f"{page}?since=2026-11-02&until=2026-11-01", lambda browser: act(browser, "ask"))
    _ask(world)
    yield Page("staff-exports", page)
    yield Page("staff-takings", "/staff/exports/")
    yield Page("staff-takings-asked", "/staff/exports/?show=asked")


def _ask(world: World) -> None:
    now = timezone.now()
    olga = User.objects.get(username="organizer")
    done = _export(world, olga, "people", "csv", State.DONE, rows=1_048_576, size=143_210_000, ended_at=now)
    keeping.write_down(done, olga, now)
    keeping.write_down_table(world.peru, olga, now, what="provinces", format="xlsx", part=_PART, rows=13)
    admin = User.objects.filter(role=User.Role.ADMIN)[0]
    # As if somebody worked on it: beat leaves it alone.
    running = {"worked_at": now + timedelta(days=1), "passed": 620_000, "expected": 1_000_000, "rows": 2_480_120}
    _export(world, admin, "letters", "xlsx", State.RUNNING, part=_PART, private=True, **running)
    _export(world, olga, "events", "jsonl", State.FAILED, failure=Failure.TRIES)
    _export(world, olga, "people", "xlsx", State.EXPIRED)


def _export(world: World, by: User, what: str, kind: str, state: State, **values: object) -> Export:
    return Export.objects.create(
        asked_by=by,
        campaign=world.peru,
        subject=world.peru.slug,
        what=what,
        format=kind,
        state=state,
        language="en",
        **values,
    )
