"""People by province and riding on a campaign's own pages: its results, for everybody, and its statistics, for its team."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Addressee, Campaign
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.stats import public, services
from campaign.targets.models import HOUSE_OF_COMMONS, Riding
from tests import stories
from tests.maps import load_todays_ridings
from tests.stories import LAURIER, OTTAWA_CENTRE
from tests.web.staff.pages import words

pytestmark = pytest.mark.django_db(transaction=True)
RESULTS = "/en/c/peaceful-protest/results/"
STATISTICS = "/staff/campaigns/peaceful-protest/statistics/"
YESTERDAY = timedelta(days=1, hours=1)


@pytest.fixture(autouse=True)
def campaign() -> Iterator[Campaign]:
    cache.clear()
    yield stories.open_campaign(people=1, languages=("en", "fr"))
    cache.clear()


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(stories.admin())
    return client


def to_own_member(campaign: Campaign, *ridings: tuple[str, str]) -> None:
    """In Ontario."""
    Addressee.objects.create(campaign=campaign, own_member_of=HOUSE_OF_COMMONS)
    for code, name in ridings:
        Riding.objects.create(code=code, name={"en": name}, province={"en": "Ontario"}, words=name.lower())


def take_part(campaign: Campaign, province: str, number: int, riding: str = "", ago: timedelta = YESTERDAY) -> None:
    at = timezone.now() - ago
    for one in range(number):
        form = stories.submission(campaign, email=f"of{province}-{riding}-{one}-{ago.days}@mail.example")
        confirm(submit(replace(form, province=province, riding_code=riding), at), at)
    for _ in range(2):
        services.fold_new(60)
    cache.clear()


def drawn(page: str) -> dict[str, tuple[str, str]]:
    """Class and words of each place on the page's first map."""
    found = re.findall(r'#s(\w+)"\s+class="map-(\d)"><title>(.*?)</title>', page)
    return {code: (level, said) for code, level, said in found}


def test_results_show_provinces_on_a_map_as_in_the_table(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "ON", 12)
    take_part(campaign, "QC", 6)
    take_part(campaign, "PE", 4)
    page = client.get(RESULTS).content.decode()
    places = drawn(page)
    assert places["ON"] == ("2", "Ontario: 10")
    assert places["QC"] == ("1", "Quebec: 5")
    assert places["PE"] == ("0", "Prince Edward Island: fewer than 5")
    text = words(client.get(RESULTS))
    assert "Ontario 10" in text
    assert "Prince Edward Island" not in text


def test_open_data_have_the_table_s_numbers(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "ON", 12)
    take_part(campaign, "PE", 4)
    answer = client.get("/api/v1/campaigns/peaceful-protest/provinces").json()
    assert answer["provinces"] == [{"code": "ON", "name": "Ontario", "people": 10}]
    assert answer["rounded_down_to"] == 5


def test_in_french_it_is_the_same_in_french(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "QC", 6)
    assert drawn(client.get("/fr/c/peaceful-protest/results/").content.decode())["QC"][1].startswith("Québec")


def test_who_signs_today_changes_nothing_on_it(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "ON", 9)
    before = drawn(client.get(RESULTS).content.decode())
    take_part(campaign, "ON", 1, ago=timedelta(0))
    assert drawn(client.get(RESULTS).content.decode()) == before


def test_four_in_a_province_and_nobody_in_it_are_the_same_page(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "ON", 6)
    before = drawn(client.get(RESULTS).content.decode())
    take_part(campaign, "YT", 4)
    assert drawn(client.get(RESULTS).content.decode()) == before


def test_where_no_province_is_known_there_is_neither_map_nor_table(client: Client, campaign: Campaign) -> None:
    assert "People by province" not in words(client.get(RESULTS))
    take_part(campaign, "", 6)
    assert "People by province" not in words(client.get(RESULTS))


def test_a_province_does_not_tell_how_many_are_in_the_riding_that_is_left_out(
    client: Client, campaign: Campaign
) -> None:
    to_own_member(campaign, ("35075", "Ottawa Centre"), ("35079", "Ottawa South"))
    take_part(campaign, "ON", 7, "35075")
    take_part(campaign, "ON", 3, "35079")
    # Ten would say: at least one of them is in Ottawa South.
    assert drawn(client.get(RESULTS).content.decode())["ON"][1] == "Ontario: 5"
    take_part(campaign, "ON", 3, "35079", ago=YESTERDAY * 2)
    assert drawn(client.get(RESULTS).content.decode())["ON"][1] == "Ontario: 10"


def test_whatever_is_shown_any_riding_that_is_left_out_may_have_nobody() -> None:
    worlds = defaultdict(list)
    for people in product(range(15), repeat=3):
        shown = [number // 5 * 5 for number in people]
        whole = sum(people) // 5 * 5
        if 0 in shown:
            whole = min(whole, public.most_told(filter(None, shown), shown.count(0)))
        worlds[tuple(shown), whole].append(people)
    for (shown_there, _), alike in worlds.items():
        for place, number in enumerate(shown_there):
            assert number or any(people[place] == 0 for people in alike)


def test_ridings_are_drawn_once_a_map_of_them_is_loaded(staff: Client) -> None:
    campaign = stories.campaign_to_own_member()[0]
    results, statistics = (f"{page.replace('peaceful-protest', campaign.slug)}" for page in (RESULTS, STATISTICS))
    take_part(campaign, "ON", 6, OTTAWA_CENTRE)
    take_part(campaign, "QC", 2, LAURIER)
    assert "Ridings can be drawn, too" in words(staff.get(statistics))
    assert OTTAWA_CENTRE not in drawn(staff.get(statistics).content.decode())
    load_todays_ridings()
    cache.clear()
    of_all, of_team = (drawn(staff.get(address).content.decode()) for address in (results, statistics))
    assert of_all[OTTAWA_CENTRE] == ("1", "Ottawa Centre: 5")
    assert of_team[OTTAWA_CENTRE] == ("3", "Ottawa Centre: 6")
    assert of_all[LAURIER][0] == "0"
    assert of_team[LAURIER][1].endswith(": 2")
    assert "Ridings can be drawn, too" not in words(staff.get(statistics))


def test_only_admins_are_told_what_an_operator_may_load(client: Client) -> None:
    campaign = stories.campaign_to_own_member()[0]
    take_part(campaign, "ON", 1, OTTAWA_CENTRE)
    client.force_login(stories.organizer(campaign.team))
    text = words(client.get(STATISTICS.replace("peaceful-protest", campaign.slug)))
    assert "Confirmed people on the map" in text
    assert "load_map" not in text


def test_a_map_that_no_longer_fits_is_said_to(staff: Client) -> None:
    campaign = stories.campaign_to_own_member()[0]
    load_todays_ridings()
    Riding.objects.filter(code__startswith="35").update(words="somewhere else")
    take_part(campaign, "ON", 1, OTTAWA_CENTRE)
    text = words(staff.get(STATISTICS.replace("peaceful-protest", campaign.slug)))
    assert re.search(r"it has \d+ of 343 ridings under the same code and name", text)


def test_statistics_draw_what_is_asked_for(staff: Client, campaign: Campaign) -> None:
    take_part(campaign, "ON", 2)
    take_part(campaign, "QC", 1)
    everybody = drawn(staff.get(STATISTICS).content.decode())
    assert everybody["ON"][1] == "Ontario: 2"
    assert everybody["QC"][1] == "Quebec: 1"
    part = drawn(staff.get(STATISTICS, {"province": "QC"}).content.decode())
    assert part["ON"][1] == "Ontario: nobody"
    assert part["QC"][1] == "Quebec: 1"


def test_a_campaign_without_people_has_no_map(staff: Client) -> None:
    assert "on the map" not in words(staff.get(STATISTICS))
