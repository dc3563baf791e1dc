"""Letters that were written for one minister wait when another takes office, until the organizers chose; nobody else's mail does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import make_key
from campaign.delivery import forecast
from campaign.delivery.holder_decisions import ChangedAgain, Decision, decide
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import HolderChange, Kind, Stream
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
from tests.delivery.holders import (
    asked_about,
    campaign_to_office,
    leaves_office,
    question,
    replace_holder,
    takes_office,
    told,
)
from tests.delivery.letters import sent, states
from tests.stories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOLDER_CHOICE = timedelta(hours=72)


@pytest.fixture
def row() -> Addressee:
    return asked_about()


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


def test_a_holder_who_comes_back_gets_the_letters_and_nobody_need_choose(row: Addressee) -> None:
    replace_holder(row, 1)
    drain(SandboxProvider())
    assert [to for to, _ in sent()] == ["target1@mail.example"]
    follow(NOW + MINUTE)
    assert not HolderChange.objects.filter(over_at=None).exists()


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


def test_a_supporter_reads_whom_their_letter_was_written_for_while_it_waits_and_who_got_it_afterwards(
    row: Addressee,
) -> None:
    participation = row.campaign.participations.get()
    (status,) = letters_of(participation, "en", NOW.date())
    assert (status.name, status.successor) == ("Nina Minister", "Carl Critic")
    decide(question(), Decision.MOVE, None, NOW)
    (status,) = letters_of(participation, "en", NOW.date())
    assert (status.name, status.successor) == ("Carl Critic", "")
    drain(SandboxProvider())
    (status,) = letters_of(participation, "en", NOW.date())
    assert (status.name, status.state) == ("Carl Critic", State.ACCEPTED)
