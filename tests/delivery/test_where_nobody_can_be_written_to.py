"""Letters to an empty seat wait, and staff read which seat it is and why: an office, a riding or one person."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from campaign.campaigns.models import Campaign
from campaign.delivery import forecast
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.queries import letters_of, names_of
from campaign.delivery.sending import drain
from campaign.delivery.services import release_held
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.targets.models import Target
from tests import stories
from tests.delivery.holders import campaign_to_office, leaves_office
from tests.stories import NOW, TERREBONNE

pytestmark = pytest.mark.django_db


def to_the_riding() -> Campaign:
    """A letter waits for whoever sits for Terrebonne, which nobody does, and one for Nina Minister."""
    campaign, row = stories.campaign_to_own_member(others=1)
    written = stories.submission(campaign)
    keys = (*written.recipient_keys, f"{row.pk}.{TERREBONNE}")
    participation = submit(replace(written, recipient_keys=keys), NOW)
    confirm(participation, NOW)
    stories.as_of(NOW, participation, Kind.LETTER)
    return campaign


def to_the_office() -> Campaign:
    campaign, row = campaign_to_office()
    stories.confirmed(campaign)
    assert row.office
    leaves_office(row.office)
    return campaign


def to_the_person() -> Campaign:
    campaign = stories.open_campaign(people=1)
    stories.confirmed(campaign)
    Target.objects.update(email="")
    return campaign


def to_one_of_a_group() -> Campaign:
    campaign, _row = stories.campaign_to_group(1)
    stories.confirmed(campaign)
    Target.objects.update(email="")
    return campaign


EMPTY = pytest.mark.parametrize(
    ("story", "name", "reason"),
    [
        (to_the_office, "Minister of Foreign Affairs", "Nobody can be written to in this office now."),
        (to_the_riding, "Terrebonne", "Nobody can be written to in this riding now."),
        (to_the_person, "Nina Minister", "This person cannot be written to now."),
        (to_one_of_a_group, "Member001 Ndp", "This person cannot be written to now."),
    ],
)


@EMPTY
def test_the_forecast_names_the_seat_and_says_what_is_in_the_way(
    story: Callable[[], Campaign], name: str, reason: str
) -> None:
    lines = [line for line in forecast.of_campaign(story(), NOW) if line.hindrance]
    assert [(line.name, line.mailbox, line.hindrance) for line in lines] == [(name, "", reason)]


@EMPTY
def test_a_letter_that_is_held_says_why(story: Callable[[], Campaign], name: str, reason: str) -> None:
    story()
    drain(SandboxProvider())
    assert OutgoingMail.objects.get(state=State.HELD).reason == reason


@pytest.mark.parametrize(
    ("story", "name"),
    [
        (to_the_office, "Nina Minister"),  # whom they wrote to
        (to_the_riding, "Terrebonne"),
        (to_the_person, "Nina Minister"),
        (to_one_of_a_group, "Member001 Ndp"),
    ],
)
def test_its_supporter_reads_whom_it_waits_for(story: Callable[[], Campaign], name: str) -> None:
    participation = story().participations.get()
    assert name in [status.name for status in letters_of(participation, "en", NOW.date())]


def test_letters_that_are_held_for_several_reasons_each_say_their_own() -> None:
    to_the_office()
    to_the_riding()
    drain(SandboxProvider())
    reasons = OutgoingMail.objects.filter(state=State.HELD).order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == [
        "Nobody can be written to in this office now.",
        "Nobody can be written to in this riding now.",
    ]


def test_what_goes_on_says_so_in_words_that_fit_a_riding_too() -> None:
    to_the_riding()
    drain(SandboxProvider())
    stories.sitting(TERREBONNE, "Tess Terrebonne")
    assert release_held(NOW) == 1
    assert DeliveryEvent.objects.latest("pk").reason == "Somebody can be written to again."


def test_the_queues_page_names_the_riding(client: Client) -> None:
    to_the_riding()
    client.force_login(stories.admin())
    assert "Terrebonne, nobody now" in client.get(reverse("staff-queue")).content.decode()


@EMPTY
def test_a_list_of_mail_names_it_too(story: Callable[[], Campaign], name: str, reason: str) -> None:
    story()
    names = names_of(OutgoingMail.objects.select_related("addressee"), "en").values()
    assert any(each.startswith(name) for each in names)
