"""Whatever happens in whatever order, and wherever a job dies: the tallies tell what a fresh count of the rows tells."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from queue import Queue
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import ALLOWED, TAKEN, TROUBLE, State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.journeys.withdraw import withdraw_waiting
from campaign.participation.models import Participation, ParticipationEvent
from campaign.stats import counts, folding, services
from campaign.stats.models import Log, Mark, Measure, Tally
from campaign.stats.queries import funnel
from campaign.stats.reconciling import differences
from campaign.stats.recutting import recut
from tests import stories
from tests.stories import NOW

THE_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


class Killed(Exception):
    pass


@contextmanager
def killed_before_it_commits() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Killed
    except Killed:
        pass


class Events(RuleBasedStateMachine):
    """One campaign and all that may happen to its rows. The examples share a database: each has a campaign of its own."""

    number = 0

    def __init__(self) -> None:
        super().__init__()
        Events.number += 1
        self.campaign = stories.open_campaign(f"campaign-{Events.number}", people=2)

    @rule(
        person=st.integers(1, 4),
        minutes=st.integers(0, 3_000),
        province=st.sampled_from(["", "ON", "QC"]),
        source=st.sampled_from(["", "mail"]),
        came_before=st.booleans(),
        riding=st.sampled_from(["", "35075"]),
        changed=st.sampled_from([None, 0, 7, 100]),
    )
    def sends_the_form(self, person: int, minutes: int, riding: str, changed: int | None, **counted_by: Any) -> None:
        form = replace(
            stories.submission(self.campaign, email=f"person{person}@mail.example"),
            riding_code=riding,
            words_changed=changed,
            variant="1.1.1" if changed else "",
            **counted_by,
        )
        submit(form, NOW + timedelta(minutes=minutes))

    @rule(which=st.integers(0), minutes=st.integers(0, 3_000))
    def confirms(self, which: int, minutes: int) -> None:
        for person in self.one(which):
            confirm(person, person.submitted_at + timedelta(minutes=minutes))

    @rule(which=st.integers(0))
    def withdraws(self, which: int) -> None:
        for person in self.one(which):
            withdraw_waiting(person, NOW + timedelta(days=9))

    @rule(which=st.integers(0))
    def is_erased(self, which: int) -> None:
        for person in self.one(which):
            Participation.objects.filter(pk=person.pk).update(state="erased", body="", city="", postal_code="")

    @rule(which=st.integers(0), minutes=st.integers(0, 3_000))
    def somebody_mends_its_time(self, which: int, minutes: int) -> None:
        for person in self.one(which):
            sent = person.submitted_at - timedelta(minutes=minutes)
            Participation.objects.filter(pk=person.pk).update(submitted_at=sent)

    @rule(which=st.integers(0), state=st.sampled_from(list(State)), times=st.integers(1, 2))
    def is_heard_of_a_letter(self, which: int, state: State, times: int) -> None:
        """Also twice, and out of turn: the table of states decides."""
        letters = list(OutgoingMail.objects.filter(campaign=self.campaign, kind="letter").order_by("pk"))
        for letter in letters[which % len(letters) :][:1] if letters else []:
            for _ in range(times):
                come_from = [before for before, after in ALLOWED.items() if state in after]
                move([letter.pk], come_from, Change(state, "a story"))

    @rule(log=st.sampled_from(list(Log)), chunk=st.integers(1, 7))
    def the_job_runs(self, log: Log, chunk: int) -> None:
        folding.fold(folding.current_version(), log, chunk)

    @rule(log=st.sampled_from(list(Log)))
    def the_job_is_killed(self, log: Log) -> None:
        with killed_before_it_commits():
            folding.sum_up(folding.current_version(), log, 3)

    @rule(log=st.sampled_from(list(Log)))
    def a_rebuild_is_stopped_in_the_middle(self, log: Log) -> None:
        folding.fold(folding.current_version() + 1, log, 5)

    @rule()
    def all_is_made_anew(self) -> None:
        services.rebuild(lambda _rows: None)

    @rule(zone=st.sampled_from(["America/Toronto", "America/St_Johns", "America/Vancouver"]))
    def its_time_zone_is_changed(self, zone: str) -> None:
        Campaign.objects.filter(pk=self.campaign.pk).update(time_zone=zone)

    @rule(keys=st.integers(3, 50))
    def its_days_are_cut_anew(self, keys: int) -> None:
        recut(self.campaign.pk, keys=keys)

    @rule()
    def cutting_them_anew_is_killed(self) -> None:
        with killed_before_it_commits():
            recut(self.campaign.pk)

    @invariant()
    def the_tallies_equal_a_recount(self) -> None:
        assert [str(one) for one in differences()] == []

    @invariant()
    def what_pages_tell_is_exact_without_the_job(self) -> None:
        people = Participation.objects.filter(campaign=self.campaign)
        letters = OutgoingMail.objects.filter(campaign=self.campaign, kind="letter")
        assert counts.confirmed(self.campaign.pk) == people.filter(state="confirmed").count()
        assert counts.funnel([self.campaign.pk]) == funnel([self.campaign.pk])
        assert counts.since([self.campaign.pk], THE_BEGINNING) == Counter(
            taken=letters.filter(state__in=TAKEN).count(), trouble=letters.filter(state__in=TROUBLE).count()
        )
        told = Counter[str]()
        for value, states in counts.values(self.campaign.pk, Measure.VARIANT).items():
            told[value.partition(" ")[2]] += sum(states.values())
        assert told == Counter(
            f"{one.variant} {'confirmed' if one.confirmed_at else 'sent'} {'own' if one.words_changed else 'ours'}"
            for one in people.exclude(variant="")
        )

    def one(self, which: int) -> list[Participation]:
        people = list(Participation.objects.filter(campaign=self.campaign).order_by("pk"))
        return [people[which % len(people)]] if people else []


def test_any_sequence_of_events_and_crashes_gives_tallies_equal_to_a_fresh_recount() -> None:
    run_state_machine_as_test(
        Events,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def told(version: int) -> list[tuple[object, ...]]:
    cells = Tally.objects.filter(version=version).exclude(n=0)
    columns = ("campaign_id", "measure", "period", "language", "province", "source", "value", "state", "n")
    return sorted(cells.values_list(*columns))


def fold_all() -> None:
    for _ in range(2):
        services.fold_new(60)


def test_made_anew_they_are_exactly_the_same() -> None:
    campaign = stories.open_campaign()
    stories.people(campaign, 6)
    submit(replace(stories.submission(campaign), province="QC", source="newsletter"), NOW)
    fold_all()
    before = told(1)
    services.rebuild(lambda _rows: None)
    assert before
    assert told(2) == before
    assert not Tally.objects.filter(version=1).exists()
    assert set(Mark.objects.values_list("version", flat=True)) == {2}


def test_a_row_whose_key_is_smaller_but_whose_transaction_ends_later_is_not_passed_over() -> None:
    campaign = stories.open_campaign()
    written, go_on = Queue[bool](), Queue[bool]()

    def slow_supporter() -> None:
        with transaction.atomic():
            stories.submitted(campaign, "slow@mail.example")
            written.put(True)
            go_on.get(timeout=30)
        connection.close()

    slow = Thread(target=slow_supporter)
    slow.start()
    written.get(timeout=30)
    stories.submitted(campaign, "quick@mail.example")
    fold_all()
    assert Mark.objects.get(log="people").folded_to == 0
    assert counts.people([campaign.pk])[campaign.pk] == {"pending": 1}
    go_on.put(True)
    slow.join()
    fold_all()
    assert ParticipationEvent.objects.filter(pk__gt=Mark.objects.get(log="people").folded_to).count() == 0
    assert counts.people([campaign.pk])[campaign.pk] == {"pending": 2}
    assert list(differences()) == []


def test_a_job_that_dies_between_the_sums_and_the_mark_has_done_neither() -> None:
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    folding.probe(1, Log.PEOPLE)
    with refusing_to_move_marks(), pytest.raises(InternalError):
        folding.sum_up(1, Log.PEOPLE, 100)
    assert not Tally.objects.exists()
    assert list(differences()) == []


@contextmanager
def refusing_to_move_marks() -> Iterator[None]:
    """PostgreSQL breaks off in the moment in which the mark is moved, when the sums are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no power' USING ERRCODE = 'XX000'; END $$;"
            "CREATE TRIGGER refuse BEFORE UPDATE OF folded_to ON stats_mark FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        try:
            yield
        finally:
            cursor.execute("DROP TRIGGER refuse ON stats_mark; DROP FUNCTION refuse()")


def test_several_jobs_at_once_sum_up_each_row_once() -> None:
    campaign = stories.open_campaign(people=1)
    stories.people(campaign, 12)
    start = Barrier(3)

    def job() -> None:
        start.wait(timeout=30)
        for _ in range(60):
            folding.fold(1, Log.PEOPLE, 1)
        connection.close()

    jobs = [Thread(target=job) for _ in range(3)]
    for each in jobs:
        each.start()
    for each in jobs:
        each.join()
    fold_all()
    assert counts.people([campaign.pk])[campaign.pk] == {"confirmed": 12}
    assert list(differences()) == []


def test_marks_from_another_server_do_not_stop_the_count() -> None:
    """As after a restore: transaction numbers of the old server are larger than any of this one."""
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    folding.probe(1, Log.PEOPLE)
    Mark.objects.update(probe_transaction=2**60)
    fold_all()
    assert Mark.objects.get(log="people").folded_to > 0
    assert list(differences()) == []


def test_by_what_somebody_is_counted_never_changes() -> None:
    person = stories.submitted(stories.open_campaign())
    with pytest.raises(ProgrammingError, match="counted"):
        Participation.objects.filter(pk=person.pk).update(province="NL")


def test_a_removed_participation_is_counted_no_more() -> None:
    campaign: Campaign = stories.open_campaign()
    gone = stories.submitted(campaign)
    fold_all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM delivery_deliveryevent")
        cursor.execute("DELETE FROM delivery_outgoingmail")
        cursor.execute("DELETE FROM participation_participation WHERE id = %s", [gone.pk])
    assert counts.people([campaign.pk])[campaign.pk] == {}
    assert list(differences()) == []
