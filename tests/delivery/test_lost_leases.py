"""A worker that was slower than its lease: what it learns too late is used where it can be, and harms nobody else's work."""

from collections.abc import Callable

import pytest

from campaign.delivery.claiming import Claim, recover_lost_claims
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import Message, Outcome, ProviderDown, Receipt, SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.claims import claim_due
from tests.delivery.letters import states
from tests.stories import NOW

pytestmark = pytest.mark.django_db


def letters(number: int) -> None:
    """That many due letters, and no other mail."""
    stories.confirmed(stories.open_campaign(people=number))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)


def lose_the_lease() -> None:
    OutgoingMail.objects.filter(state=State.SENDING).update(lease_until=NOW)
    recover_lost_claims()


class Slow(SandboxProvider):
    """Whatever happens meanwhile, and then its answer."""

    def __init__(self, meanwhile: Callable[[], object], answer: Receipt | ProviderDown) -> None:
        self._meanwhile = meanwhile
        self._answer = answer

    def send(self, message: Message) -> Receipt:
        self._meanwhile()
        if isinstance(self._answer, ProviderDown):
            raise self._answer
        return self._answer


def test_a_worker_whose_lease_ran_out_gives_back_nothing_that_another_one_holds() -> None:
    letters(3)
    others: list[Claim] = []

    def another_worker_takes_over() -> None:
        lose_the_lease()
        others.append(claim_due(limit=10))

    drain(Slow(another_worker_takes_over, ProviderDown("no route")))
    assert states() == [State.UNCERTAIN, State.SENDING, State.SENDING]
    held = OutgoingMail.objects.filter(state=State.SENDING)
    assert set(held.values_list("claim", "attempts")) == {(others[0].id, 1)}


def test_a_yes_that_comes_after_the_lease_ends_the_doubt_and_no_second_copy_is_sent() -> None:
    letters(1)
    drain(Slow(lose_the_lease, Receipt(Outcome.ACCEPTED)))
    assert states() == [State.ACCEPTED]
    assert OutgoingMail.objects.get(kind=Kind.LETTER).accepted_at is not None


def test_a_no_that_comes_after_the_lease_ends_the_doubt_as_well() -> None:
    letters(1)
    drain(Slow(lose_the_lease, Receipt(Outcome.PERMANENT, "550 No such user")))
    assert states() == [State.FAILED]
    assert OutgoingMail.objects.get(kind=Kind.LETTER).reason == "550 No such user"


@pytest.mark.parametrize("outcome", [Outcome.TEMPORARY, Outcome.UNCERTAIN])
def test_what_settles_nothing_leaves_the_doubt_as_it_is(outcome: Outcome) -> None:
    letters(1)
    drain(Slow(lose_the_lease, Receipt(outcome, "later")))
    assert states() == [State.UNCERTAIN]


def test_a_late_answer_does_not_touch_the_second_attempt_of_another_worker() -> None:
    letters(1)

    def a_quarter_of_an_hour_later() -> None:
        lose_the_lease()
        OutgoingMail.objects.update(next_attempt_at=NOW)
        claim_due(limit=10)

    drain(Slow(a_quarter_of_an_hour_later, Receipt(Outcome.ACCEPTED)))
    assert states() == [State.SENDING]
