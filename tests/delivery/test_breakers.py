"""A breaker holds what is queued when too much fails, says so once, tries again with one mail, and opens the way slowly."""

import logging
from datetime import timedelta

import pytest

from campaign.delivery import breakers
from campaign.delivery.models import Breaker, Kind, OutgoingMail, Pause
from campaign.delivery.provider import Message, Outcome, ProviderDown, ProviderStopped, Receipt, SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=6)


class Answering(SandboxProvider):
    """Says the same of every letter; mail to supporters arrives."""

    def __init__(self, receipt: Receipt | ProviderDown, name: str = "first") -> None:
        self.receipt: Receipt | ProviderDown = receipt
        self.name = name
        self.asked = 0

    def send(self, message: Message) -> Receipt:
        if message.mail.kind != Kind.LETTER and isinstance(self.receipt, Receipt):
            return Receipt(Outcome.ACCEPTED)
        self.asked += 1
        if isinstance(self.receipt, ProviderDown):
            raise self.receipt
        return self.receipt


ACCEPTED = Receipt(Outcome.ACCEPTED)
REFUSED = Receipt(Outcome.PERMANENT, "550 5.7.1 Blocked")
BROKEN = Receipt(Outcome.TEMPORARY, "500 Internal Server Error", of_provider=True)


def letters(number: int) -> None:
    """That many due letters to one domain, and no other mail."""
    stories.people(stories.open_campaign(people=1), number)
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)


def count(state: State) -> int:
    return OutgoingMail.objects.filter(kind=Kind.LETTER, state=state).count()


def state_of(name: breakers.Name) -> str:
    row = Breaker.objects.filter(scope=name.scope, key=name.key).first()
    return row.state if row else "closed"


MAIL_EXAMPLE = breakers.domain("mail.example")


def test_a_spike_of_refusals_holds_what_is_queued_and_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    letters(100)
    with caplog.at_level(logging.ERROR, "campaign.delivery.breakers"):
        drain(Answering(REFUSED))
    assert state_of(MAIL_EXAMPLE) == "open"
    assert count(State.FAILED) == 25  # the first batch
    assert count(State.QUEUED) == 75
    assert len(caplog.records) == 1
    drain(Answering(ACCEPTED))
    assert count(State.QUEUED) == 75


def test_it_tries_one_mail_and_then_opens_the_way_by_twos() -> None:
    letters(100)
    drain(Answering(REFUSED))
    pass_time(LATER)
    provider = Answering(ACCEPTED)
    drain(provider)
    assert state_of(MAIL_EXAMPLE) == "closed"
    assert count(State.ACCEPTED) == 75


def test_a_probe_that_fails_costs_one_mail_and_twice_the_time() -> None:
    letters(60)
    drain(Answering(REFUSED))
    pass_time(LATER)
    again = Answering(REFUSED)
    drain(again)
    assert again.asked == 1
    pass_time(LATER)
    drain(again)
    assert again.asked == 1
    pass_time(LATER)
    drain(again)
    assert again.asked == 2


def test_what_opened_a_breaker_does_not_open_it_again() -> None:
    letters(100)
    drain(Answering(REFUSED))
    pass_time(LATER)
    drain(Answering(ACCEPTED))
    stories.people(stories.open_campaign("another", people=1), 1)
    drain(Answering(Receipt(Outcome.TEMPORARY, "451 Later")))
    assert state_of(MAIL_EXAMPLE) == "closed"


def test_a_few_failures_are_chance() -> None:
    letters(9)
    drain(Answering(REFUSED))
    assert state_of(MAIL_EXAMPLE) == "closed"


def test_mail_to_people_of_a_domain_that_refuses_is_put_off_and_says_why() -> None:
    breakers.trip(MAIL_EXAMPLE, "mail.example: 14 of the last 20 mails failed.")
    stories.submitted(stories.open_campaign())
    assert drain(SandboxProvider()).tried == 0
    mail = OutgoingMail.objects.get()
    assert mail.state == State.QUEUED
    assert "refuses our mail" in mail.reason


@pytest.mark.parametrize("fault", [ProviderDown("no route"), ProviderStopped("401 Unauthorized"), BROKEN])
def test_the_second_provider_takes_over_from_one_that_fails(fault: Receipt | ProviderDown) -> None:
    letters(40)
    first, second = Answering(fault, "first"), Answering(ACCEPTED, "second")
    drain(first, second)
    OutgoingMail.objects.filter(state=State.QUEUED).update(next_attempt_at=stories.NOW)
    drain(first, second)
    assert state_of(breakers.provider("first")) == "open"
    assert count(State.ACCEPTED) == 40
    assert set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("provider", flat=True)) == {"second"}


def test_the_first_provider_is_returned_to_by_trying_it() -> None:
    letters(100)
    first, second = Answering(ProviderDown("no route"), "first"), Answering(ACCEPTED, "second")
    drain(first, second, seconds=0.0001)
    first.receipt = ACCEPTED
    pass_time(LATER)
    drain(first, second)
    assert state_of(breakers.provider("first")) == "closed"
    assert first.asked > 30
    assert count(State.ACCEPTED) == 100


def test_a_provider_paused_by_hand_is_not_used() -> None:
    letters(2)
    pause(stories.admin(), "Changing the key", stories.NOW, Subject(Pause.Scope.PROVIDER, "first"))
    first, second = Answering(ACCEPTED, "first"), Answering(ACCEPTED, "second")
    drain(first, second)
    assert (first.asked, second.asked) == (0, 2)


def test_one_domain_that_refuses_says_nothing_against_the_provider() -> None:
    letters(60)
    drain(Answering(REFUSED))
    assert state_of(breakers.provider("first")) == "closed"


def test_the_time_that_a_provider_names_is_waited_for() -> None:
    letters(3)
    busy = Answering(Receipt(Outcome.TEMPORARY, "429", retry_after=timedelta(minutes=10), of_provider=True))
    drain(busy)
    pass_time(timedelta(minutes=9))
    drain(busy)
    assert busy.asked == 1
    busy.receipt = ACCEPTED
    pass_time(timedelta(minutes=2))
    drain(busy)
    assert count(State.ACCEPTED) == 3


def test_a_probe_that_died_with_its_worker_is_tried_again() -> None:
    breakers.trip(MAIL_EXAMPLE, "too many failures")
    pass_time(LATER)
    assert breakers.limits() == {MAIL_EXAMPLE: 1}
    breakers.use({MAIL_EXAMPLE: 1})
    assert breakers.limits() == {MAIL_EXAMPLE: 0}
    pass_time(timedelta(minutes=3))
    assert breakers.limits() == {MAIL_EXAMPLE: 1}
