"""Letters that were written for one minister wait when another takes office, until the organizers chose; nobody else's mail does."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from pytest_django import Settings

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.queries import make_key
from campaign.delivery import forecast
from campaign.delivery.holder_decisions import CANCELLED, ChangedAgain, Decision, NoAddress, Settled, decide
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import DeliveryEvent, HolderChange, Kind, OutgoingMail, SandboxMail, Stream
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.queries import letters_of
from campaign.delivery.sending import drain
from campaign.delivery.services import release_held
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.journeys.withdraw import withdraw_waiting
from campaign.targets.models import Target
from tests import stories
from tests.delivery.holders import campaign_to_office, leaves_office, replace_holder, takes_office
from tests.stories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOLDER_CHOICE = timedelta(hours=72)


def states() -> list[str]:
    return list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("state", flat=True))


def sent() -> list[tuple[str, str]]:
    """To whom letters went, and their words."""
    mails = SandboxMail.objects.filter(kind=Kind.LETTER).order_by("pk")
    return [(mail.to, _text(bytes(mail.raw))) for mail in mails]


def _text(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def told() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=Kind.STAFF).order_by("pk"))


@pytest.fixture
def row() -> Addressee:
    """Written to while Nina Minister held the office; Carl Critic holds it now, and the organizer has been asked."""
    stories.organizer()
    campaign, row = campaign_to_office()
    stories.confirmed(campaign)
    replace_holder(row)
    follow(NOW)
    return row


def question() -> HolderChange:
    return HolderChange.objects.get(decided_at=None, over_at=None)


def test_a_letter_leaves_at_once_for_whom_it_was_written_for() -> None:
    campaign, _row = campaign_to_office()
    stories.confirmed(campaign)
    follow(NOW)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target1@mail.example"]
    assert not HolderChange.objects.exists()


def test_a_letter_that_was_confirmed_before_another_took_office_waits_and_its_team_is_asked_once(
    row: Addressee,
) -> None:
    drain(SandboxProvider())
    follow(NOW + MINUTE)
    drain(SandboxProvider())
    assert states() == [State.QUEUED]
    change = question()
    assert (change.former, change.successor, change.letters) == (stories.target(1), stories.target(2), 1)
    (mail,) = told()
    assert mail.to_email == "organizer@mail.example"
    assert "Minister of Foreign Affairs: 1 written for Nina Minister; now it is Carl Critic." in mail.text
    assert "/staff/holders/" in mail.text


def test_it_waits_before_anybody_was_asked() -> None:
    campaign, row = campaign_to_office()
    stories.confirmed(campaign)
    replace_holder(row)
    assert drain(SandboxProvider()).accepted == 1, "the mail that asks for the confirmation"
    assert states() == [State.QUEUED]


def test_who_confirms_after_the_change_has_written_to_the_former_holder_all_the_same() -> None:
    campaign, row = campaign_to_office()
    participation = submit(stories.submission(campaign), NOW)
    replace_holder(row)
    confirm(participation, NOW)
    stories.as_of(NOW, participation, Kind.LETTER)
    drain(SandboxProvider())
    assert states() == [State.QUEUED]


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


def test_a_question_is_over_once_no_letter_waits_for_its_answer(row: Addressee) -> None:
    withdraw_waiting(row.campaign.participations.get(), NOW)
    follow(NOW + MINUTE)
    assert HolderChange.objects.get().over_at == NOW + MINUTE
    follow(NOW + HOLDER_CHOICE)
    assert HolderChange.objects.get().decision == ""


def test_letters_written_for_the_new_holder_and_other_peoples_do_not_wait(row: Addressee) -> None:
    stories.confirmed(row.campaign, "later@mail.example")
    stories.confirmed(stories.open_campaign(people=1))
    drain(SandboxProvider())
    assert states() == [State.QUEUED, State.ACCEPTED, State.ACCEPTED]
    assert sorted(to for to, _ in sent()) == ["target1@mail.example", "target2@mail.example"]


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


def test_letters_of_before_this_was_known_go_to_whoever_holds_the_office() -> None:
    campaign, row = campaign_to_office()
    participation = submit(replace(stories.submission(campaign), written_for={}), NOW)
    confirm(participation, NOW)
    stories.as_of(NOW, participation, Kind.LETTER)
    replace_holder(row)
    follow(NOW)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target2@mail.example"]


def test_an_own_member_who_lost_the_seat_is_asked_about_too() -> None:
    campaign = stories.open_campaign(people=1)
    own = Addressee.objects.create(campaign=campaign, own_member_of="story", greeting={"en": "Dear {name}"})
    before, after = stories.target(1), stories.target(2)
    Target.objects.filter(pk=before.pk).update(riding_code="35075")
    key = make_key(own.pk, 35075)
    written = replace(stories.submission(campaign), recipient_keys=(key,), written_for={key: before.pk})
    participation = submit(written, NOW)
    confirm(participation, NOW)
    stories.as_of(NOW, participation, Kind.LETTER)
    Target.objects.filter(pk=before.pk).update(listed="gone")
    Target.objects.filter(pk=after.pk).update(riding_code="35075")
    follow(NOW)
    drain(SandboxProvider())
    assert states() == [State.QUEUED]
    assert (question().former, question().successor) == (before, after)


def test_a_vacant_office_is_nobodys_question_until_somebody_takes_it() -> None:
    campaign, row = campaign_to_office()
    stories.confirmed(campaign)
    assert row.office
    leaves_office(row.office)
    follow(NOW)
    drain(SandboxProvider())
    follow(NOW + MINUTE)
    assert states() == [State.HELD]
    assert not HolderChange.objects.exists()
    takes_office(row.office, stories.target(2))
    assert release_held(NOW) == 0, "nothing goes on its way before somebody chose"
    follow(NOW + 2 * MINUTE)
    change = decide(question(), Decision.MOVE, None, NOW)
    assert change.letters == 1
    assert release_held(NOW) == 1
    drain(SandboxProvider())
    assert states() == [State.ACCEPTED]


def test_a_second_change_ends_the_first_question_and_asks_another_with_its_own_time(row: Addressee) -> None:
    first = question()
    replace_holder(row, 3)
    with pytest.raises(ChangedAgain):
        decide(first, Decision.MOVE, None, NOW)
    follow(NOW + HOLDER_CHOICE)
    first.refresh_from_db()
    assert (first.decision, first.over_at) == ("", NOW + HOLDER_CHOICE)
    assert question().successor == stories.target(3)
    drain(SandboxProvider())
    assert states() == [State.QUEUED]
    assert len(told()) == 2


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


def test_a_holder_who_comes_back_gets_the_letters_and_nobody_need_choose(row: Addressee) -> None:
    replace_holder(row, 1)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target1@mail.example"]
    follow(NOW + MINUTE)
    assert not HolderChange.objects.filter(over_at=None).exists()


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


def test_the_forecast_says_that_somebody_must_choose_and_counts_what_waits_in_nobodys_way(row: Addressee) -> None:
    campaign = Campaign.objects.get()
    stories.confirmed(campaign, "later@mail.example")
    waits, goes = sorted(forecast.of_campaign(campaign, NOW), key=lambda line: not line.hindrance)
    assert "written for Nina Minister" in waits.hindrance
    assert waits.last_leaves_at is None
    assert goes.hindrance == ""


def test_each_seat_and_person_has_a_stream_of_its_own(row: Addressee) -> None:
    stories.confirmed(row.campaign, "later@mail.example")
    stories.confirmed(row.campaign, "last@mail.example")
    assert sorted(Stream.objects.values_list("addressee", "seat", "written_for")) == [
        (row.pk, 1, stories.target(1).pk),
        (row.pk, 1, stories.target(2).pk),
    ]


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


def test_a_supporter_reads_whom_their_letter_was_written_for_while_it_waits_and_who_got_it_afterwards(
    row: Addressee,
) -> None:
    participation = row.campaign.participations.get()
    (status,) = letters_of(participation, "en")
    assert (status.name, status.successor) == ("Nina Minister", "Carl Critic")
    decide(question(), Decision.MOVE, None, NOW)
    (status,) = letters_of(participation, "en")
    assert (status.name, status.successor) == ("Carl Critic", "")
    drain(SandboxProvider())
    (status,) = letters_of(participation, "en")
    assert (status.name, status.state) == ("Carl Critic", State.ACCEPTED)


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
