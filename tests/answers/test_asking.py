"""Who wrote is asked once, two weeks after their letters arrived; nobody else is."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.answers import queries
from campaign.answers.models import LookedThrough, Question, Silence
from campaign.answers.services import ask, hush
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import copy_as_draft
from campaign.delivery import outbox
from campaign.delivery.models import Kind, Lane, OutgoingMail
from campaign.delivery.outbox import queue_question
from campaign.delivery.states import State
from campaign.delivery.suppression import suppress
from campaign.participation.models import Participation
from campaign.stats.queries import funnel
from tests import stories
from tests.answers.arriving import DAY, arrived, becomes, letters_of, questions
from tests.delivery.claims import claim_due
from tests.stories import NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return stories.open_campaign(people=2)


def test_two_weeks_after_the_last_letter_arrived_its_writer_is_asked_once(campaign: Campaign) -> None:
    person = arrived(campaign, NOW)
    assert ask(NOW + 14 * DAY - SECOND) == 0
    assert ask(NOW + 14 * DAY) == 1
    assert [ask(NOW + days * DAY) for days in (14, 15, 20, 60)] == [0, 0, 0, 0]
    (mail,) = questions()
    assert (mail.participation, mail.to_email, mail.lane) == (person, person.email, Lane.LATER)
    assert Question.objects.get().keys == [f"{letter.addressee_id}.1" for letter in letters_of(person)]


def test_the_last_report_counts_and_where_there_is_none_the_acceptance(campaign: Campaign) -> None:
    person = arrived(campaign, NOW, states=(State.DELIVERED, State.ACCEPTED))
    arrived(campaign, NOW, "accepted@mail.example", (State.ACCEPTED, State.ACCEPTED))
    becomes(letters_of(person)[1], State.DELIVERED, NOW + 3 * DAY)
    assert ask(NOW + 14 * DAY) == 1
    assert [mail.to_email for mail in questions()] == ["accepted@mail.example"]
    assert ask(NOW + 17 * DAY) == 1


def test_nobody_is_asked_while_a_letter_is_under_way(campaign: Campaign) -> None:
    person = arrived(campaign, NOW, states=(State.DELIVERED, State.QUEUED))
    assert ask(NOW + 15 * DAY) == 0
    becomes(letters_of(person)[1], State.ACCEPTED, NOW + 16 * DAY)
    assert ask(NOW + 30 * DAY - SECOND) == 0
    assert ask(NOW + 30 * DAY) == 1


def test_an_empty_seat_keeps_nobody_from_being_asked_about_the_others(campaign: Campaign) -> None:
    person = arrived(campaign, NOW, states=(State.DELIVERED, State.HELD))
    assert ask(NOW + 14 * DAY) == 1
    assert Question.objects.get().keys == [f"{letters_of(person)[0].addressee_id}.1"]


@pytest.mark.parametrize("state", [State.BOUNCED, State.FAILED, State.CANCELLED, State.SUPPRESSED])
def test_nobody_is_asked_about_a_letter_that_did_not_arrive(campaign: Campaign, state: State) -> None:
    part = arrived(campaign, NOW, states=(state, State.DELIVERED))
    arrived(campaign, NOW, "nothing@mail.example", (state, state))
    assert ask(NOW + 14 * DAY) == 1
    assert Question.objects.get().participation == part
    assert Question.objects.get().keys == [f"{letters_of(part)[1].addressee_id}.1"]


def test_a_letter_that_fails_last_delays_the_question_and_does_not_lose_it(campaign: Campaign) -> None:
    person = arrived(campaign, NOW, states=(State.DELIVERED, State.QUEUED))
    becomes(letters_of(person)[1], State.FAILED, NOW + 2 * DAY)
    assert ask(NOW + 16 * DAY) == 1


@pytest.mark.parametrize("state", [Participation.State.WITHDRAWN, Participation.State.ERASED])
def test_who_withdrew_or_was_erased_is_not_asked(campaign: Campaign, state: Participation.State) -> None:
    arrived(campaign, NOW)
    Participation.objects.update(state=state)
    assert ask(NOW + 14 * DAY) == 0


def test_an_address_that_gets_no_more_mail_is_not_asked(campaign: Campaign) -> None:
    suppress(arrived(campaign, NOW).email, "bounced")
    assert ask(NOW + 14 * DAY) == 0


def test_who_does_not_want_to_be_asked_is_not_asked_for_any_campaign_in_any_spelling(campaign: Campaign) -> None:
    hush(arrived(campaign, NOW))
    hush(arrived(stories.open_campaign("another", people=1), NOW, "Ana.Quispe+news@mail.example"))
    assert Silence.objects.count() == 1
    assert ask(NOW + 14 * DAY) == 0


def test_a_rehearsal_asks_nobody_and_a_test_is_no_letter() -> None:
    arrived(stories.open_campaign(people=1, purpose=Campaign.Purpose.REHEARSAL), NOW)
    assert ask(NOW + 14 * DAY) == 0


def test_a_campaign_may_choose_not_to_ask_and_so_does_its_copy(campaign: Campaign) -> None:
    assert campaign.ask_for_answers
    arrived(campaign, NOW)
    Campaign.objects.update(ask_for_answers=False)
    assert ask(NOW + 14 * DAY) == 0
    campaign.refresh_from_db()
    assert not copy_as_draft(campaign, "copy", NOW).ask_for_answers


def test_a_service_that_learns_to_ask_mails_nobody_about_letters_of_long_ago(campaign: Campaign) -> None:
    arrived(campaign, NOW)
    arrived(campaign, NOW + 1 * DAY, "lately@mail.example")
    assert ask(NOW + 30 * DAY) == 1
    assert [mail.to_email for mail in questions()] == ["lately@mail.example"]


def test_who_is_past_a_run_s_worth_is_asked_in_the_next_one_in_turn(campaign: Campaign) -> None:
    for number in range(7):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    assert [ask(NOW + 14 * DAY, per_run=3) for _ in range(4)] == [3, 3, 1, 0]
    assert [mail.to_email for mail in questions()] == [f"supporter{number}@mail.example" for number in range(7)]


def test_the_mails_of_a_run_are_due_one_after_another(campaign: Campaign) -> None:
    for number in range(3):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    ask(NOW + 14 * DAY)
    due = [mail.next_attempt_at for mail in questions()]
    assert [later - due[0] for later in due] == [timedelta(), 0.12 * SECOND, 0.24 * SECOND]


def test_of_what_is_due_at_once_the_question_leaves_last(campaign: Campaign) -> None:
    at = timezone.now() - timedelta(hours=1)
    person = stories.confirmed(campaign, now=at)
    queue_question(person, at, at)
    assert [mail.kind for mail in claim_due(50).mails] == [Kind.CONFIRMATION, Kind.LETTER, Kind.LETTER, Kind.QUESTION]


def test_nobody_more_is_asked_while_many_questions_wait(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_WAITING", 2)
    for number in range(3):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    assert [ask(NOW + 14 * DAY) for _ in range(2)] == [2, 0]
    OutgoingMail.objects.filter(kind=Kind.QUESTION).update(state=State.ACCEPTED)
    assert ask(NOW + 14 * DAY) == 1


class Killed(BaseException):
    """The worker dies here."""


def test_a_run_that_is_killed_has_asked_nobody_and_the_next_one_asks_all(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    calls: list[int] = []

    def dies_at_the_third(participation: Participation, due: datetime, now: datetime) -> int:
        calls.append(participation.pk)
        if len(calls) == 3:
            raise Killed
        return queue_question(participation, due, now)

    monkeypatch.setattr(outbox, "queue_question", dies_at_the_third)
    with pytest.raises(Killed):
        ask(NOW + 14 * DAY)
    assert (len(questions()), Question.objects.count(), LookedThrough.objects.count()) == (0, 0, 0)
    assert ask(NOW + 14 * DAY) == 3
    assert len(questions()) == 3


def test_the_database_itself_refuses_a_second_question(campaign: Campaign) -> None:
    arrived(campaign, NOW)
    ask(NOW + 14 * DAY)
    LookedThrough.objects.update(event_id=0)
    assert ask(NOW + 14 * DAY) == 0
    Question.objects.all().delete()
    LookedThrough.objects.update(event_id=0)
    ask(NOW + 14 * DAY)
    assert len(questions()) == 1, "not even where what was asked is lost"


def test_the_history_is_read_stretch_by_stretch_to_its_end(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EVENTS_AT_ONCE", 3)
    for number in range(5):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    asked = 0
    for _ in range(3):
        asked += ask(NOW + 14 * DAY)
    assert asked == 5


def test_no_number_of_letters_counts_the_question(campaign: Campaign) -> None:
    arrived(campaign, NOW)
    before = funnel([campaign.pk])
    ask(NOW + 14 * DAY)
    assert funnel([campaign.pk]) == before
    assert before.letters == 2


def test_a_run_reads_by_keys_alone(campaign: Campaign) -> None:
    """With tens of millions of rows, each table read whole would take minutes, every minute."""
    for number in range(20):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    with CaptureQueriesContext(connection) as asked:
        queries.stretch(0, NOW + 14 * DAY)
        queries.due(0, 10_000, NOW + 14 * DAY, 500)
        queries.room_in_queue()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # so few rows are sorted sooner than looked up in order
        cursor.execute("ANALYZE delivery_outgoingmail, delivery_deliveryevent, participation_participation")
        plan = ""
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan += "\n".join(row[0] for row in cursor.fetchall())
    for table in ("delivery_outgoingmail", "delivery_deliveryevent", "participation_participation"):
        assert f"Seq Scan on {table}" not in plan, plan
    stretch = "Index Cond: ((id > 0) AND (id <= 10000))"
    for index in (
        stretch,
        "Index Cond: (id > 0)",
        "(id = delivery_deliveryevent.mail_id)",
        "participation_participation_pkey",
        "outgoing_due",
    ):
        assert index in plan, plan


@pytest.mark.parametrize("per_run", [1, 2, 500])
def test_however_runs_and_letters_mingle_each_person_is_asked_exactly_once(campaign: Campaign, per_run: int) -> None:
    """Twelve people whose letters arrive, return and fail over three weeks, while the clock asks every half day."""
    people = [stories.confirmed(campaign, f"s{n}@mail.example", NOW) for n in range(12)]
    endings = (State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.FAILED)
    plan: list[tuple[datetime, OutgoingMail, State]] = []
    for n, person in enumerate(people):
        for m, letter in enumerate(letters_of(person)):
            at, ending = NOW + (n * 7 + m * 11) % 12 * DAY, endings[(n + m * n) % 4]
            if ending in (State.DELIVERED, State.BOUNCED):
                plan.append((at, letter, State.ACCEPTED))
            plan.append((at + SECOND, letter, ending))
    plan.sort(key=lambda step: step[0])
    for half_day in range(2 * 45):
        now = NOW + half_day * DAY / 2
        while plan and plan[0][0] <= now:
            at, letter, state = plan.pop(0)
            becomes(letter, state, at)
        for _ in range(20 if per_run == 1 else 6):
            ask(now, per_run)
    asked = sorted(mail.participation_id or 0 for mail in questions())
    good = {
        mail.participation_id or 0
        for mail in OutgoingMail.objects.filter(kind=Kind.LETTER, state__in=(State.ACCEPTED, State.DELIVERED))
    }
    assert asked == sorted(good)
    assert 0 < len(good) < len(people)
