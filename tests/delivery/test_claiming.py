"""Claims: nobody works on what another holds, and what a dead worker held comes back."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models.functions import Now

from campaign.delivery.claiming import recover_lost_claims
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.record import Change, RefusedTransition, move, move_claimed
from campaign.delivery.states import State
from tests import stories
from tests.delivery.claims import claim_due
from tests.delivery.letters import states
from tests.stories import NOW

pytestmark = pytest.mark.django_db
OVER = timedelta(seconds=-1)


def only_letters(number: int) -> None:
    """That many due letters, and no other mail."""
    stories.confirmed(stories.open_campaign(people=number))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)


def test_a_claim_takes_what_is_due_and_counts_the_attempt() -> None:
    only_letters(3)
    claim = claim_due(limit=10)
    assert [mail.attempts for mail in claim.mails] == [1, 1, 1]
    assert states() == [State.SENDING] * 3


def test_what_is_not_due_yet_is_left_alone() -> None:
    only_letters(1)
    OutgoingMail.objects.update(next_attempt_at=Now() + timedelta(minutes=1))
    assert claim_due(limit=10).mails == []


def test_people_who_wait_for_their_link_go_before_letters() -> None:
    campaign = stories.open_campaign(people=3)
    stories.confirmed(campaign)
    stories.submitted(campaign, "later@mail.example")
    kinds = [mail.kind for mail in claim_due(limit=3).mails]
    assert kinds == [Kind.CONFIRMATION, Kind.CONFIRMATION, Kind.LETTER]


@pytest.mark.django_db(transaction=True)
def test_four_workers_over_one_queue_claim_every_mail_exactly_once() -> None:
    campaign = stories.open_campaign(people=5)
    stories.people(campaign, 20)
    taken: list[int] = []

    def work() -> None:
        while mails := claim_due(limit=7).mails:
            taken.extend(mail.pk for mail in mails)
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(OutgoingMail.objects.values_list("pk", flat=True))
    assert len(taken) == 20 * 6


def test_a_dead_worker_leaves_one_uncertain_mail_and_gives_back_the_rest() -> None:
    only_letters(5)
    claim = claim_due(limit=10, lease=OVER)
    for mail in claim.mails[:2]:
        move_claimed(mail.pk, claim.id, Change(State.ACCEPTED))
    assert recover_lost_claims() == 3
    assert states() == [State.ACCEPTED] * 2 + [State.UNCERTAIN] + [State.QUEUED] * 2


def test_the_uncertain_mail_waits_fifteen_minutes_and_the_rest_does_not_wait() -> None:
    only_letters(3)
    claim_due(limit=10, lease=OVER)
    recover_lost_claims()
    due_in_a_quarter = OutgoingMail.objects.filter(
        next_attempt_at__gt=Now() + timedelta(minutes=14), next_attempt_at__lt=Now() + timedelta(minutes=16)
    )
    assert [mail.state for mail in due_in_a_quarter] == [State.UNCERTAIN]
    assert len(claim_due(limit=10).mails) == 2


def test_what_was_given_back_untried_does_not_count_as_an_attempt() -> None:
    only_letters(2)
    claim_due(limit=10, lease=OVER)
    recover_lost_claims()
    given_back = OutgoingMail.objects.get(state=State.QUEUED, kind=Kind.LETTER)
    assert given_back.attempts == 0


def test_an_uncertain_mail_is_sent_once_more_and_marked_as_a_possible_duplicate() -> None:
    only_letters(1)
    claim_due(limit=10, lease=OVER)
    recover_lost_claims()
    OutgoingMail.objects.update(next_attempt_at=NOW)
    (again,) = claim_due(limit=10, lease=OVER).mails
    assert again.possible_duplicate
    recover_lost_claims()
    assert states() == [State.FAILED], "a mail that kills its workers ends with a person, not in a flood"


def test_a_living_workers_lease_is_not_taken_away() -> None:
    only_letters(2)
    claim_due(limit=10)
    assert recover_lost_claims() == 0
    assert states() == [State.SENDING] * 2


def test_a_worker_that_lost_its_claim_records_nothing() -> None:
    only_letters(1)
    claim = claim_due(limit=10, lease=OVER)
    recover_lost_claims()
    assert not move_claimed(claim.mails[0].pk, claim.id, Change(State.ACCEPTED))
    assert states() == [State.UNCERTAIN]


def test_every_change_of_state_leaves_an_event() -> None:
    only_letters(1)
    claim = claim_due(limit=10)
    move_claimed(claim.mails[0].pk, claim.id, Change(State.ACCEPTED))
    events = DeliveryEvent.objects.filter(mail=claim.mails[0]).values_list("from_state", "to_state")
    assert list(events) == [("", "queued"), ("queued", "sending"), ("sending", "accepted")]


def test_a_change_that_the_table_does_not_allow_is_refused_before_the_database_is_asked() -> None:
    only_letters(1)
    with pytest.raises(RefusedTransition):
        move([1], (State.ACCEPTED,), Change(State.QUEUED))


def test_history_cannot_be_rewritten() -> None:
    only_letters(1)
    with pytest.raises(Exception, match="only ever added"):
        DeliveryEvent.objects.update(reason="It never happened.")
