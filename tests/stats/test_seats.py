"""How many letters each seat has and how many of them wait, from sums: the same as the rows say."""

from collections import Counter

import pytest

from campaign.campaigns.models import Addressee
from campaign.common.database_clock import database_now
from campaign.delivery import forecast
from campaign.delivery.models import Kind, OutgoingMail, Stream
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.journeys import addressees
from campaign.stats import seats, services
from tests import stories

pytestmark = pytest.mark.django_db


def keys_to(addressee: Addressee) -> list[int]:
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER, addressee=addressee).order_by("pk")
    return list(letters.values_list("pk", flat=True))


@pytest.mark.parametrize("folded", [False, True])
def test_letters_of_a_seat_and_those_that_wait_are_told_whatever_is_summed_up(folded: bool) -> None:
    campaign, other = stories.open_campaign(people=2), stories.open_campaign("other", people=1)
    stories.people(campaign, 3)
    stories.people(other, 2)
    first, second = campaign.addressees.order_by("position")
    (elsewhere,) = other.addressees.all()
    if folded:
        services.fold_new(60)
    move(keys_to(first)[:2], (State.QUEUED,), Change(State.SENDING))
    move(keys_to(first)[:1], (State.SENDING,), Change(State.ACCEPTED))
    move(keys_to(second)[:1], (State.QUEUED,), Change(State.HELD))
    assert seats.waiting([campaign.pk, other.pk]) == {(first.pk, 1): 2, (second.pk, 1): 3, (elsewhere.pk, 1): 2}
    assert seats.waiting([other.pk]) == {(elsewhere.pk, 1): 2}
    assert seats.letters_by_addressee(campaign.pk) == Counter({first.pk: 3, second.pk: 3})


@pytest.mark.parametrize("most", [1, 2, 1_000])
def test_a_forecast_that_counts_few_letters_says_what_one_says_that_counts_all(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    campaign = stories.open_campaign(people=2)
    stories.people(campaign, 4)
    first, second = campaign.addressees.order_by("position")
    for person, addressee, number in ((stories.target(3).pk, first, 2), (stories.target(4).pk, second, 1)):
        letters = keys_to(addressee)[:number]
        Stream.objects.create(addressee=addressee, seat=1, written_for=person)
        OutgoingMail.objects.filter(pk__in=letters).update(written_for=person)
    now = database_now()
    everything = forecast.of_campaign(campaign, now)
    monkeypatch.setattr(forecast, "MOST_COUNTED", most)
    assert forecast.of_campaign(campaign, now, seats.waiting) == everything
    assert sorted(line.waiting for line in everything) == [1, 2, 2, 3]


@pytest.mark.parametrize("most", [1, 2, 1_000])
def test_the_letters_that_could_still_be_cancelled_are_counted_or_told_alike(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    campaign = stories.open_campaign(people=2)
    stories.people(campaign, 3)
    first, second = campaign.addressees.order_by("position")
    move(keys_to(first)[:2], (State.QUEUED,), Change(State.SENDING))
    move(keys_to(first)[:2], (State.SENDING,), Change(State.ACCEPTED))
    move(keys_to(second)[:1], (State.QUEUED,), Change(State.HELD))
    monkeypatch.setattr(addressees, "MOST_COUNTED", most)
    assert addressees.waiting_for([first.pk, second.pk]) == {first.pk: 1, second.pk: 3}
