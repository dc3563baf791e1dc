"""The statistics of a campaign: the figures on the page, of a part of it, and in files that spreadsheets cannot be hurt with."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.stats import services
from campaign.stats.models import Look
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign() -> Campaign:
    """Three people of Quebec from a newsletter, who confirmed; one of Ontario on the next day, who did not."""
    campaign = stories.open_campaign(people=2)
    for number in range(3):
        form = stories.submission(campaign, email=f"quebec{number}@mail.example")
        confirm(submit(replace(form, province="QC", source="newsletter"), NOW), NOW + timedelta(minutes=number * 3))
    form = stories.submission(campaign, email="ontario@mail.example")
    submit(replace(form, province="ON", source="=cmd|' /C calc'!A0"), NOW + timedelta(days=1))
    for _ in range(2):
        services.fold_new(60)
    return campaign


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(stories.admin())
    return client


def rows(client: Client, campaign: Campaign, table: str, **asked: str) -> list[list[str]]:
    answer = client.get(f"/staff/campaigns/{campaign.slug}/statistics/", {**asked, "table": table, "format": "csv"})
    assert answer["Content-Disposition"] == f'attachment; filename="{campaign.slug}-{table}.csv"'
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def test_the_page_tells_people_and_letters_and_that_they_add_up(staff: Client, campaign: Campaign) -> None:
    text = staff.get(f"/staff/campaigns/{campaign.slug}/statistics/").content.decode()
    assert "It adds up" in text
    assert "Quebec" in text
    assert "within 5 min" in text


def test_looks_at_the_page_are_told_where_they_can_be_true(staff: Client, campaign: Campaign) -> None:
    address = f"/staff/campaigns/{campaign.slug}/statistics/"
    assert "were not counted" in staff.get(address).content.decode()
    for kind, n in ((Look.Kind.VIEW, 90), (Look.Kind.START, 12)):
        Look.objects.create(campaign=campaign, language="en", kind=kind, hour=NOW, n=n)
    text = staff.get(address).content.decode()
    assert "about 90 times, and about 12 letters" in text
    assert "were not counted" not in text


def test_a_table_says_how_many_sent_the_form_and_how_many_confirmed(staff: Client, campaign: Campaign) -> None:
    assert rows(staff, campaign, "provinces") == [["Quebec", "3", "3"], ["Ontario", "1", "0"]]
    assert rows(staff, campaign, "delays") == [
        ["within 1 min", "1"],
        ["within 5 min", "1"],
        ["within 15 min", "1"],
    ]
    assert [row[1:3] for row in rows(staff, campaign, "recipients")] == [["3", "3"], ["3", "3"]]


def test_what_is_asked_for_is_counted_and_nothing_else(staff: Client, campaign: Campaign) -> None:
    assert rows(staff, campaign, "provinces", source="newsletter") == [["Quebec", "3", "3"]]
    assert rows(staff, campaign, "sources", province="ON") == [["'=cmd|' /C calc'!A0", "1", "0"]]
    assert rows(staff, campaign, "languages", until=f"{NOW:%Y-%m-%d}") == [["English", "3", "3"]]
    assert rows(staff, campaign, "days", province="ON", since=f"{NOW:%Y-%m-%d}") == [["2026-11-24", "1", "0"]]


def test_where_more_rows_are_than_bars_the_page_says_so(staff: Client, campaign: Campaign) -> None:
    address = f"/staff/campaigns/{campaign.slug}/statistics/"
    assert "are drawn" not in staff.get(address).content.decode()
    for number in range(19):
        form = stories.submission(campaign, email=f"more{number}@mail.example")
        submit(replace(form, source=f"site{number}.example"), NOW)
    for _ in range(2):
        services.fold_new(60)
    assert "The first 20 are drawn; the table has all 21." in " ".join(staff.get(address).content.decode().split())


def test_days_in_the_wrong_order_are_named_and_everything_is_shown(staff: Client, campaign: Campaign) -> None:
    answer = staff.get(f"/staff/campaigns/{campaign.slug}/statistics/?since=2026-02-01&until=2026-01-01")
    assert answer.status_code == 200
    assert "This is before the first day." in answer.content.decode()


def test_the_last_day_there_is_can_be_asked_for(staff: Client, campaign: Campaign) -> None:
    assert rows(staff, campaign, "provinces", since="0001-01-01", until="9999-12-31") == [
        ["Quebec", "3", "3"],
        ["Ontario", "1", "0"],
    ]


def test_no_cell_of_a_file_is_a_formula(staff: Client, campaign: Campaign) -> None:
    address = f"/staff/campaigns/{campaign.slug}/statistics/"
    assert "'=cmd|' /C calc'!A0" in [row[0] for row in rows(staff, campaign, "sources")]
    book = ZipFile(io.BytesIO(staff.get(address, {"table": "sources", "format": "xlsx"}).content))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    found = json.loads(staff.get(address, {"table": "sources", "format": "json"}).content)
    assert found["rows"][0] == {"Came from": "newsletter", "Sent the form": 3, "Confirmed": 3}


def test_all_campaigns_stand_side_by_side_and_each_leads_to_its_own(staff: Client, campaign: Campaign) -> None:
    text = staff.get("/staff/statistics/").content.decode()
    assert f'href="/staff/campaigns/{campaign.slug}/statistics/"' in text
    answer = staff.get("/staff/statistics/?table=campaigns&format=csv").content.decode("utf-8-sig")
    (row,) = list(csv.reader(io.StringIO(answer)))[1:]
    assert (row[0], row[1], row[2], *row[4:]) == (campaign.slug, "4", "3", "6", "0", "0", "6")


def test_an_organizer_sees_the_campaigns_of_their_teams(client: Client, campaign: Campaign) -> None:
    organizer = stories.organizer()
    client.force_login(organizer)
    assert campaign.slug in client.get("/staff/statistics/").content.decode()
    organizer.teams.set([stories.team("another")])
    assert campaign.slug not in client.get("/staff/statistics/").content.decode()


def test_the_funnel_can_be_taken_along_as_it_stands_on_the_page(staff: Client, campaign: Campaign) -> None:
    stages = {stage: int(number) for stage, number in rows(staff, campaign, "funnel")}
    parts = ("Confirmed", "Have not confirmed yet", "Withdrew", "Were erased")
    assert stages["Submitted the form"] == sum(stages[part] for part in parts) == 4
    assert stages["Letters"] == 6
    assert stages["Page looked at (about)"] == 0


def test_of_a_part_by_which_nobody_counts_looks_the_file_has_none(staff: Client, campaign: Campaign) -> None:
    stages = [stage for stage, _number in rows(staff, campaign, "funnel", province="QC")]
    assert stages[0] == "Submitted the form"


def test_a_single_row_is_told_and_not_drawn(staff: Client, campaign: Campaign) -> None:
    text = staff.get(f"/staff/campaigns/{campaign.slug}/statistics/").content.decode()
    sections = {
        part.split('-title"', 1)[0]: part for part in text.split('<section class="statistics" aria-labelledby="')
    }
    assert "<canvas" in sections["provinces"]
    assert "<canvas" not in sections["languages"]
    assert "English" in sections["languages"]
