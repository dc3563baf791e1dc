"""An organizer removes somebody in the very moment in which a supporter confirms a letter to them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction

from campaign.campaigns.addressees import HasLetters, remove, retire
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys.addressees import TakenOff, Waiting, take_off, waiting_for
from campaign.journeys.confirm import confirm
from campaign.participation.models import Participation
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 10  # for the other thread; it takes milliseconds


def confirm_slowly(participation: Participation, written: Event, go_on: Event) -> None:
    try:
        with transaction.atomic():
            confirm(participation, stories.NOW)
            written.set()
            assert go_on.wait(PATIENCE_SECONDS)
    finally:
        connection.close()


def test_no_letter_is_left_without_its_addressee_and_the_next_click_writes_to_the_others() -> None:
    campaign = stories.open_campaign(people=2)
    first, second = campaign.addressees.all()
    participation = stories.submitted(campaign)
    written, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        confirming = pool.submit(confirm_slowly, participation, written, go_on)
        assert written.wait(PATIENCE_SECONDS)
        remove(first)
        go_on.set()
        assert isinstance(confirming.exception(), IntegrityError)

    participation.refresh_from_db()
    assert participation.state == Participation.State.PENDING
    confirm(participation, stories.NOW)
    assert OutgoingMail.objects.get(kind=Kind.LETTER).addressee == second


def test_a_letter_confirmed_beside_a_retirement_keeps_its_addressee_and_can_be_cancelled_after_it() -> None:
    campaign = stories.open_campaign(people=2)
    first = campaign.addressees.all()[0]
    participation = stories.submitted(campaign)
    written, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        confirming = pool.submit(confirm_slowly, participation, written, go_on)
        assert written.wait(PATIENCE_SECONDS)
        retire(first, stories.NOW)
        go_on.set()
        confirming.result()
    assert waiting_for([first.pk]) == {first.pk: 1}
    assert take_off(first, Waiting.CANCEL, stories.organizer(), stories.NOW) == TakenOff(cancelled=1, waiting=0)


def test_a_confirmation_that_was_faster_keeps_the_addressee() -> None:
    campaign = stories.open_campaign(people=2)
    stories.confirmed(campaign)
    with pytest.raises(HasLetters):
        remove(campaign.addressees.all()[0])
    assert OutgoingMail.objects.filter(kind=Kind.LETTER).count() == 2
