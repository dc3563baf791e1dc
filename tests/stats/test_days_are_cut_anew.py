"""A campaign whose time zone is changed: its days are told as they were until they are cut anew, and then as they are."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from campaign.campaigns.models import Campaign
from campaign.stats import counts, reading, services, zones
from campaign.stats.models import Tally
from campaign.stats.reading import Asked
from campaign.stats.reconciling import differences
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

# Late on Monday in Vancouver, on Tuesday already in Toronto.
LATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def campaign() -> Campaign:
    """Three people, all summed up, of whose campaign the time zone is then another."""
    found = stories.open_campaign(people=2)
    stories.people(found, 3, LATE)
    for _ in range(2):
        services.fold_new(60)
    Campaign.objects.filter(pk=found.pk).update(time_zone="America/Vancouver")
    return Campaign.objects.get(pk=found.pk)


def days(campaign: Campaign) -> list[date]:
    return [point.at.date() for point in reading.days_of(campaign, Asked())]


def test_until_they_are_cut_anew_days_are_those_of_the_zone_before(campaign: Campaign) -> None:
    assert zones.is_moved(campaign)
    assert days(campaign) == [TUESDAY]
    assert reading.funnel_of(campaign, Asked(since=TUESDAY, until=TUESDAY)).confirmed == 3
    assert list(differences()) == []


def test_the_job_cuts_them_anew_once(campaign: Campaign) -> None:
    assert services.recut_moved() == 1
    assert services.recut_moved() == 0
    assert not zones.is_moved(campaign)
    assert days(campaign) == [MONDAY]
    assert reading.funnel_of(campaign, Asked(since=TUESDAY)).submitted == 0
    assert reading.funnel_of(campaign, Asked(since=MONDAY, until=MONDAY)).letters == 6
    assert list(differences()) == []


def test_what_comes_after_the_change_is_counted_on_the_same_days_as_all_before(campaign: Campaign) -> None:
    stories.confirmed(campaign, "after@mail.example", LATE)
    by_day = {day.date: day.submitted for day in counts.days([campaign.pk], [MONDAY, TUESDAY])}
    assert by_day == {MONDAY: 0, TUESDAY: 4}
    services.recut_moved()
    by_day = {day.date: day.submitted for day in counts.days([campaign.pk], [MONDAY, TUESDAY])}
    assert by_day == {MONDAY: 4, TUESDAY: 0}
    assert list(differences()) == []


def test_other_campaigns_keep_every_sum_they_have(campaign: Campaign) -> None:
    other = stories.open_campaign("other", people=1)
    stories.confirmed(other, "other@mail.example", LATE + timedelta(hours=1))
    for _ in range(2):
        services.fold_new(60)
    before = set(Tally.objects.filter(campaign_id=other.pk).values_list("pk", "n"))
    services.recut_moved()
    assert set(Tally.objects.filter(campaign_id=other.pk).values_list("pk", "n")) == before


def test_while_all_figures_are_made_anew_days_wait_for_their_turn(campaign: Campaign) -> None:
    cut: list[int] = []

    def job() -> None:
        cut.append(services.recut_moved())
        connection.close()

    def meanwhile(_rows: int) -> None:
        if not cut:
            at_work = Thread(target=job)
            at_work.start()
            at_work.join(timeout=60)

    services.rebuild(meanwhile)
    assert cut == [0]
    assert services.recut_moved() == 1
    assert days(campaign) == [MONDAY]
    assert list(differences()) == []
