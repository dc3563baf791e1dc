"""What the statistics say of days to come: no more than the last seven days bear, and nothing of a campaign that is over."""

from datetime import datetime, time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.services import EVERYTHING, pause
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.letters.queries import current_revision
from campaign.participation.models import Participation
from campaign.stats import services
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)


def signed(campaign: Campaign, a_day: int, days: int = 9) -> None:
    """So many people on each of the last days, today not among them."""
    revision = current_revision(campaign.letter_id, "en")
    today = timezone.localdate(timezone=campaign.zone)
    noon = {day: datetime.combine(today - timedelta(days=day), time(12), campaign.zone) for day in range(1, days + 1)}
    Campaign.objects.filter(pk=campaign.pk).update(opened_at=noon[days])
    Participation.objects.bulk_create(
        Participation(
            campaign=campaign,
            language="en",
            canonical_email=f"p{day}.{number}@mail.example",
            revision=revision,
            recipient_keys=[],
            state="confirmed",
            submitted_at=at,
            confirmed_at=at,
        )
        for day, at in noon.items()
        for number in range(a_day)
    )
    folded()


def folded() -> None:
    for _ in range(2):
        services.fold_new(60)


def told(client: Client, campaign: Campaign, **asked: str) -> str:
    page = client.get(f"/staff/campaigns/{campaign.slug}/statistics/", asked).content.decode()
    return " ".join(unescape(page).split())


def test_the_day_of_the_goal_is_told_at_the_pace_of_seven_days(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(goal=100)
    signed(protest, 5)
    day = timezone.localdate(timezone=protest.zone) + timedelta(days=11)  # 55 are missing, 5 come a day
    text = told(as_organizer, protest)
    assert f"the goal of 100 is reached about <strong>{date_format(day, 'DATE_FORMAT')}</strong>" in text


def test_of_a_few_people_nothing_is_promised(as_organizer: Client, protest: Campaign) -> None:
    signed(protest, 1)
    assert "too early to tell when the goal of 1,000" in told(as_organizer, protest)


def test_of_the_first_days_nothing_is_promised(as_organizer: Client, protest: Campaign) -> None:
    signed(protest, 30, days=3)
    assert "too early to tell" in told(as_organizer, protest)


def test_where_nobody_came_for_a_week_the_goal_is_out_of_reach(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(opened_at=timezone.now() - timedelta(days=30))
    assert "the goal of 1,000 is not reached within a year" in told(as_organizer, protest)


def test_a_goal_that_stretches_has_a_next_one(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(goal=40, stretch_goals=True)
    signed(protest, 5)
    text = told(as_organizer, protest)
    assert "the goal of 50 is reached about" in text
    assert "the goal of 100 is reached about" in text


def test_a_goal_that_is_reached_is_said_to_be(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(goal=45)
    signed(protest, 5)
    assert "The goal of 45 is reached." in told(as_organizer, protest)


def test_a_campaign_that_is_over_has_nothing_to_come(as_organizer: Client, protest: Campaign) -> None:
    signed(protest, 5)
    close_campaign(protest, timezone.now())
    assert "What is to come" not in told(as_organizer, protest)


def test_a_part_of_the_people_does_not_move_the_goal(as_organizer: Client, protest: Campaign) -> None:
    signed(protest, 5)
    assert "the goal of 1,000 is reached about" in told(as_organizer, protest, until="2001-01-01")


def test_the_queues_end_and_what_is_held_up_are_told(as_organizer: Client, admin: User, protest: Campaign) -> None:
    assert "letters that wait" not in told(as_organizer, protest)
    now = timezone.now()
    confirm(submit(stories.submission(protest), now), now)
    folded()
    assert "The letters that wait leave within minutes." in told(as_organizer, protest)


def test_letters_that_are_held_up_are_told_and_no_hour_is(as_organizer: Client, admin: User, protest: Campaign) -> None:
    now = timezone.now()
    confirm(submit(stories.submission(protest), now), now)
    folded()
    pause(admin, "", now, EVERYTHING)
    text = told(as_organizer, protest)
    assert "letters are held up." in text
    assert "leaves about" not in text


def test_of_letters_that_are_leaving_at_this_moment_nothing_is_to_come(as_organizer: Client, protest: Campaign) -> None:
    now = timezone.now()
    confirm(submit(stories.submission(protest), now), now)
    folded()
    OutgoingMail.objects.filter(campaign=protest, kind=Kind.LETTER).update(state=State.SENDING)
    text = told(as_organizer, protest)
    assert "What is to come" in text  # the goal
    assert "Recipient by recipient" not in text


def test_a_goal_that_is_reached_comes_without_a_warning_about_dates(as_organizer: Client, protest: Campaign) -> None:
    warning = "a date is no promise"
    signed(protest, 5)
    assert warning in told(as_organizer, protest)
    Campaign.objects.filter(pk=protest.pk).update(goal=45)
    assert warning not in told(as_organizer, protest)
