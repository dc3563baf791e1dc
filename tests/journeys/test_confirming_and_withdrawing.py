"""From the confirmation to the letters, and back again while there is time."""

from datetime import timedelta

import pytest

from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.journeys.confirm import Outcome, confirm
from campaign.journeys.copy import send_copy
from campaign.journeys.withdraw import UndoWindowOver, undo, withdraw_waiting
from campaign.participation.models import Participation
from campaign.stats.queries import confirmed_count
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def letters() -> list[str]:
    return list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("state", flat=True))


def test_a_confirmed_letter_is_queued_once_for_each_recipient_after_the_undo_window() -> None:
    stories.confirmed(stories.open_campaign(people=3))
    rows = OutgoingMail.objects.filter(kind=Kind.LETTER)
    assert rows.values("addressee").distinct().count() == rows.count() == 3
    assert set(rows.values_list("next_attempt_at", flat=True)) == {NOW + 120 * SECOND}


def test_confirming_twice_queues_no_second_letter() -> None:
    participation = stories.confirmed(stories.open_campaign())
    assert confirm(participation, NOW) is Outcome.ALREADY_CONFIRMED
    assert letters() == [State.QUEUED] * 5


def test_only_the_ticked_recipients_get_the_letter() -> None:
    campaign = stories.open_campaign()
    participation = stories.submitted(campaign)
    participation.recipient_keys = participation.recipient_keys[:2]
    participation.save()
    confirm(participation, NOW)
    assert letters() == [State.QUEUED] * 2


def test_a_recipient_whom_staff_took_off_the_list_meanwhile_is_left_out() -> None:
    campaign = stories.open_campaign()
    participation = stories.submitted(campaign)
    campaign.addressees.all()[0].delete()
    assert confirm(participation, NOW) is Outcome.CONFIRMED
    assert letters() == [State.QUEUED] * 4


def test_undo_within_the_window_cancels_all_and_takes_the_person_out_of_the_count() -> None:
    campaign = stories.open_campaign()
    participation = stories.confirmed(campaign)
    assert undo(participation, NOW + 119 * SECOND) == 5
    assert letters() == [State.CANCELLED] * 5
    assert confirmed_count(campaign.pk) == 0


def test_undo_is_over_when_the_window_ends() -> None:
    campaign = stories.open_campaign()
    participation = stories.confirmed(campaign)
    with pytest.raises(UndoWindowOver):
        undo(participation, NOW + 120 * SECOND)
    assert letters() == [State.QUEUED] * 5
    assert confirmed_count(campaign.pk) == 1


def test_withdrawing_later_cancels_what_still_waits_and_keeps_what_left() -> None:
    campaign = stories.open_campaign()
    participation = stories.confirmed(campaign)
    first = OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk")[0]
    OutgoingMail.objects.filter(pk=first.pk).update(state=State.ACCEPTED)
    assert withdraw_waiting(participation, NOW) == 4
    assert letters() == [State.ACCEPTED] + [State.CANCELLED] * 4
    assert confirmed_count(campaign.pk) == 1, "a letter was sent in this person's name"


def test_a_letter_that_a_worker_holds_is_not_cancelled_under_its_hands() -> None:
    participation = stories.confirmed(stories.open_campaign(people=2))
    first = OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk")[0]
    OutgoingMail.objects.filter(pk=first.pk).update(state=State.SENDING)
    assert withdraw_waiting(participation, NOW) == 1
    participation.refresh_from_db()
    assert participation.state == Participation.State.CONFIRMED


def test_a_withdrawn_letter_is_never_sent() -> None:
    participation = stories.confirmed(stories.open_campaign())
    undo(participation, NOW)
    drain(SandboxProvider())
    assert letters() == [State.CANCELLED] * 5


def test_every_cancelled_letter_says_in_its_history_who_cancelled_it() -> None:
    undo(stories.confirmed(stories.open_campaign(people=1)), NOW)
    event = DeliveryEvent.objects.filter(mail__kind=Kind.LETTER).last()
    assert event is not None
    assert (event.from_state, event.to_state) == (State.QUEUED, State.CANCELLED)
    assert event.reason == "Withdrawn by the supporter."


def test_a_copy_is_sent_once_however_often_it_is_asked_for() -> None:
    participation = stories.confirmed(stories.open_campaign())
    send_copy(participation, NOW)
    send_copy(participation, NOW)
    assert OutgoingMail.objects.filter(kind=Kind.COPY).count() == 1
