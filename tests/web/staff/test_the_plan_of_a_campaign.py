"""The page on which a campaign gets its hours, in a time zone that is named."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from tests import stories
from tests.web.staff.pages import links, words

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year + 1


@pytest.fixture
def draft() -> Campaign:
    return stories.draft_campaign("draft")


def page(slug: str = "draft") -> str:
    return f"/staff/campaigns/{slug}/schedule/"


def save(client: Client, slug: str = "draft", **values: str) -> str:
    answer = client.post(
        page(slug), {"opens_at": "", "closes_at": "", "time_zone": "America/Toronto"} | values, follow=True
    )
    return words(answer)


def test_hours_are_read_and_shown_in_the_zone_that_stands_beside_them(as_organizer: Client, draft: Campaign) -> None:
    shown = save(
        as_organizer, opens_at=f"{YEAR}-01-15T12:00", closes_at=f"{YEAR}-07-01T18:30", time_zone="America/Lima"
    )
    draft.refresh_from_db()
    assert draft.opens_at == datetime(YEAR, 1, 15, 17, 0, tzinfo=UTC)
    assert draft.closes_at == datetime(YEAR, 7, 1, 23, 30, tzinfo=UTC)
    assert "The plan is saved." in shown
    assert f"opens Jan. 15, {YEAR}, noon (America/Lima)" in shown
    assert f"closes July 1, {YEAR}, 6:30 p.m. (America/Lima)" in shown
    assert "scheduled" in shown
    form = as_organizer.get(page()).content.decode()
    assert f'value="{YEAR}-01-15T12:00"' in form
    assert "scheduled" in words(as_organizer.get("/staff/"))


def test_the_campaigns_page_leads_here(as_organizer: Client, draft: Campaign) -> None:
    assert links(as_organizer.get("/staff/campaigns/draft/"))["When it is open"] == page()


def test_empty_hours_are_no_plan(as_organizer: Client, draft: Campaign) -> None:
    save(as_organizer, opens_at=f"{YEAR}-01-15T12:00")
    save(as_organizer)
    draft.refresh_from_db()
    assert (draft.opens_at, draft.closes_at) == (None, None)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"opens_at": "2020-01-01T12:00"}, "This moment is over. Choose a later one."),
        ({"opens_at": f"{YEAR}-02-01T12:00", "closes_at": f"{YEAR}-02-01T12:00"}, "It closes before it opens."),
        ({"opens_at": "noon"}, "Enter a valid date/time."),
        ({"time_zone": "America/Nowhere"}, "Select a valid choice."),
        ({"closes_at": "9999-12-31T23:59"}, "This is more than 5 years away."),
        ({"opens_at": "0001-01-01T00:00", "time_zone": "Asia/Tokyo"}, "This moment is over."),
    ],
)
def test_what_cannot_be_is_named_and_what_was_typed_stays(
    as_organizer: Client, draft: Campaign, values: dict[str, str], problem: str
) -> None:
    answer = as_organizer.post(page(), {"opens_at": "", "closes_at": "", "time_zone": "America/Toronto"} | values)
    assert answer.status_code == 422
    assert problem in words(answer)
    draft.refresh_from_db()
    assert (draft.opens_at, draft.closes_at) == (None, None)


def spring_forward() -> datetime:
    """The hour that Toronto's clocks leave out next spring: the second Sunday of March, two o'clock."""
    first = datetime(YEAR, 3, 1, 2, 30)  # noqa: DTZ001 - as somebody writes it
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7)


def test_an_hour_that_the_clocks_leave_out_is_refused(as_organizer: Client, draft: Campaign) -> None:
    gone = spring_forward()
    assert (
        gone.replace(tzinfo=ZoneInfo("America/Toronto"))
        .astimezone(UTC)
        .astimezone(ZoneInfo("America/Toronto"))
        .replace(tzinfo=None)
        != gone
    )
    shown = save(as_organizer, opens_at=f"{gone:%Y-%m-%dT%H:%M}")
    assert "The clocks leave this hour out on that day. Choose another." in shown


def test_an_open_campaign_is_only_asked_when_it_closes(as_organizer: Client, protest: Campaign) -> None:
    assert "opens_at" not in as_organizer.get(page(protest.slug)).content.decode()
    save(as_organizer, protest.slug, opens_at=f"{YEAR}-01-15T12:00", closes_at=f"{YEAR}-01-16T12:00")
    protest.refresh_from_db()
    assert protest.opens_at is None
    assert protest.closes_at is not None
    close_campaign(protest, timezone.now())
    assert "closes Jan. 16" not in words(as_organizer.get(f"/staff/campaigns/{protest.slug}/"))


def test_other_teams_have_no_such_page(as_organizer: Client, draft: Campaign) -> None:
    Campaign.objects.filter(pk=draft.pk).update(team=stories.team("others"))
    assert as_organizer.get(page()).status_code == 404
    assert as_organizer.post(page(), {"time_zone": "America/Toronto"}).status_code == 404
