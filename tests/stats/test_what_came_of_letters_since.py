"""Letters by the hour in which they were accepted or came into trouble: each once, in the last hour that it did."""

from datetime import datetime, timedelta

import pytest

from campaign.campaigns.models import Campaign
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.states import State
from campaign.stats import counts, services
from campaign.stats.models import Measure, Tally
from campaign.stats.reconciling import differences
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, YESTERDAY = NOW, NOW - timedelta(days=1)


@pytest.fixture
def campaign() -> Campaign:
    found = stories.open_campaign(people=1)
    stories.confirmed(found, now=YESTERDAY - timedelta(hours=2))
    return found


def became(state: State, at: datetime) -> None:
    """What became of the letter then, and that the job came afterwards."""
    letter = OutgoingMail.objects.get(kind=Kind.LETTER)
    DeliveryEvent.objects.create(mail=letter, at=at, from_state=letter.state, to_state=state)
    OutgoingMail.objects.filter(pk=letter.pk).update(state=state)


def fold() -> None:
    for _ in range(2):
        services.fold_new(60)


@pytest.mark.parametrize("job_comes", [True, False])
def test_a_letter_that_staff_tried_again_is_in_trouble_only_since_it_failed_again(
    campaign: Campaign, job_comes: bool
) -> None:
    steps = (
        (State.SENDING, YESTERDAY, 0, 0),
        (State.FAILED, YESTERDAY, 1, 0),
        (State.QUEUED, TODAY, 0, 0),
        (State.SENDING, TODAY, 0, 0),
        (State.FAILED, TODAY, 1, 1),
    )
    for state, at, since_yesterday, since_today in steps:
        became(state, at)
        if job_comes:
            fold()
        assert counts.since([campaign.pk], YESTERDAY)["trouble"] == since_yesterday
        assert counts.since([campaign.pk], TODAY)["trouble"] == since_today
        assert list(differences()) == []


def test_a_letter_that_came_back_later_was_accepted_when_it_was(campaign: Campaign) -> None:
    for state, at in ((State.SENDING, YESTERDAY), (State.ACCEPTED, YESTERDAY), (State.BOUNCED, TODAY)):
        became(state, at)
        fold()
    assert counts.since([campaign.pk], YESTERDAY) == {"taken": 1, "trouble": 1}
    assert counts.since([campaign.pk], TODAY) == {"trouble": 1}
    assert list(differences()) == []


def test_a_time_that_is_written_on_the_letter_afterwards_changes_no_figure(campaign: Campaign) -> None:
    """A report may come before our own record of the acceptance, and the letter's time is written with the next report."""
    became(State.SENDING, YESTERDAY)
    became(State.DELIVERED, YESTERDAY)
    fold()
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(accepted_at=TODAY)
    became(State.COMPLAINED, TODAY)
    fold()
    waits = Tally.objects.filter(measure=Measure.WAIT, language="*", province="*", source="*").exclude(n=0)
    assert list(waits.values_list("value", "state", "n")) == [("21600", "taken", 1)]
    assert list(differences()) == []
