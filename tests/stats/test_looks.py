"""Looks at a page and letters begun: counted for all who come, written down now and then, of nobody in particular."""

from datetime import timedelta

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.stats.looks import COUNTS, Counts, is_program
from campaign.stats.models import Look
from campaign.stats.reading import Asked
from tests import stories
from tests.stories import NOW

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "/en/c/peaceful-protest/"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1", "facebookexternalhit/1.1", "curl/8.5.0", "Slackbot-LinkExpanding 1.0"]
)
def test_programs_that_say_so_are_not_counted(agent: str) -> None:
    assert is_program(agent)
    assert not is_program(FIREFOX)


@pytest.mark.django_db
class TestCounting:
    @pytest.fixture(autouse=True)
    def campaign(self) -> Campaign:
        COUNTS.add()
        return stories.open_campaign()

    def test_many_cost_one_row_every_few_seconds(self, campaign: Campaign) -> None:
        clock = Clock()
        counts = Counts(clock)
        for _ in range(100):
            counts.count(campaign.pk, "en", Look.Kind.VIEW, NOW)
        assert not Look.objects.exists()
        clock.now = 6.0
        counts.count(campaign.pk, "en", Look.Kind.VIEW, NOW + timedelta(minutes=50))
        counts.count(campaign.pk, "en", Look.Kind.START, NOW)
        counts.add()
        assert set(Look.objects.values_list("kind", "n")) == {("view", 101), ("start", 1)}
        assert reading.looks_of(campaign, Asked()) == {"view": 101, "start": 1}
        assert reading.looks_of(campaign, Asked(language="fr")) == {"view": 0, "start": 0}
        assert reading.looks_of(campaign, Asked(source="poster")) is None

    def test_a_campaign_that_is_gone_takes_no_other_s_counts_along(self, campaign: Campaign) -> None:
        counts = Counts(Clock())
        counts.count(campaign.pk + 1, "en", Look.Kind.VIEW, NOW)
        counts.count(campaign.pk, "en", Look.Kind.VIEW, NOW)
        counts.add()
        assert Look.objects.get().campaign == campaign

    def test_whoever_opens_the_page_is_counted_also_where_it_was_kept(self, client: Client, campaign: Campaign) -> None:
        for agent in (FIREFOX, FIREFOX, "Googlebot/2.1"):
            client.get(PAGE, headers={"user-agent": agent})
        client.head(PAGE, headers={"user-agent": FIREFOX})
        COUNTS.add()
        assert Look.objects.get().n == 2

    def test_a_letter_that_is_begun_is_counted(self, client: Client, campaign: Campaign) -> None:
        address = "/api/v1/campaigns/peaceful-protest/started/en"
        assert address in client.get(PAGE).content.decode()
        assert client.post(address, headers={"user-agent": FIREFOX}).status_code == 204
        assert client.post("/api/v1/campaigns/peaceful-protest/started/fr").status_code == 404
        assert client.get(address).status_code == 405
        COUNTS.add()
        assert set(Look.objects.values_list("kind", "n")) == {("start", 1)}
