"""What became of letters: how soon they were accepted, how many came back, and to whom they went, as tables and files."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.stats import services
from campaign.targets.models import Target
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign() -> Campaign:
    """Two letters of two people, of Quebec and Ontario, to each of two recipients; all left, one came back, one was unwanted."""
    found = stories.open_campaign(people=2)
    for province, changed in (("QC", 0), ("ON", 40)):
        form = stories.submission(found, email=f"{province}@mail.example")
        form = replace(form, province=province, source="newsletter", words_changed=changed)
        confirm(submit(form, NOW), NOW + timedelta(minutes=1))
    letters = list(
        OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("addressee", "pk").values_list("pk", flat=True)
    )
    OutgoingMail.objects.filter(pk__in=letters).update(created_at=timezone.now() - timedelta(hours=2))
    move(letters, [State.QUEUED], Change(State.SENDING))
    move(letters, [State.SENDING], Change(State.ACCEPTED))
    move(letters[:1], [State.ACCEPTED], Change(State.BOUNCED))
    move(letters[2:3], [State.ACCEPTED], Change(State.COMPLAINED))
    for _ in range(2):
        services.fold_new(60)
    return found


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(stories.admin())
    return client


def address(campaign: Campaign) -> str:
    return f"/staff/campaigns/{campaign.slug}/statistics/"


def rows(client: Client, campaign: Campaign, table: str, **asked: str) -> list[list[str]]:
    answer = client.get(address(campaign), {**asked, "table": table, "format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def test_of_the_letters_that_were_accepted_it_tells_how_many_came_back_and_how_sure_that_is(
    staff: Client, campaign: Campaign
) -> None:
    everybody, *each = rows(staff, campaign, "came-back")
    assert everybody == ["All recipients", "4", "25.0", "4.56", "69.94", "25.0", "4.56", "69.94"]
    assert [(row[1], row[2], row[5]) for row in each] == [("2", "50.0", "0.0"), ("2", "0.0", "50.0")]


def test_how_soon_letters_were_accepted_is_told_in_classes(staff: Client, campaign: Campaign) -> None:
    assert rows(staff, campaign, "waits") == [["within 6 h", "4"]]


def test_letters_are_told_by_party_where_there_are_several(staff: Client, campaign: Campaign) -> None:
    Target.objects.update(party="Bloc")
    assert "Letters by the recipient&#x27;s party" not in staff.get(address(campaign)).content.decode()
    one = campaign.addressees.order_by("pk")[0]
    Target.objects.filter(pk=one.target_id or 0).update(party="Green")
    assert rows(staff, campaign, "parties") == [["Bloc", "2", "0", "2", "0", "0"], ["Green", "2", "0", "2", "1", "0"]]
    text = staff.get(address(campaign)).content.decode()
    assert "By who has each place today" in text


def test_how_much_of_the_letters_is_people_s_own_is_told_of_a_part_too(staff: Client, campaign: Campaign) -> None:
    assert rows(staff, campaign, "own-words") == [["none", "1", "1"], ["26 to 50%", "1", "1"]]
    assert rows(staff, campaign, "own-words", province="ON") == [["26 to 50%", "1", "1"]]


def test_a_table_that_cannot_follow_two_choices_says_so_and_shows_no_number(staff: Client, campaign: Campaign) -> None:
    assert [row[1] for row in rows(staff, campaign, "recipients", source="newsletter")] == ["2", "2"]
    assert [row[1] for row in rows(staff, campaign, "recipients", province="ON")] == ["1", "1"]
    both = {"source": "newsletter", "province": "ON"}
    text = staff.get(address(campaign), both).content.decode()
    assert (
        text.count("kept for one choice at a time") == 4
    )  # delays, own words, recipients, waits: nobody has a riding here
    assert rows(staff, campaign, "provinces", **both) == [["Ontario", "1", "1"]]
    assert "It adds up" in text
    for table in ("recipients", "parties", "came-back", "delays"):
        answer = staff.get(address(campaign), {**both, "table": table, "format": "csv"})
        assert answer["Content-Type"].startswith("text/html")


def test_a_file_of_one_table_makes_only_that_table(staff: Client, campaign: Campaign) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows(staff, campaign, "provinces")
    told = [query["sql"] for query in asked if "stats_tally" in query["sql"] and "DISTINCT" not in query["sql"]]
    assert len(told) == 1
    assert not [query for query in asked if "campaigns_addressee" in query["sql"]]


def test_a_page_says_that_days_are_counted_anew_after_a_change_of_the_time_zone(
    staff: Client, campaign: Campaign
) -> None:
    words = "days are being counted anew"
    assert words not in staff.get(address(campaign)).content.decode()
    Campaign.objects.filter(pk=campaign.pk).update(time_zone="America/Vancouver")
    assert words in staff.get(address(campaign)).content.decode()
    services.recut_moved()
    assert words not in staff.get(address(campaign)).content.decode()
