"""The queue's page: a sentence first, and everything stuck one click from its reason and its remedy."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.common.database_clock import database_now
from campaign.delivery import health, heartbeats
from campaign.delivery.alerts import raise_alert
from campaign.delivery.models import Alert, Breaker, Heartbeat, Kind, Outcomes, OutgoingMail, Pause
from campaign.delivery.record import Change, move
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from campaign.web.admins.chart import HEIGHT, columns_of
from tests import stories
from tests.delivery.clock import every_mailbox_has_had_its_share
from tests.web.staff.pages import links, words

QUEUE = "/staff/sending/queue/"


def seen(kind: Heartbeat.Kind, name: str, seconds: int = 0) -> None:
    Heartbeat.objects.create(kind=kind, name=name, seen_at=Now() - timedelta(seconds=seconds))


@pytest.fixture
def at_work(db: None) -> None:
    seen(Heartbeat.Kind.BEAT, "beat")
    seen(Heartbeat.Kind.WORKER, "one:1")


def breaker(**others: Any) -> Breaker:
    values = {
        "scope": Breaker.Scope.DOMAIN,
        "key": "parl.example",
        "state": Breaker.State.OPEN,
        "reason": "14 of the last 20 mails failed.",
    }
    return Breaker.objects.create(**(values | others))


def test_an_empty_queue_is_good_news_also_before_anything_was_at_work(as_admin: Client) -> None:
    assert "The queue is empty." in words(as_admin.get(QUEUE))


def test_mail_that_is_due_is_counted_by_state_kind_and_lane(as_admin: Client, protest: Campaign, at_work: None) -> None:
    stories.confirmed(protest, now=timezone.now() - timedelta(minutes=3))
    page = as_admin.get(QUEUE)
    assert "All is well: 0 mails left in the last hour. 6 mails are due." in words(page)
    assert "waiting 5" in words(page)
    assert "Please confirm 1" in words(page)
    assert "Letters waiting 5" in words(page)
    assert '?kind=letter&amp;state=queued">5</a>' in page.content.decode()


def test_of_very_many_letters_the_numbers_come_from_sums(
    as_admin: Client, protest: Campaign, at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.people(protest, 4, now=timezone.now() - timedelta(minutes=3))
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("pk", flat=True))
    move(letters[:1], (State.QUEUED,), Change(State.SENDING))
    move(letters[:1], (State.SENDING,), Change(State.ACCEPTED))
    counted = words(as_admin.get(QUEUE))
    cache.clear()
    monkeypatch.setattr(health, "MOST_COUNTED", 5)
    assert words(as_admin.get(QUEUE)) == counted
    assert f"Letters waiting {len(letters) - 1}" in counted


def test_late_mail_to_people_leads_to_its_reasons(as_admin: Client, protest: Campaign, at_work: None) -> None:
    stories.submitted(protest, now=timezone.now() - timedelta(minutes=7))
    page = as_admin.get(QUEUE)
    assert "Mail to people is late: the oldest is due for 7 min." in words(page)
    assert links(page)["See the mail that waits, each with its reason"] == "/staff/mail/?state=queued"


def test_letters_that_wait_for_the_pace_of_their_mailbox_are_not_late(
    as_admin: Client, protest: Campaign, at_work: None
) -> None:
    stories.confirmed(protest, now=timezone.now() - timedelta(hours=3))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(next_attempt_at=timezone.now())
    every_mailbox_has_had_its_share(timezone.now())
    assert "All is well" in words(as_admin.get(QUEUE))


@pytest.mark.parametrize(
    ("up_seconds", "sentence"),
    [
        (1, "The clock that starts the sending is not at work."),
        (61, "the clock that starts the sending is silent."),
    ],
    ids=["who has just begun raises no alert", "who runs for a minute does"],
)
def test_a_clock_that_stands_still_comes_first(
    as_admin: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch, up_seconds: int, sentence: str
) -> None:
    monkeypatch.setattr(heartbeats, "_STARTED", time.monotonic() - up_seconds)
    seen(Heartbeat.Kind.BEAT, "beat", seconds=90)
    seen(Heartbeat.Kind.WORKER, "one:1", seconds=1)
    stories.submitted(protest, now=timezone.now() - timedelta(minutes=7))
    page = words(as_admin.get(QUEUE))
    assert sentence in page
    assert "Clock starts the sending every two seconds silent" in page
    assert "Worker one:1 at work" in page


def test_without_workers_it_says_so(as_admin: Client, protest: Campaign) -> None:
    seen(Heartbeat.Kind.BEAT, "beat")
    seen(Heartbeat.Kind.WORKER, "one:1", seconds=61)
    stories.submitted(protest, now=timezone.now() - timedelta(minutes=7))
    page = words(as_admin.get(QUEUE))
    assert "No worker was seen for a minute" in page
    assert "Worker one:1 gone, or without work" in page


def test_a_breaker_says_why_since_when_and_when_it_tries_again(as_admin: Client, at_work: None) -> None:
    breaker(probe_at=Now() + timedelta(minutes=5))
    breaker(scope=Breaker.Scope.PROVIDER, key="smtp", state=Breaker.State.PROBING, passed=3)
    breaker(key="fine.example", state=Breaker.State.CLOSED)
    page = words(as_admin.get(QUEUE))
    assert "Mail leaves, but for a part of it: 2 domains or providers are held back." in page
    assert "to parl.example stopped 14 of the last 20 mails failed." in page
    assert "through smtp trying again" in page
    assert "3 mails went well" in page
    assert "fine.example" not in page


@pytest.mark.parametrize(
    ("kind", "key", "sentence"),
    [
        (Alert.Kind.LATE, "", "mail is late."),
        (Alert.Kind.BEAT_SILENT, "", "the clock that starts the sending is silent."),
        (Alert.Kind.BREAKER, "domain parl.example", "Mail to parl.example is held since"),
        (Alert.Kind.BREAKER, "provider smtp", "Mail through smtp is held since"),
        (Alert.Kind.STOPPED, "provider smtp", "smtp turned us away on"),
    ],
)
def test_every_alert_leads_the_pages_of_staff(
    as_admin: Client, as_organizer: Client, protest: Campaign, kind: Alert.Kind, key: str, sentence: str
) -> None:
    raise_alert(kind, key, "In English, for the log.")
    assert sentence in words(as_admin.get(QUEUE))
    assert sentence in words(as_admin.get("/staff/"))
    assert links(as_admin.get("/staff/"))["See what to do"] == QUEUE
    organizers = words(as_organizer.get("/staff/"))
    assert sentence in organizers
    assert "Nothing is lost. The admins have been told." in organizers


def test_several_alerts_are_counted_and_the_gravest_leads(as_admin: Client, protest: Campaign) -> None:
    for kind, key in (
        (Alert.Kind.LATE, ""),
        (Alert.Kind.BREAKER, "domain a.example"),
        (Alert.Kind.STOPPED, "provider x"),
    ):
        raise_alert(kind, key, "Told.")
    page = words(as_admin.get("/staff/"))
    assert "x turned us away on" in page
    assert "And 2 alerts more." in page


def test_all_that_is_paused_is_there_with_its_way_back(as_admin: Client, admin: User, at_work: None) -> None:
    person = stories.target(1)
    pause(admin, "Asked by their office.", timezone.now(), Subject(Pause.Scope.TARGET, str(person.pk)))
    page = as_admin.get(QUEUE)
    assert "Mail leaves, but for a part of it: 1 part is paused by hand." in words(page)
    assert "Letters to Nina Minister paused by Adam Admin" in words(page)
    assert "Asked by their office." in words(page)
    as_admin.post("/staff/sending/resume/", {"scope": "target", "key": person.pk})
    assert "paused by hand" not in words(as_admin.get(QUEUE))


def test_who_waits_for_most_letters_can_be_paused_from_here(as_admin: Client, protest: Campaign) -> None:
    stories.people(protest, 2)
    page = as_admin.get(QUEUE)
    assert "Nina Minister Peaceful protest 2 Pause letters to Nina Minister" in words(page)
    address = links(page)["Pause letters to Nina Minister"]
    assert address == f"/staff/sending/pause/?scope=target&key={stories.target(1).pk}"
    assert "Pause letters to Nina Minister" in words(as_admin.get(address))


def test_the_provider_in_use_can_be_paused_from_here(as_admin: Client, protest: Campaign) -> None:
    Outcomes.objects.create(
        minute=database_now().replace(second=0, microsecond=0),
        provider="smtp/in use",
        domain="x.example",
        outcome="accepted",
        number=1234,
    )
    page = as_admin.get(QUEUE)
    assert "smtp/in use 1,234 0 0 0 0" in words(page)
    assert "Left in the last hour 1,234" in words(page)
    asked = as_admin.get(links(page)["Pause mail through smtp/in use"])
    assert "Pause mail through smtp/in use" in words(asked)
    assert "Pause mail through sandbox" in links(page)


def test_bars_over_time_begin_at_zero() -> None:
    now = timezone.now()
    chart = columns_of([(now, 0), (now, 1), (now, 1000)])
    assert [column.height for column in chart.columns] == [0, 2, HEIGHT]
    assert (chart.most, chart.total) == (1000, 1001)
    assert columns_of([]).columns == []


def test_the_page_costs_the_same_whatever_waits(
    as_admin: Client, protest: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stories.people(protest, 6)
    # Else an alert is raised where this program has run for a minute already.
    Heartbeat.objects.create(name=heartbeats.BEAT, kind=Heartbeat.Kind.BEAT, seen_at=Now())
    with django_assert_max_num_queries(28):
        as_admin.get(QUEUE)
