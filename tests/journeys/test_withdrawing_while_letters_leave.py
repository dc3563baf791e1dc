"""Withdrawing in the very moment in which workers hand letters over or give them back."""

from threading import Thread

import pytest
from django.db import connection, transaction

from campaign.delivery import outbox
from campaign.delivery.claiming import NEVER_TRIED
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import move
from campaign.delivery.states import State
from campaign.journeys import withdraw
from campaign.participation.models import Participation
from tests import stories
from tests.delivery.claims import claim_due
from tests.stories import NOW


def letters() -> list[str]:
    return list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_a_letter_given_back_in_that_moment_still_belongs_to_somebody_who_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    participation = stories.confirmed(stories.open_campaign(people=1))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    (leaving,) = claim_due(limit=1).mails
    cancel = outbox.cancel_waiting

    def and_then_it_is_given_back(participation: Participation, reason: str) -> int:
        cancelled = cancel(participation, reason)
        move([leaving.pk], (State.SENDING,), NEVER_TRIED)
        return cancelled

    monkeypatch.setattr(outbox, "cancel_waiting", and_then_it_is_given_back)
    assert withdraw.withdraw_waiting(participation, NOW) == 0
    participation.refresh_from_db()
    assert (letters(), participation.state) == ([State.QUEUED], Participation.State.CONFIRMED)


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_either_claimed_or_cancelled_however_close_together_it_happens() -> None:
    participation = stories.confirmed(stories.open_campaign(people=4))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)
    cancelled: list[int] = []

    def click() -> None:
        cancelled.append(withdraw.withdraw_waiting(participation, NOW))
        connection.close()

    supporter = Thread(target=click)
    with transaction.atomic():
        held = claim_due(limit=2).mails
        supporter.start()  # waits for the claim, which ends with this block
    supporter.join()
    assert len(held) == 2
    assert cancelled == [2]
    assert sorted(letters()) == [State.CANCELLED] * 2 + [State.SENDING] * 2
    participation.refresh_from_db()
    assert participation.state == Participation.State.CONFIRMED
