"""The queue in numbers: right, and a handful of queries whatever its size."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from campaign.common.database_clock import database_now
from campaign.delivery.health import counts, health, longest_lines, oldest_late
from campaign.delivery.models import Breaker, Kind, Lane, Outcomes, OutgoingMail, Pause
from campaign.delivery.record import Change, move
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import every_mailbox_has_had_its_share

pytestmark = pytest.mark.django_db


def outcome(minute: datetime, number: int, outcome: str = "accepted", provider: str = "smtp") -> None:
    Outcomes.objects.create(
        minute=minute.replace(second=0, microsecond=0),
        provider=provider,
        domain="parl.example",
        outcome=outcome,
        number=number,
    )


def test_what_is_due_is_counted_by_state_kind_and_lane() -> None:
    now = database_now()
    stories.confirmed(stories.open_campaign(people=3), now=now - timedelta(hours=1))
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("pk", flat=True))
    move(letters[:1], (State.QUEUED,), Change(State.HELD))
    found = counts()
    assert found.due == 3
    assert found.oldest_due == now - timedelta(hours=1)
    assert found.letters == {"queued": 2, "held": 1}
    assert found.by_kind == {"confirmation": 1, "letter": 3}
    assert found.by_lane == {Lane.PERSON: 1, Lane.LETTER: 2}
    assert found.total == 4


def test_what_waits_is_counted_at_most_every_ten_seconds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    counts()
    with django_assert_num_queries(0):
        counts()
    cache.clear()
    with django_assert_num_queries(2):
        counts()


def test_of_very_much_mail_some_is_counted_and_it_says_that_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = database_now()
    campaign = stories.open_campaign(people=2)
    for hours in (1, 3, 2):
        stories.confirmed(campaign, f"person{hours}@mail.example", now=now - timedelta(hours=hours))
    assert not counts().more_letters
    cache.clear()
    monkeypatch.setattr("campaign.delivery.health.MOST_COUNTED", 2)
    found = counts()
    assert found.by_lane == {Lane.PERSON: 2, Lane.LETTER: 2}
    assert (found.more_letters, found.more_to_people) == (True, True)
    assert found.oldest_due == now - timedelta(hours=3)


def test_the_recipients_with_most_letters_waiting_come_first() -> None:
    campaign = stories.open_campaign(people=2)
    stories.people(campaign, 3)
    first, second = campaign.addressees.order_by("position")
    move(
        OutgoingMail.objects.filter(addressee=first).values_list("pk", flat=True)[:1],
        (State.QUEUED,),
        Change(State.HELD),
    )
    assert longest_lines() == [(second.pk, 1, 3), (first.pk, 1, 2)]


def test_mail_to_people_is_late_and_letters_whose_mailbox_has_had_its_share_are_not() -> None:
    now = database_now()
    stories.confirmed(stories.open_campaign(), now=now - timedelta(hours=1))
    every_mailbox_has_had_its_share(now)
    assert oldest_late(now) == now - timedelta(hours=1)
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(next_attempt_at=now + timedelta(hours=1))
    assert oldest_late(now) is None


def test_the_outcomes_of_the_last_hour_and_day_are_summed() -> None:
    now = database_now()
    outcome(now, 7)
    outcome(now - timedelta(minutes=59), 5)
    outcome(now - timedelta(minutes=3), 2, "refused")
    outcome(now - timedelta(minutes=3), 4, provider="ses")
    outcome(now - timedelta(hours=23), 30)
    outcome(now - timedelta(hours=25), 1000)
    found = health(now)
    assert [(one.name, one.by_outcome) for one in found.providers] == [
        ("ses", {"accepted": 4}),
        ("smtp", {"accepted": 12, "refused": 2}),
    ]
    assert len(found.minutes) == 60
    assert sum(number for _, number in found.minutes) == 16
    assert (found.minutes[0][1], found.minutes[-1][1]) == (5, 7)
    assert len(found.hours) == 24
    assert sum(number for _, number in found.hours) == 46
    assert found.hours[0][1] == 30


def test_breakers_that_are_not_closed_and_pauses_in_force_are_told() -> None:
    admin, now = stories.admin(), database_now()
    for key, state in (("a.example", Breaker.State.OPEN), ("b.example", Breaker.State.CLOSED)):
        Breaker.objects.create(scope=Breaker.Scope.DOMAIN, key=key, state=state, changed_at=Now())
    pause(admin, "Moving.", now - timedelta(hours=1))
    pause(admin, "Asked to.", now, Subject(Pause.Scope.TARGET, "7"))
    found = health(now)
    assert [one.key for one in found.breakers] == ["a.example"]
    assert [one.scope for one in found.pauses] == [Pause.Scope.SITE, Pause.Scope.TARGET]


def test_it_takes_a_handful_of_queries_and_the_late_mail_is_found_by_index(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    stories.people(stories.open_campaign(people=1), 20)
    now = database_now()
    with django_assert_max_num_queries(18):
        health(now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE delivery_outgoingmail")
    due = OutgoingMail.objects.exclude(kind=Kind.LETTER).filter(state__in=("queued", "uncertain"))
    assert "outgoing_due" in due.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")[:1].explain()
