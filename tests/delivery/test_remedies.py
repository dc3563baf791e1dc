"""What a person may do to mail by hand, from every state; each deed stands in the history with who did it."""

from typing import Any

import pytest

from campaign.accounts.models import User
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail, Suppression
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.record import Change, move
from campaign.delivery.remedies import Remedy, remedies_of, use
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.delivery.suppression import hash_of
from campaign.participation.models import Participation
from tests import stories

pytestmark = pytest.mark.django_db

# The way from "queued" to each state.
WAYS: dict[State, tuple[State, ...]] = {
    State.QUEUED: (),
    State.SENDING: (State.SENDING,),
    State.ACCEPTED: (State.SENDING, State.ACCEPTED),
    State.DELIVERED: (State.SENDING, State.DELIVERED),
    State.BOUNCED: (State.SENDING, State.BOUNCED),
    State.COMPLAINED: (State.SENDING, State.COMPLAINED),
    State.HELD: (State.HELD,),
    State.SUPPRESSED: (State.SUPPRESSED,),
    State.CANCELLED: (State.CANCELLED,),
    State.UNCERTAIN: (State.SENDING, State.UNCERTAIN),
    State.FAILED: (State.SENDING, State.FAILED),
}
BECOMES: dict[tuple[Remedy, State], State] = {
    (Remedy.RETRY, State.FAILED): State.QUEUED,
    (Remedy.RETRY, State.SUPPRESSED): State.QUEUED,
    (Remedy.RELEASE, State.HELD): State.QUEUED,
    (Remedy.RELEASE, State.UNCERTAIN): State.UNCERTAIN,
    (Remedy.CANCEL, State.QUEUED): State.CANCELLED,
    (Remedy.CANCEL, State.HELD): State.CANCELLED,
    (Remedy.CANCEL, State.UNCERTAIN): State.CANCELLED,
    (Remedy.MARK_SENT, State.UNCERTAIN): State.ACCEPTED,
    (Remedy.MARK_SENT, State.FAILED): State.ACCEPTED,
}


@pytest.fixture
def admin() -> User:
    return stories.admin()


def letter_in(state: State, **values: Any) -> OutgoingMail:
    stories.confirmed(stories.open_campaign(people=1))
    letter = OutgoingMail.objects.get(kind=Kind.LETTER)
    before = State.QUEUED
    for step in WAYS[state]:
        move([letter.pk], (before,), Change(step))
        before = step
    OutgoingMail.objects.filter(pk=letter.pk).update(attempts=18, **values)
    return OutgoingMail.objects.get(pk=letter.pk)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("remedy", Remedy)
def test_each_remedy_works_where_it_makes_sense_and_nowhere_else(admin: User, remedy: Remedy, state: State) -> None:
    letter = letter_in(state)
    events = DeliveryEvent.objects.count()
    becomes = BECOMES.get((remedy, state))

    done = use(remedy, [letter.pk], admin)

    letter.refresh_from_db()
    assert done == (becomes is not None)
    assert letter.state == (becomes or state)
    assert DeliveryEvent.objects.count() == events + done
    if becomes:
        event = DeliveryEvent.objects.latest("pk")
        assert (event.by, event.from_state, event.to_state) == (admin, state, becomes)
        assert event.reason == letter.reason
        assert event.reason.endswith("by hand.")


@pytest.mark.parametrize("state", State)
def test_what_is_offered_is_what_works(state: State) -> None:
    offered = {remedy for remedy in Remedy if (remedy, state) in BECOMES}
    assert set(remedies_of(letter_in(state))) == offered


def test_a_letter_that_was_given_up_is_tried_anew_at_once(admin: User) -> None:
    letter = letter_in(State.FAILED)
    use(Remedy.RETRY, [letter.pk], admin)
    letter.refresh_from_db()
    assert letter.attempts == 0
    drain(SandboxProvider())
    letter.refresh_from_db()
    assert letter.state == State.ACCEPTED


def test_a_letter_in_doubt_that_is_released_is_sent_again_now_and_flagged(admin: User) -> None:
    letter = letter_in(State.UNCERTAIN)
    move([letter.pk], (State.UNCERTAIN,), Change(State.SENDING))
    move([letter.pk], (State.SENDING,), Change(State.UNCERTAIN, delay=None))
    use(Remedy.RELEASE, [letter.pk], admin)
    drain(SandboxProvider())
    letter.refresh_from_db()
    assert (letter.state, letter.possible_duplicate) == (State.ACCEPTED, True)


def test_marked_as_sent_it_knows_since_when(admin: User) -> None:
    letter = letter_in(State.FAILED)
    use(Remedy.MARK_SENT, [letter.pk], admin)
    letter.refresh_from_db()
    assert letter.accepted_at is not None


@pytest.mark.parametrize("state", [State.FAILED, State.HELD, State.UNCERTAIN, State.SUPPRESSED])
@pytest.mark.parametrize("taken_back", [Participation.State.WITHDRAWN, Participation.State.ERASED])
def test_what_a_supporter_took_back_is_never_sent_again(
    admin: User, state: State, taken_back: Participation.State
) -> None:
    letter = letter_in(state)
    Participation.objects.update(state=taken_back)
    assert use(Remedy.RETRY, [letter.pk], admin) == 0
    assert use(Remedy.RELEASE, [letter.pk], admin) == 0
    assert not {Remedy.RETRY, Remedy.RELEASE} & set(remedies_of(letter))


def test_a_suppressed_address_gets_mail_only_after_somebody_lifted_it(admin: User) -> None:
    letter = letter_in(State.SUPPRESSED, to_email="ana.quispe@mail.example")
    known = Suppression.objects.create(address_hash=hash_of("Ana.Quispe+news@mail.example"), reason="550 No such user")
    assert remedies_of(letter) == []
    assert use(Remedy.RETRY, [letter.pk], admin) == 0
    Suppression.objects.filter(pk=known.pk).update(lifted_at=stories.NOW, lifted_by=admin)
    assert use(Remedy.RETRY, [letter.pk], admin) == 1


def test_many_at_once_are_done_in_steps_and_counted(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.delivery.remedies.STEP", 2)
    stories.people(stories.open_campaign(people=1), 5)
    ids = list(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("pk", flat=True))
    move(ids[:1], (State.QUEUED,), Change(State.SENDING))
    assert use(Remedy.CANCEL, ids, admin) == 4
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, state=State.CANCELLED).count() == 4
    assert use(Remedy.CANCEL, ids, admin) == 0
