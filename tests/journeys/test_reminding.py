"""The one reminder, a day later."""

from datetime import timedelta

import pytest

from campaign.campaigns.services import close_campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys.remind import remind
from campaign.participation.models import Participation
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def reminded() -> list[int | None]:
    return list(OutgoingMail.objects.filter(kind=Kind.REMINDER).values_list("participation_id", flat=True))


def test_a_letter_unconfirmed_for_a_day_is_reminded_of_once() -> None:
    participation = stories.submitted(stories.open_campaign())
    assert remind(NOW + 23 * HOUR) == 0
    assert remind(NOW + 24 * HOUR) == 1
    assert remind(NOW + 25 * HOUR) == 0
    assert reminded() == [participation.pk]


def test_only_the_newest_letter_of_an_address_is_reminded_of() -> None:
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    newest = stories.submitted(campaign, now=NOW + HOUR)
    remind(NOW + 26 * HOUR)
    remind(NOW + 27 * HOUR)
    assert reminded() == [newest.pk]


def test_who_has_confirmed_is_not_reminded() -> None:
    stories.confirmed(stories.open_campaign())
    assert remind(NOW + 24 * HOUR) == 0


def test_who_confirmed_another_letter_is_not_reminded_of_the_first() -> None:
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    stories.confirmed(campaign, now=NOW)
    assert remind(NOW + 25 * HOUR) == 0


def test_nobody_is_reminded_of_a_closed_campaign() -> None:
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    close_campaign(campaign, NOW)
    assert remind(NOW + 24 * HOUR) == 0


def test_who_was_silent_for_two_days_is_left_in_peace() -> None:
    stories.submitted(stories.open_campaign())
    assert remind(NOW + 49 * HOUR) == 0
    assert Participation.objects.get().state == Participation.State.PENDING
