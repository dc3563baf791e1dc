"""Moments: what a team adds to the curve, what the service knows by itself, and words that do no harm."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from campaign.delivery.models import Pause
from campaign.delivery.services import EVERYTHING, Subject, pause, resume
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.stats import services
from campaign.stats.models import Moment
from campaign.web.organizers.statistics.moments import MOST
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {"at": "2026-11-23T08:30", "kind": "media", "words": "The evening news told of it", "link": ""}


@pytest.fixture
def moments(protest: Campaign) -> str:
    return f"/staff/campaigns/{protest.slug}/moments/"


@pytest.fixture
def statistics(protest: Campaign) -> str:
    """Of three days with one person each."""
    for day in range(3):
        at = NOW + timedelta(days=day)
        confirm(submit(stories.submission(protest, email=f"p{day}@mail.example"), at), at)
    for _ in range(2):
        services.fold_new(60)
    return f"/staff/campaigns/{protest.slug}/statistics/"


def read(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_what_is_added_stands_on_the_curve_at_its_day(
    as_organizer: Client, protest: Campaign, moments: str, statistics: str
) -> None:
    day = (NOW + timedelta(days=1)).astimezone(protest.zone)
    answer = as_organizer.post(moments, GIVEN | {"at": f"{day:%Y-%m-%dT%H:%M}"}, follow=True)
    assert "The moment is added" in answer.content.decode()
    page = " ".join(as_organizer.get(statistics).content.decode().split())
    assert '<li data-row="1"> <strong>In the media</strong>' in page
    assert "The evening news told of it" in page


def test_the_moment_is_read_by_the_clock_of_the_campaign(as_organizer: Client, protest: Campaign, moments: str) -> None:
    Campaign.objects.filter(pk=protest.pk).update(time_zone="America/Vancouver")
    as_organizer.post(moments, GIVEN)
    found = Moment.objects.get()
    assert found.at.isoformat() == "2026-11-23T16:30:00+00:00"
    assert 'value="2026-11-23T08:30"' in read(as_organizer, f"{moments}{found.pk}/")


def test_what_the_service_knows_nobody_has_to_add(
    as_organizer: Client, admin: User, protest: Campaign, moments: str
) -> None:
    mine = Subject(Pause.Scope.CAMPAIGN, str(protest.pk))
    pause(admin, "The wording is wrong", NOW + timedelta(hours=1), mine)
    resume(admin, NOW + timedelta(hours=2), mine)
    pause(admin, "A secret of the admins", NOW + timedelta(hours=3), EVERYTHING)
    close_campaign(protest, NOW + timedelta(hours=4))
    text = read(as_organizer, moments)
    known = ("was opened", "letters were paused", "The wording is wrong", "letters went on", "All sending was paused")
    assert [words for words in (*known, "was closed") if words not in text] == []
    assert "A secret of the admins" not in text


def test_a_pause_of_before_or_of_another_campaign_is_none_of_ours(
    as_organizer: Client, admin: User, protest: Campaign, moments: str
) -> None:
    pause(admin, "", NOW - timedelta(days=30), EVERYTHING)
    pause(admin, "", NOW + timedelta(days=1), Subject(Pause.Scope.CAMPAIGN, str(protest.pk + 1)))
    assert "paused" not in read(as_organizer, moments).partition("So far")[2].partition("</section>")[0]


def test_a_moment_is_changed_and_removed_and_the_log_says_by_whom(
    as_organizer: Client, organizer: User, moments: str
) -> None:
    as_organizer.post(moments, GIVEN)
    found = Moment.objects.get()
    as_organizer.post(f"{moments}{found.pk}/", GIVEN | {"words": "Radio", "link": "http://radio.example/today"})
    found.refresh_from_db()
    assert (found.words, found.link, found.added_by) == ("Radio", "http://radio.example/today", organizer)
    as_organizer.post(f"{moments}{found.pk}/", {"action": "remove"})
    assert not Moment.objects.exists()
    log = LogEntry.objects.filter(user=organizer).order_by("pk").values_list("change_message", flat=True)
    assert [words.partition(":")[0] for words in log] == ["Added a moment", "Changed a moment", "Removed a moment"]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "http://", "//evil.example", "https://a b.example", "ftp://x.example"],
)
def test_a_link_that_is_no_address_is_refused_and_nothing_typed_is_lost(
    as_organizer: Client, moments: str, link: str
) -> None:
    answer = as_organizer.post(moments, GIVEN | {"link": link})
    assert answer.status_code == 422
    assert "What you wrote is still here" in answer.content.decode()
    assert GIVEN["words"] in answer.content.decode()
    assert not Moment.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"words": ""},
        {"words": "a\u202eb"},
        {"words": "x" * 121},
        {"at": "yesterday"},
        {"at": ""},
        {"at": "0001-01-01T00:00"},
        {"at": "9999-12-31T23:59"},
        {"kind": "party"},
    ],
)
def test_what_cannot_be_is_named(as_organizer: Client, moments: str, bad: dict[str, str]) -> None:
    answer = as_organizer.post(moments, GIVEN | bad)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Moment.objects.exists()


def test_hostile_words_are_words(as_organizer: Client, protest: Campaign, moments: str, statistics: str) -> None:
    words = "<script>alert(1)</script>{{ x }}=cmd|' /C calc'!A0"
    as_organizer.post(moments, GIVEN | {"words": words, "at": "2026-11-23T12:00"})
    for address in (moments, statistics):
        page = as_organizer.get(address).content.decode()
        assert "<script>alert" not in page
        assert words in unescape(page)
    Moment.objects.update(words="=1+1")
    answer = as_organizer.get(f"{statistics}?table=moments&format=csv").content.decode("utf-8-sig")
    assert "'=1+1" in answer


def test_on_a_first_day_it_stands_at_its_hour(as_organizer: Client, protest: Campaign, moments: str) -> None:
    for hour in (0, 3):
        at = NOW + timedelta(hours=hour)
        confirm(submit(stories.submission(protest, email=f"p{hour}@mail.example"), at), at)
    for _ in range(2):
        services.fold_new(60)
    local = (NOW + timedelta(hours=2, minutes=20)).astimezone(protest.zone)
    as_organizer.post(moments, GIVEN | {"at": f"{local:%Y-%m-%dT%H:%M}"})
    page = as_organizer.get(f"/staff/campaigns/{protest.slug}/statistics/").content.decode()
    assert '<li data-row="2"> <strong>In the media</strong>' in " ".join(page.split())


def test_no_more_moments_than_a_curve_can_carry(as_organizer: Client, protest: Campaign, moments: str) -> None:
    Moment.objects.bulk_create(Moment(campaign=protest, at=NOW, words=f"Number {n}") for n in range(MOST - 1))
    assert as_organizer.post(moments, GIVEN).status_code == 302
    answer = as_organizer.post(moments, GIVEN)
    assert answer.status_code == 422
    assert "has 200 moments already" in answer.content.decode()
    assert protest.moments.count() == MOST
    first = protest.moments.all()[0]
    assert as_organizer.post(f"{moments}{first.pk}/", GIVEN | {"words": "Changed"}).status_code == 302


def test_moments_keep_to_the_days_that_are_asked_for(as_organizer: Client, moments: str, statistics: str) -> None:
    as_organizer.post(moments, GIVEN | {"at": "2026-01-05T12:00"})
    assert GIVEN["words"] in read(as_organizer, statistics)
    assert "not on the curve" in read(as_organizer, statistics)
    assert GIVEN["words"] not in read(as_organizer, f"{statistics}?since=2026-11-01")


def test_another_campaigns_moment_has_no_page_here(as_organizer: Client, moments: str) -> None:
    other = stories.open_campaign("another", people=1)
    strange = Moment.objects.create(campaign=other, at=NOW, words="Theirs")
    assert as_organizer.get(f"{moments}{strange.pk}/").status_code == 404
    assert as_organizer.post(f"{moments}{strange.pk}/", {"action": "remove"}).status_code == 404
    assert Moment.objects.get() == strange
