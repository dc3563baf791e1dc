"""A campaign that is over goes into the archive and comes back; its page stays, with its last count."""

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import archive, bring_back, close_campaign, open_campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.web.supporters import page_cache
from tests import stories
from tests.stories import NOW
from tests.web.staff.pages import links, words
from tests.web.supporters.pages import signed

PAGE = "/staff/campaigns/peaceful-protest/"
PUBLIC = "/en/c/peaceful-protest/"


@pytest.fixture
def closed(protest: Campaign) -> Campaign:
    stories.people(protest, 3)
    close_campaign(protest, NOW)
    return protest


@pytest.fixture(autouse=True)
def _no_pages_kept() -> None:
    page_cache.forget()


def test_a_closed_campaign_leaves_the_list_and_comes_back(as_organizer: Client, closed: Campaign) -> None:
    assert links(as_organizer.get(PAGE))["Archive…"] == f"{PAGE}archive/"
    assert "is in the archive" in words(as_organizer.post(f"{PAGE}archive/", follow=True))
    first = as_organizer.get("/staff/")
    assert "Peaceful protest" not in words(first)
    assert links(first)["1 campaign in the archive"] == "/staff/?state=archived"
    assert links(as_organizer.get("/staff/?state=archived"))["Peaceful protest"] == PAGE
    as_organizer.post(f"{PAGE}archive/", {"action": "back"})
    closed.refresh_from_db()
    assert closed.state == "closed"
    assert "Peaceful protest" in words(as_organizer.get("/staff/"))


def test_its_page_stays_with_the_final_count_and_search_engines_forget_it(
    as_organizer: Client, closed: Campaign
) -> None:
    before = Client().get(PUBLIC)
    assert b"noindex" not in before.content
    as_organizer.post(f"{PAGE}archive/")
    page_cache.forget()
    page = Client().get(PUBLIC)
    assert page.status_code == 200
    assert "3 people have written" in words(page)
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "<form" not in page.content.decode()
    assert Client().get("/api/v1/campaigns/peaceful-protest/").json()["open"] is False


def test_nobody_writes_to_an_archived_campaign(protest: Campaign) -> None:
    client = Client()
    form = signed(client)
    close_campaign(protest, NOW)
    archive(protest)
    page_cache.forget()
    answer = client.post(PUBLIC, form)
    assert answer.status_code == 410
    assert "Your letter was not sent" in words(answer)
    assert not protest.participations.exists()


def test_letters_that_were_confirmed_before_still_leave(closed: Campaign) -> None:
    assert archive(closed)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(next_attempt_at=NOW)
    drain(SandboxProvider())
    assert set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", flat=True)) == {"accepted"}


def test_only_what_is_closed_goes_into_the_archive(as_organizer: Client, protest: Campaign) -> None:
    assert "Close this one first" in words(as_organizer.get(f"{PAGE}archive/"))
    as_organizer.post(f"{PAGE}archive/")
    protest.refresh_from_db()
    assert protest.is_open
    assert not archive(stories.draft_campaign("draft"))
    assert not bring_back(protest)


def test_what_is_in_the_archive_is_brought_back_before_it_opens(as_organizer: Client, closed: Campaign) -> None:
    archive(closed)
    assert not open_campaign(closed, NOW)
    as_organizer.post(f"{PAGE}open/")
    closed.refresh_from_db()
    assert closed.state == "archived"
    assert links(as_organizer.get(f"{PAGE}open/"))["Bring it back first"] == f"{PAGE}archive/"
    bring_back(closed)
    assert open_campaign(closed, NOW)


def test_an_empty_archive_and_an_empty_list_say_what_is_where(as_organizer: Client, closed: Campaign) -> None:
    assert "The archive is empty" in words(as_organizer.get("/staff/?state=archived"))
    archive(closed)
    assert "All campaigns are in the archive" in words(as_organizer.get("/staff/"))


def test_a_campaign_whose_letters_are_paused_says_so_in_the_list(as_organizer: Client, protest: Campaign) -> None:
    assert "letters paused" not in words(as_organizer.get("/staff/"))
    as_organizer.post(f"{PAGE}pause/", {"note": "The office asked for it."})
    assert "letters paused" in words(as_organizer.get("/staff/"))
