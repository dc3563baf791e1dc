from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery import sending
from campaign.delivery.models import Kind, OutgoingMail, Pause
from campaign.delivery.outbox import queue_to_staff
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.queries import is_paused
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.stats.counts import Day
from campaign.stats.queries import funnel
from campaign.web.admins.chart import HEIGHT, chart_of
from tests import stories
from tests.web.staff.pages import links, words

PAUSE = "/staff/sending/pause/"


def _rehearsed(protest: Campaign) -> Campaign:
    rehearsal = stories.open_campaign("rehearsal", purpose=Campaign.Purpose.REHEARSAL)
    stories.people(rehearsal, 2)
    stories.people(protest, 1)
    return rehearsal


def test_the_funnel_over_everything_equals_its_rows_and_leaves_rehearsals_out(
    as_admin: Client, protest: Campaign
) -> None:
    _rehearsed(protest)
    page = as_admin.get("/staff/sending/")
    assert page.context["funnel"] == funnel(None)
    assert "Letters 5" in words(page)
    assert "It adds up" in words(page)
    link = "/staff/mail/?kind=letter&amp;rehearsals=no&amp;state=waiting"
    assert f'href="{link}">5</a>' in page.content.decode()
    assert as_admin.get(link.replace("&amp;", "&")).context["page"].paginator.count == 5


def test_the_funnel_of_one_campaign_is_that_campaigns_own(as_admin: Client, protest: Campaign) -> None:
    rehearsal = _rehearsed(protest)
    page = as_admin.get("/staff/sending/", {"campaign": rehearsal.slug})
    assert page.context["funnel"] == funnel([rehearsal.pk])
    assert page.context["funnel"].letters == 10


@pytest.mark.parametrize("slug", ["no-such", "\x00", "a" * 500])
def test_a_campaign_that_is_not_there_means_all_of_them(as_admin: Client, protest: Campaign, slug: str) -> None:
    assert as_admin.get("/staff/sending/", {"campaign": slug}).context["chosen"] is None


def test_the_days_on_the_page_add_up_to_the_funnel(as_admin: Client, protest: Campaign) -> None:
    now = timezone.now()
    for days, address in enumerate(("one", "two", "three")):
        stories.confirmed(protest, f"{address}@mail.example", now - timedelta(days=days))
    stories.submitted(protest, "four@mail.example", now)
    context = as_admin.get("/staff/sending/").context
    assert len(context["days"]) == 30
    assert context["days"][0].date == timezone.localdate()
    assert [day.confirmed for day in context["days"][:4]] == [1, 1, 1, 0]
    assert (context["submitted"], context["confirmed"]) == (4, 3)
    assert context["funnel"].submitted == 4


def test_bars_begin_at_zero_and_the_highest_fills_the_chart() -> None:
    today = timezone.localdate()
    chart = chart_of([Day(today, 0, 0), Day(today, 1, 0), Day(today, 1000, 500)])
    assert [bar.height for bar in chart.bars] == [0, 2, HEIGHT]
    assert [bar.inner_height for bar in chart.bars] == [0, 0, HEIGHT // 2]
    assert all(bar.y + bar.height == HEIGHT for bar in chart.bars)
    assert chart_of([]).bars == []


@pytest.mark.django_db(transaction=True)  # a claim goes by the database's clock, which stands still in a transaction
def test_while_sending_is_paused_no_mail_is_claimed_and_then_it_goes_on(as_admin: Client, admin: User) -> None:
    queue_to_staff(["organizer@mail.example"], "Hello", "Hello", timezone.now())
    answer = as_admin.post(PAUSE, {"note": "The mail server is being moved"}, follow=True)
    assert "All sending is paused." in words(answer)
    assert sending.drain(SandboxProvider()).tried == 0
    assert OutgoingMail.objects.get().state == State.QUEUED
    assert OutgoingMail.objects.get().attempts == 0
    answer = as_admin.post("/staff/sending/resume/", follow=True)
    assert "Sending goes on." in words(answer)
    assert sending.drain(SandboxProvider()).accepted == 1


def test_the_pause_says_by_whom_since_when_and_why_and_so_does_every_first_page(
    as_admin: Client, as_organizer: Client
) -> None:
    as_admin.post(PAUSE, {"note": "The mail server is being moved"})
    page = words(as_admin.get(PAUSE))
    assert "By Adam Admin" in page
    assert "The mail server is being moved" in page
    for client in (as_admin, as_organizer):
        assert "All sending is paused since" in words(client.get("/staff/"))
        assert "by Adam Admin" in words(client.get("/staff/"))
    as_admin.post("/staff/sending/resume/")
    assert "paused by Adam Admin, resumed by Adam Admin" in words(as_admin.get(PAUSE))
    assert "No letter was sent today, and none is late." in words(as_admin.get("/staff/"))


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_a_pause_needs_a_reason(as_admin: Client, note: str) -> None:
    answer = as_admin.post(PAUSE, {"note": note})
    assert answer.status_code == 422
    assert "Sending goes on as before." in words(answer)
    assert not is_paused()


def test_a_second_pause_keeps_the_first(as_admin: Client) -> None:
    as_admin.post(PAUSE, {"note": "First"})
    answer = as_admin.post(PAUSE, {"note": "Second"}, follow=True)
    assert "Somebody had paused all sending already" in words(answer)
    assert Pause.objects.get().note == "First"


def test_looking_at_the_switch_changes_nothing(as_admin: Client) -> None:
    as_admin.post(PAUSE, {"note": "First"})
    assert as_admin.get("/staff/sending/resume/").status_code == 302
    assert is_paused()


def test_the_first_page_says_how_many_left_and_how_long_the_oldest_waits(
    as_organizer: Client, protest: Campaign
) -> None:
    now = timezone.now()
    participation = stories.confirmed(protest, now=now - timedelta(minutes=2, seconds=40))
    letters = OutgoingMail.objects.filter(participation=participation, kind=Kind.LETTER).order_by("pk")
    some = [letter.pk for letter in letters[:2]]
    move(some, (State.QUEUED,), Change(State.SENDING))
    move(some, (State.SENDING,), Change(State.ACCEPTED))
    page = words(as_organizer.get("/staff/"))
    assert "All is well: 2 letters accepted today, the oldest waiting 4" in page


def test_the_first_page_says_so_when_letters_are_late_or_held_or_came_back(
    as_organizer: Client, as_admin: Client, protest: Campaign
) -> None:
    stories.confirmed(protest, now=timezone.now() - timedelta(minutes=12))
    assert "Letters are late: 5 are due, the oldest since 10 min." in words(as_organizer.get("/staff/"))
    ids = list(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("pk", flat=True))
    move(ids, (State.QUEUED,), Change(State.HELD))
    assert "5 letters are held" in words(as_organizer.get("/staff/"))
    assert 'href="/staff/offices/">Choose who holds the office' in as_admin.get("/staff/").content.decode()
    move(ids, (State.HELD,), Change(State.QUEUED))
    move(ids, (State.QUEUED,), Change(State.SENDING))
    move(ids, (State.SENDING,), Change(State.FAILED, "554 Refused"))
    assert "5 letters came back or failed today" in words(as_organizer.get("/staff/"))


def test_numbers_and_dates_come_in_the_readers_way(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.update(goal=1234567)
    assert "1,234,567" in words(as_organizer.get("/staff/"))
    as_organizer.post("/staff/language/", {"language": "fr"})
    assert "1\xa0234\xa0567" in as_organizer.get("/staff/").content.decode().replace("\u202f", "\xa0")


def test_times_are_those_of_the_site_and_the_page_says_which(as_organizer: Client, protest: Campaign) -> None:
    page = as_organizer.get("/staff/campaigns/peaceful-protest/")
    assert "Nov. 23, 2026, 7 a.m." in words(page)
    assert 'datetime="2026-11-23T07:00:00-05:00"' in page.content.decode()
    assert "Times are those of America/Toronto." in words(page)


def test_a_team_without_a_campaign_can_make_its_first(as_stranger: Client) -> None:
    answer = as_stranger.get("/staff/")
    assert "No campaigns yet" in words(answer)
    assert "peaceful" not in words(answer).lower()
    assert links(answer)["New campaign"] == "/staff/new-campaign/"


def test_whoever_has_no_team_is_told_how_to_get_one(as_stranger: Client, stranger: User) -> None:
    stranger.teams.clear()
    answer = as_stranger.get("/staff/")
    assert "Ask an admin to add you to a team" in words(answer)
    assert "New campaign" not in links(answer)
    assert as_stranger.get("/staff/new-campaign/").status_code == 403
    assert as_stranger.post("/staff/new-campaign/").status_code == 403
