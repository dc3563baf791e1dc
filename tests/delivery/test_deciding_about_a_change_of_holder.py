"""What the organizers choose for letters whose office has another holder, and what follows from it, at once and for what comes later."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.holder_decisions import CANCELLED, Decision, NoAddress, Settled, decide
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import DeliveryEvent, HolderChange, Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import release_held
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.targets.models import Target
from tests import stories
from tests.delivery.holders import (
    asked_about,
    campaign_to_office,
    leaves_office,
    question,
    replace_holder,
    takes_office,
)
from tests.delivery.letters import sent, states
from tests.stories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOLDER_CHOICE = timedelta(hours=72)


@pytest.fixture
def row() -> Addressee:
    return asked_about()


def test_moved_letters_go_to_the_new_holder_with_their_greeting_and_the_supporters_own_words(row: Addressee) -> None:
    change = decide(question(), Decision.MOVE, stories.admin(), NOW)
    drain(SandboxProvider())
    ((to, text),) = sent()
    assert to == "target2@mail.example"
    assert "Dear Minister Carl Critic," in text
    assert "I ask you to speak up for peaceful protesters." in text
    assert "Nina" not in text
    assert change.decided_by is not None


def test_letters_sent_as_written_go_to_the_former_holder_with_the_old_greeting(row: Addressee) -> None:
    decide(question(), Decision.SEND, None, NOW)
    drain(SandboxProvider())
    ((to, text),) = sent()
    assert to == "target1@mail.example"
    assert "Dear Minister Nina Minister," in text
    assert "I write to you as Minister of Foreign Affairs." in text


def test_cancelled_letters_never_leave_and_say_why_and_by_whom(row: Addressee) -> None:
    admin = stories.admin()
    decide(question(), Decision.CANCEL, admin, NOW)
    drain(SandboxProvider())
    assert states() == [State.CANCELLED]
    assert sent() == []
    last = DeliveryEvent.objects.filter(mail__kind=Kind.LETTER).latest("pk")
    assert (last.reason, last.by) == (CANCELLED, admin)


def test_one_in_doubt_is_not_sent_a_second_time_once_it_is_cancelled(row: Addressee) -> None:
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(state=State.UNCERTAIN)
    decide(question(), Decision.CANCEL, None, NOW)
    assert states() == [State.CANCELLED]


def test_what_comes_after_a_decision_follows_it(row: Addressee) -> None:
    late = stories.submission(row.campaign, email="late@mail.example")
    pending = submit(replace(late, written_for={str(row.pk): stories.target(1).pk}), NOW)
    decide(question(), Decision.CANCEL, None, NOW)
    confirm(pending, NOW)
    stories.as_of(NOW, pending, Kind.LETTER)
    drain(SandboxProvider())
    follow(NOW + MINUTE)
    assert states() == [State.CANCELLED] * 2


def test_what_nobody_decides_about_goes_to_the_new_holder_after_its_time(row: Addressee) -> None:
    follow(NOW + HOLDER_CHOICE - MINUTE)
    drain(SandboxProvider())
    assert states() == [State.QUEUED]
    follow(NOW + HOLDER_CHOICE)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target2@mail.example"]
    change = HolderChange.objects.get()
    assert (change.decision, change.decided_by, change.letters) == (Decision.MOVE, None, 1)


def test_a_site_may_give_its_teams_less_time(row: Addressee, settings: Settings) -> None:
    settings.HOLDER_CHOICE_HOURS = 1
    follow(NOW + timedelta(minutes=59))
    assert question().decision == ""
    follow(NOW + timedelta(hours=1))
    assert HolderChange.objects.get().decision == Decision.MOVE


def test_each_campaign_decides_for_itself(row: Addressee) -> None:
    takes_office_again = stories.target(1)
    assert row.office
    takes_office(row.office, takes_office_again)
    other, other_row = campaign_to_office("the-other")
    stories.confirmed(other)
    replace_holder(row)
    follow(NOW + MINUTE)
    decide(HolderChange.objects.get(addressee=other_row, over_at=None), Decision.SEND, None, NOW)
    drain(SandboxProvider())
    assert states() == [State.QUEUED, State.ACCEPTED]


def test_to_move_is_chosen_for_one_successor_and_asked_again_for_the_next(row: Addressee) -> None:
    decide(question(), Decision.MOVE, None, NOW)
    replace_holder(row, 3)
    drain(SandboxProvider())
    assert states() == [State.QUEUED]
    follow(NOW + MINUTE)
    assert question().successor == stories.target(3)


def test_to_send_as_written_holds_whoever_comes_and_while_nobody_does(row: Addressee) -> None:
    decide(question(), Decision.SEND, None, NOW)
    replace_holder(row, 3)
    follow(NOW + MINUTE)
    assert row.office
    leaves_office(row.office)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target1@mail.example"]


def test_a_decision_of_before_does_not_count_for_what_is_written_after_the_holder_came_back(row: Addressee) -> None:
    decide(question(), Decision.CANCEL, None, NOW)
    replace_holder(row, 1)
    follow(NOW + MINUTE)
    stories.confirmed(row.campaign, "later@mail.example")
    replace_holder(row, 2)
    follow(NOW + 2 * MINUTE)
    assert states() == [State.CANCELLED, State.QUEUED]
    assert question().letters == 1


def test_who_decides_second_learns_what_was_decided_and_changes_nothing(row: Addressee) -> None:
    change = question()
    decide(change, Decision.SEND, None, NOW)
    with pytest.raises(Settled) as settled:
        decide(change, Decision.CANCEL, None, NOW)
    assert settled.value.change.decision == Decision.SEND
    assert states() == [State.QUEUED]


def test_nothing_is_sent_as_written_to_somebody_without_an_address(row: Addressee) -> None:
    Target.objects.filter(pk=stories.target(1).pk).update(email="")
    with pytest.raises(NoAddress):
        decide(question(), Decision.SEND, None, NOW)
    assert question().decision == ""


def test_a_former_holder_whose_address_failed_meanwhile_keeps_the_letters_waiting_without_turning_them_round(
    row: Addressee,
) -> None:
    decide(question(), Decision.SEND, None, NOW)
    Target.objects.filter(pk=stories.target(1).pk).update(address_state=Target.AddressState.DISABLED)
    drain(SandboxProvider())
    assert states() == [State.HELD]
    assert release_held(NOW) == 0, "they would be held again at once"


def test_the_letters_of_a_bundle_wait_and_move_alike() -> None:
    campaign, row = campaign_to_office()
    Campaign.objects.filter(pk=campaign.pk).update(bundles=True)
    stories.people(campaign, 3)
    replace_holder(row)
    follow(NOW)
    drain(SandboxProvider())
    assert sent() == []
    decide(question(), Decision.MOVE, None, NOW)
    drain(SandboxProvider())
    ((to, text),) = sent()
    assert to == "target2@mail.example"
    assert text.count("Dear Minister Carl Critic,") == 3


def test_a_letter_that_was_deferred_before_the_change_is_decided_about_too() -> None:
    campaign, row = campaign_to_office()
    stories.confirmed(campaign)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(
        attempts=1, to_email="target1@mail.example", to_name="Nina Minister"
    )
    replace_holder(row)
    follow(NOW)
    decide(question(), Decision.MOVE, None, NOW)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target2@mail.example"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_of_the_other() -> None:
    campaign, row = campaign_to_office()
    stories.people(campaign, 3)
    replace_holder(row)
    follow(NOW)
    change, outcomes, together = question(), [], threading.Barrier(2)

    def choose(decision: Decision) -> Callable[[], None]:
        def run() -> None:
            together.wait()
            try:
                outcomes.append(decide(change, decision, None, NOW).decision)
            except Settled:
                outcomes.append("settled")
            finally:
                connection.close()

        return run

    threads = [threading.Thread(target=choose(decision)) for decision in (Decision.CANCEL, Decision.SEND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "settled" in outcomes
    change.refresh_from_db()
    expected = State.CANCELLED if change.decision == Decision.CANCEL else State.QUEUED
    assert states() == [expected] * 3


@pytest.mark.django_db(transaction=True)
def test_a_decision_to_cancel_and_workers_at_once_leave_no_letter_half_done() -> None:
    campaign, row = campaign_to_office()
    stories.people(campaign, 20)
    replace_holder(row)
    follow(NOW)
    change, together = question(), threading.Barrier(2)

    def work() -> None:
        together.wait()
        drain(SandboxProvider())
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    together.wait()
    decide(change, Decision.CANCEL, None, NOW)
    worker.join()
    assert states() == [State.CANCELLED] * 20
    assert sent() == []
