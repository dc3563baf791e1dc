"""A report can be quicker than our own record of the acceptance: the mail is settled, and its claim goes on."""

import pytest

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import Message, Receipt, SandboxProvider
from campaign.delivery.record import Change, move
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.delivery.suppression import suppress
from tests import stories

pytestmark = pytest.mark.django_db


class Quick(SandboxProvider):
    """Its report of the first letter is there before its answer."""

    def send(self, message: Message) -> Receipt:
        move([message.mail.outbox_id], (State.SENDING,), Change(State.DELIVERED))
        return super().send(message)


def test_a_letter_reported_before_it_was_recorded_stops_none_of_the_others() -> None:
    stories.confirmed(stories.open_campaign(people=3))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    drain(Quick())
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER)
    assert set(letters.values_list("state", flat=True)) == {State.DELIVERED}


def test_mail_to_an_address_that_came_back_meanwhile_is_not_sent_and_says_why() -> None:
    stories.submitted(stories.open_campaign())
    suppress(stories.SUPPORTER_ADDRESS, "550 5.1.1 No such user")
    assert drain(SandboxProvider()).tried == 0
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.reason[:20]) == (State.SUPPRESSED, "Mail to this address")
