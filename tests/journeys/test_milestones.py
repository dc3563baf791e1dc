"""A campaign's team is told of its first hundred people and of its goal, each once."""

import pytest

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys import milestones
from campaign.participation.models import Participation
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db


def subjects() -> list[str]:
    return list(OutgoingMail.objects.filter(kind=Kind.STAFF).order_by("pk").values_list("subject", flat=True))


def more_people(campaign: Campaign, number: int) -> None:
    """Rows like that of one who confirmed: only how many there are matters here."""
    first = Participation.objects.filter(campaign=campaign).count()
    model = stories.submission(campaign)
    Participation.objects.bulk_create(
        Participation(
            campaign=campaign,
            state="confirmed",
            language="en",
            email=f"{n}@mail.example",
            canonical_email=f"{n}@mail.example",
            revision_id=model.revision_id,
            recipient_keys=[],
            submitted_at=NOW,
            confirmed_at=NOW,
        )
        for n in range(first, first + number)
    )


def test_each_is_told_once_to_the_team() -> None:
    stories.organizer()
    campaign = stories.open_campaign(people=1)
    more_people(campaign, 99)
    assert milestones.tell_new(NOW) == 0
    more_people(campaign, 1)
    assert milestones.tell_new(NOW) == 1
    assert milestones.tell_new(NOW) == 0
    assert subjects() == ["Dear Minister: peaceful-protest has 100 people"]


def test_of_several_at_once_the_highest_is_told_and_a_goal_is_called_one() -> None:
    stories.organizer()
    campaign = stories.open_campaign(people=1)
    Campaign.objects.update(goal=150)
    more_people(campaign, 151)
    assert milestones.tell_new(NOW) == 1
    assert subjects() == ["Dear Minister: peaceful-protest has reached its goal of 150"]
    assert milestones.tell_new(NOW) == 0


def test_a_closed_campaign_is_told_of_no_more() -> None:
    stories.organizer()
    more_people(stories.open_campaign(people=1), 100)
    Campaign.objects.update(state="closed")
    assert milestones.tell_new(NOW) == 0
