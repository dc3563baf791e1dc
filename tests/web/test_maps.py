"""Maps on pages: classes of round numbers, places without a number all alike, lines in a file of their own."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from campaign.targets.maps.kept import provinces
from campaign.targets.models import Riding
from campaign.targets.postcodes.loading import load_ridings
from campaign.targets.provinces import OF_CODE
from campaign.web.maps import Figure, Told, classes, figure_of_provinces, figure_of_ridings
from tests.maps import load_todays_ridings


def public(**people: int) -> Told:
    return Told(people, "fewer than 5", 5)


@pytest.mark.parametrize(
    ("numbers", "least", "begins"),
    [
        ([1], 1, [1]),
        ([7, 7, 7], 1, [1, 5]),
        ([1, 2, 3], 1, [1, 2]),
        ([1, 40, 1248], 1, [1, 5, 50, 200]),
        ([5], 5, [5]),
        ([5, 20, 40], 5, [5, 10, 20]),
        ([50, 150, 675, 1755], 5, [5, 100, 200, 1000]),
        ([20_000, 4_000_000], 1, [1, 100_000, 200_000, 1_000_000]),
    ],
)
def test_classes_begin_at_round_numbers_between_the_least_and_the_most(
    numbers: list[int], least: int, begins: list[int]
) -> None:
    assert classes(numbers, least) == begins


def test_there_are_four_at_most_and_of_rounded_numbers_they_begin_at_rounded_numbers() -> None:
    for low, most in combinations(range(5, 2000, 5), 2):
        begins = classes([low, most], 5)
        assert begins == sorted(set(begins))
        assert len(begins) <= 4
        assert begins[-1] <= most
        assert not [begin for begin in begins if begin % 5]


def svg_of(figure: Figure | None) -> str:
    return render_to_string("maps/figure.html", {"map": figure})


@pytest.mark.django_db
def test_every_province_is_on_the_page_with_its_number_or_that_it_has_none() -> None:
    page = svg_of(figure_of_provinces(Told({"ON": 1200, "QC": 40}, "nobody"), "en"))
    assert len(re.findall(r"<use ", page)) == len(OF_CODE)
    assert re.search(r'#sON"\s+class="map-4"><title>Ontario: 1,200</title>', page)
    assert re.search(r'#sPE"\s+class="map-0"><title>Prince Edward Island: nobody</title>', page)
    assert re.search(r'role="img"\s+aria-label="People by province, on the map"', page)
    assert not re.search(r"style=|<script|\son[a-z]+=", page)
    assert "Open Government Licence" in page


@pytest.mark.django_db
def test_places_are_called_as_the_reader_calls_them() -> None:
    with override("fr"):
        page = svg_of(figure_of_provinces(Told({"PE": 1200}, "personne"), "fr"))
    assert "Île-du-Prince-Édouard" in page
    with override("es"):
        assert "Columbia Británica" in svg_of(figure_of_provinces(Told({"PE": 1}, "nadie"), "es"))


@pytest.mark.django_db
def test_what_is_hidden_cannot_be_told_from_nothing() -> None:
    nothing = svg_of(figure_of_provinces(public(ON=50), "en"))
    assert svg_of(figure_of_provinces(public(ON=50, QC=0), "en")) == nothing
    assert svg_of(figure_of_provinces(public(ON=50, QC=4), "en")) == nothing
    others = [title for title in re.findall("<title>(.*?)</title>", nothing) if "Ontario" not in title]
    assert len(others) == 12
    assert all(title.endswith(": fewer than 5") for title in others)


@pytest.mark.django_db
def test_of_nobody_there_is_no_map() -> None:
    assert figure_of_provinces(Told({}, "nobody"), "en") is None
    assert figure_of_provinces(public(ON=4), "en") is None
    assert svg_of(None).strip() == ""


@pytest.mark.django_db
def test_one_riding_alone_is_drawn_in_the_highest_class_under_its_name_of_today() -> None:
    load_ridings(Path(settings.BASE_DIR) / "data" / "roster")
    assert figure_of_ridings(Told({"35079": 3}, "nobody"), "en") is None
    load_todays_ridings()
    Riding.objects.filter(code="35079").update(name={"en": "A newer name", "fr": "Un nouveau nom"})
    figure = figure_of_ridings(Told({"35079": 3}, "nobody"), "fr")
    assert figure is not None
    page = svg_of(figure)
    assert re.search(r'#s35079"\s+class="map-2"><title>Un nouveau nom: 3</title>', page)
    assert len(figure.whole.places) == 338
    assert [town.name for town in figure.towns][-1] == "Québec"
    assert all(town.places for town in figure.towns)


@pytest.mark.django_db
def test_a_map_of_ridings_is_no_longer_drawn_when_the_ridings_are_others() -> None:
    load_ridings(Path(settings.BASE_DIR) / "data" / "roster")
    load_todays_ridings()
    assert figure_of_ridings(Told({"35079": 3}, "nobody"), "en") is not None
    Riding.objects.filter(code__startswith="35").update(words="somewhere else")
    assert figure_of_ridings(Told({"35079": 3}, "nobody"), "en") is None


@pytest.mark.django_db
def test_the_file_of_a_map_is_kept_for_ever_and_any_other_is_not_there(client: Client) -> None:
    address = f"/media/maps/{provinces().digest}.svg"
    answer = client.get(address)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert b'id="sON"' in answer.content
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(f"/media/maps/{'0' * 32}.svg").status_code == 404
