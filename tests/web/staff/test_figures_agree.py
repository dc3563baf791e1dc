"""One figure is the same wherever it is told: on two pages, in a table and its file, rounded and in full."""

import json
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from campaign.campaigns.models import Campaign
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.journeys.withdraw import withdraw_waiting
from campaign.stats import services
from campaign.stats.intervals import Share
from campaign.stats.reading import Asked
from campaign.web.organizers.statistics.table import Question, share_cells
from campaign.web.organizers.statistics.tables import IN_SECTIONS, TABLES
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def signed(campaign: Campaign, at: datetime, name: str) -> None:
    confirm(submit(stories.submission(campaign, email=f"{name}@mail.example"), at), at)


def folded() -> None:
    for _ in range(2):
        services.fold_new(60)


def page(campaign: Campaign) -> str:
    return f"/staff/campaigns/{campaign.slug}/statistics/"


def file(client: Client, address: str, **asked: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(client.get(address, asked | {"format": "json"}).content)["rows"]
    return found


@pytest.mark.parametrize("zone", ["America/Halifax", "America/Vancouver", "Europe/Paris"])
def test_seven_days_are_today_and_the_six_before_it_wherever_they_are_told(
    as_admin: Client, protest: Campaign, zone: str
) -> None:
    Campaign.objects.filter(pk=protest.pk).update(time_zone=zone)
    today = timezone.localdate()
    for ago in range(5, 9):
        noon = datetime.combine(today - timedelta(days=ago), time(12), ZoneInfo(zone))
        signed(protest, noon, f"ago{ago}")
    folded()
    (row,) = file(as_admin, "/staff/statistics/", table="campaigns")
    rows = file(as_admin, page(protest), table="languages", since=(today - timedelta(days=6)).isoformat())
    assert row["Confirmed in seven days"] == 2 == sum(int(str(one["Confirmed"])) for one in rows)


def test_who_took_it_back_is_in_no_table_of_those_who_confirmed(as_admin: Client, protest: Campaign) -> None:
    signed(protest, NOW, "stays")
    leaves = submit(stories.submission(protest, email="leaves@mail.example"), NOW)
    confirm(leaves, NOW)
    withdraw_waiting(leaves, NOW)
    folded()
    for table in ("hours", "provinces", "languages", "came-before", "delays"):
        assert sum(int(str(row["Confirmed"])) for row in file(as_admin, page(protest), table=table)) == 1, table


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_no_two_columns_of_a_table_have_one_name(protest: Campaign, language: str) -> None:
    """A program that reads a file would lose one of them."""
    with override(language):
        question = Question(protest, Asked(), language, date(2026, 11, 26))
        for make in chain(TABLES.values(), IN_SECTIONS.values()):
            table = make(question)
            assert table is None or len(set(table.columns)) == len(table.columns), (table.key, table.columns)


def test_a_share_is_read_as_its_file_has_it() -> None:
    for cell in share_cells(Share(89, 2239)):
        assert cell.shown == f"{cell.value:.1f}"


def test_a_difference_is_that_of_the_averages_that_stand_beside_it(as_admin: Client, protest: Campaign) -> None:
    """Two people in three days: 0.67, which is 0.7 and not 0.6."""
    Campaign.objects.filter(pk=protest.pk).update(opened_at=NOW)
    for name in ("one", "two"):
        signed(protest, NOW, name)
    folded()
    first, last, next_day = (f"{NOW + timedelta(days=days):%Y-%m-%d}" for days in (0, 2, 3))
    asked = {"a": protest.slug, "a_since": first, "a_until": last, "b_since": next_day, "b_until": next_day}
    text = as_admin.get("/staff/statistics/compare/", asked).content.decode()
    line = text[text.index("Confirmed a day") :][:400]
    assert all(f">{shown}<" in line for shown in ("0.7", "0.0", "\N{MINUS SIGN}0.7"))
    (row,) = (
        one
        for one in file(as_admin, "/staff/statistics/compare/", **asked, table="compared-figures")
        if one["Figure"] == "Confirmed a day"
    )
    assert (row["A"], row["B less A"]) == (0.67, -0.67)


def test_of_nobody_no_table_is_shown_that_could_not_follow(as_admin: Client, protest: Campaign) -> None:
    signed(protest, NOW, "one")
    folded()
    text = as_admin.get(page(protest), {"language": "en", "until": "2020-01-01"}).content.decode()
    assert "Nobody took part in this way." in text
    assert "kept for one choice" not in text


def test_every_section_of_the_page_can_be_jumped_to(as_admin: Client, protest: Campaign) -> None:
    signed(protest, NOW, "one")
    folded()
    text = as_admin.get(page(protest)).content.decode()
    jumps = text[text.index('class="jumps"') : text.index("</nav>", text.index('class="jumps"'))]
    sections = [part.split('"', 1)[0] for part in text.split('<h2 id="')[1:]]
    assert sections
    assert [part.split('"', 1)[0] for part in jumps.split('href="#')[1:]] == sections
