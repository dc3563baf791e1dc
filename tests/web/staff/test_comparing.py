"""Two campaigns or two periods side by side: the right people on the right day, and no difference that may be chance told as one."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports.models import Taking
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.stats import services
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/staff/statistics/compare/"


@pytest.fixture
def two(protest: Campaign) -> tuple[Campaign, Campaign]:
    """One with two people on its first day, another who did not confirm, and one of Quebec on its third; the other with one on its second, in spring."""
    other = stories.open_campaign("rivers", people=1)
    spring = NOW.replace(month=4)
    Campaign.objects.filter(pk=protest.pk).update(opened_at=NOW)
    Campaign.objects.filter(pk=other.pk).update(opened_at=spring, closed_at=spring + timedelta(days=1), state="closed")
    for number, (campaign, at) in enumerate(
        [(protest, NOW), (protest, NOW), (protest, NOW + timedelta(days=2)), (other, spring + timedelta(days=1))]
    ):
        Campaign.objects.filter(pk=campaign.pk).update(state="open")
        form = replace(stories.submission(campaign, email=f"p{number}@mail.example"), province="ON")
        if number == 2:
            form = replace(form, province="QC")
        confirm(submit(form, at), at)
    submit(stories.submission(protest, email="not.yet@mail.example"), NOW)
    Campaign.objects.filter(pk=other.pk).update(state="closed")
    for _ in range(2):
        services.fold_new(60)
    return protest, other


def rows(client: Client, table: str, **asked: str) -> list[list[str]]:
    answer = client.get(ADDRESS, {**asked, "table": table, "format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def figures(client: Client, **asked: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows(client, "compared-figures", **asked)}


def day(offset: int) -> str:
    return f"{NOW + timedelta(days=offset):%Y-%m-%d}"


def test_two_campaigns_are_counted_from_the_day_of_their_opening(
    as_admin: Client, two: tuple[Campaign, Campaign]
) -> None:
    found = rows(as_admin, "compared-days", a="peaceful-protest", b="rivers", a_until=day(2))
    assert found == [["1", "2", "0", "2", "0"], ["2", "0", "1", "2", "1"], ["3", "1", "", "3", ""]]


def test_two_periods_of_one_campaign_are_counted_from_the_first_day_of_each(
    as_admin: Client, two: tuple[Campaign, Campaign]
) -> None:
    asked = {"a": "peaceful-protest", "a_since": day(0), "a_until": day(1), "b_since": day(2), "b_until": day(2)}
    assert rows(as_admin, "compared-days", **asked) == [["1", "2", "1", "2", "1"], ["2", "0", "", "2", ""]]
    assert figures(as_admin, **asked)["Confirmed"] == ["2", "", "", "1", "", "", "-1", ""]


def test_what_is_asked_for_holds_for_both_sides(as_admin: Client, two: tuple[Campaign, Campaign]) -> None:
    asked = {"a": "peaceful-protest", "b": "rivers", "province": "QC"}
    found = figures(as_admin, **asked)
    assert (found["Sent the form"][0], found["Sent the form"][3]) == ("1", "0")


def test_a_difference_of_few_people_may_be_chance(as_admin: Client, two: tuple[Campaign, Campaign]) -> None:
    found = figures(as_admin, a="peaceful-protest", b="rivers")
    assert found["Confirmed, of all forms (%)"][-1] == "may be chance"
    assert (found["Confirmed, of all forms (%)"][0], found["Confirmed, of all forms (%)"][3]) == ("75.0", "100.0")
    assert found["Came back, of those accepted (%)"] == ["", "", "", "", "", "", "", "not known"]


def test_days_in_common_are_told(as_admin: Client, two: tuple[Campaign, Campaign]) -> None:
    asked = {"a": "peaceful-protest", "a_since": day(0), "a_until": day(1), "b_since": day(1), "b_until": day(2)}
    assert "have days in common" in as_admin.get(ADDRESS, asked).content.decode()
    apart = as_admin.get(ADDRESS, asked | {"b_since": day(2)}).content.decode()
    assert "have days in common" not in apart


def test_the_same_on_both_sides_is_no_comparison(as_admin: Client, two: tuple[Campaign, Campaign]) -> None:
    page = as_admin.get(ADDRESS, {"a": "rivers"}).content.decode()
    assert "Both sides are the same" in page
    assert "Figures side by side" not in page


def test_days_in_the_wrong_order_are_named_and_the_rest_is_shown(
    as_admin: Client, two: tuple[Campaign, Campaign]
) -> None:
    asked = {"a": "peaceful-protest", "b": "rivers", "a_since": day(2), "a_until": day(0)}
    page = as_admin.get(ADDRESS, asked).content.decode()
    assert "This is before the first day." in page
    assert "Figures side by side" in page


def test_a_period_of_thousands_of_years_is_cut(as_admin: Client, two: tuple[Campaign, Campaign]) -> None:
    asked = {"a": "peaceful-protest", "b": "rivers", "a_since": "0001-01-01", "b_until": "9999-12-31"}
    page = as_admin.get(ADDRESS, asked).content.decode()
    assert "Only the first 1,096 days" in page


@pytest.mark.parametrize("side", ["a", "b"])
def test_another_teams_campaign_is_not_there(
    as_organizer: Client, organizer: User, two: tuple[Campaign, Campaign], side: str
) -> None:
    two[1].team = stories.team("elsewhere")
    two[1].save()
    asked = {"a": "peaceful-protest", "b": "peaceful-protest", "a_until": day(0)}
    assert as_organizer.get(ADDRESS, asked).status_code == 200
    assert as_organizer.get(ADDRESS, asked | {side: "rivers"}).status_code == 404
    assert (
        as_organizer.get(ADDRESS, asked | {side: "rivers", "table": "compared-days", "format": "csv"}).status_code
        == 404
    )
    assert b"rivers" not in as_organizer.get(ADDRESS).content


@pytest.mark.parametrize("slug", ["nothing", "\x00", "<script>", "x" * 5000])
def test_a_campaign_that_is_nowhere_is_not_there(as_admin: Client, two: tuple[Campaign, Campaign], slug: str) -> None:
    assert as_admin.get(ADDRESS, {"a": slug}).status_code == 404


def test_every_table_is_a_file_of_each_kind(as_admin: Client, two: tuple[Campaign, Campaign]) -> None:
    for table in ("compared-days", "compared-figures"):
        asked = {"a": "peaceful-protest", "b": "rivers", "table": table}
        found = json.loads(as_admin.get(ADDRESS, asked | {"format": "json"}).content)
        assert found["rows"]
        assert as_admin.get(ADDRESS, asked | {"format": "xlsx"}).content.startswith(b"PK")


def test_whoever_takes_a_comparison_along_is_written_down_for_each_campaign(
    as_admin: Client, two: tuple[Campaign, Campaign]
) -> None:
    rows(as_admin, "compared-days", a="peaceful-protest", b="rivers", a_since=day(0))
    found = Taking.objects.order_by("campaign__slug").values_list("campaign__slug", "what", "part")
    assert [one[:2] for one in found] == [("peaceful-protest", "compared-days"), ("rivers", "compared-days")]
    assert [one[2].get("since") for one in found] == [day(0), None]
