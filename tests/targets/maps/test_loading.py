"""manage.py load_map: a map that belongs to the ridings we know is kept whole, any other is refused and nothing changes."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from campaign.targets.maps import kept
from campaign.targets.maps.topology import MOST_BYTES
from campaign.targets.models import PlaceMap, Riding
from campaign.targets.postcodes.loading import load_ridings
from campaign.targets.provinces import OF_CODE
from campaign.targets.search import fold
from tests.maps import ATTRIBUTION, REAL, todays_ridings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ridings(db: None) -> None:
    load_ridings(Path(settings.BASE_DIR) / "data" / "roster")


@pytest.fixture
def current(tmp_path: Path, ridings: None) -> Path:
    path = tmp_path / "ridings.topojson"
    path.write_bytes(todays_ridings())
    return path


def load(file: Path | None, **options: object) -> str:
    said = io.StringIO()
    wanted = {"object": "ridings", "code_property": "fed_num", "attribution": ATTRIBUTION} | options
    call_command("load_map", *([str(file)] if file else []), stdout=said, **wanted)
    return said.getvalue()


def test_a_map_of_the_ridings_we_know_is_kept_for_every_machine(current: Path) -> None:
    said = load(current)
    assert "Areas: 338" in said
    assert (
        "Of the 343 ridings we know, 338 are in it. It lacks, or has under another name: 35122, 48035, 48036, 48037, 59043."
        in said
    )
    assert "Only the map has" not in said
    found = kept.ridings()
    assert found is not None
    assert len(found.shapes) == 338
    assert found.attribution == ATTRIBUTION
    assert found.insets[0].name == "Vancouver"
    svg = kept.svg_of(found.digest)
    assert svg is not None
    assert all(f'id="s{shape.code}"' in svg for shape in found.shapes)


def test_the_map_of_2013_is_refused_though_its_codes_are_known() -> None:
    codes = {one["id"] for one in json.loads(REAL.read_bytes())["objects"]["ridings"]["geometries"]}
    assert Riding.objects.filter(code__in=codes).count() == 338
    with pytest.raises(CommandError) as refused:
        load(REAL)
    said = str(refused.value)
    assert "Of the 343 ridings we know, 65 are in this map under the same code and name; 95 % are needed." in said
    assert "and 258 more. Only the map has, or under that name: " in said
    assert kept.ridings() is None


def test_it_is_for_a_site_whose_ridings_are_those_of_2013() -> None:
    Riding.objects.all().delete()
    for one in json.loads(REAL.read_bytes())["objects"]["ridings"]["geometries"]:
        name = one["properties"]["name_fr"]
        Riding.objects.create(code=one["id"], name={"fr": name}, province={"fr": ""}, words=fold(name))
    assert "Of the 338 ridings we know, 338 are in it. Every code is in both." in load(REAL)


def test_a_map_with_too_few_ridings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.topojson"
    path.write_bytes(todays_ridings(325))
    with pytest.raises(CommandError, match=r"325 are in this map .* 59043\. Nothing was loaded"):
        load(path)
    path.write_bytes(todays_ridings(326))
    assert "326 are in it" in load(path)


def test_a_dry_run_says_the_same_and_keeps_nothing(current: Path) -> None:
    assert "338 are in it" in load(current, dry_run=True)
    assert kept.ridings() is None


def test_a_second_map_takes_the_place_of_the_first_and_a_broken_one_does_not(current: Path, tmp_path: Path) -> None:
    load(current)
    load(current, attribution="Another one")
    broken = tmp_path / "broken.topojson"
    broken.write_bytes(current.read_bytes()[:-100])
    with pytest.raises(CommandError, match=r"cannot be read as JSON.*Nothing was loaded"):
        load(broken)
    assert [one.attribution for one in PlaceMap.objects.all()] == ["Another one"]


def test_provinces_may_be_replaced_and_come_back(current: Path) -> None:
    shipped = kept.provinces()
    load(REAL, object="provinces", code_property="code", kind="provinces")
    load(current)
    assert kept.provinces().attribution == ATTRIBUTION
    assert "Maps forgotten: 2" in load(None, reset=True)
    assert (kept.provinces(), kept.ridings()) == (shipped, None)


def test_the_map_that_ships_has_every_province_and_is_what_the_tool_makes() -> None:
    load(REAL, object="provinces", code_property="code", kind="provinces")
    ours, drawn = kept._shipped()[0], kept.provinces()
    assert {shape.code for shape in ours.shapes} == set(OF_CODE)
    assert ours.digest == drawn.digest
    assert (ours.shapes, ours.width, ours.height) == (drawn.shapes, drawn.width, drawn.height)
    assert "Open Government Licence" in ours.attribution


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"attribution": "  "}, "attribution"),
        ({"attribution": "x" * 201}, "attribution"),
        ({"object": "none"}, "there is: ridings, provinces"),
        ({"code_property": "FEDUID"}, "Its properties: fed_num, name_en"),
        ({"name_fr": "NOM"}, "“NOM”"),
        ({"kind": "provinces"}, "Of the 13 provinces we know, 0 are in this map"),
    ],
)
def test_what_was_given_wrongly_is_named(current: Path, options: dict[str, object], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        load(current, **options)
    assert not PlaceMap.objects.exists()


def test_without_ridings_a_map_of_ridings_has_to_wait(current: Path) -> None:
    Riding.objects.all().delete()
    with pytest.raises(CommandError, match="load_ridings first"):
        load(current)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        load(tmp_path / "none.topojson")
    with pytest.raises(CommandError, match="Which file"):
        load(None)
    large = tmp_path / "large.topojson"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES * 5)
    with pytest.raises(CommandError, match="Simplify it first"):
        load(large)
