from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from campaign.common.time_zones import validate_time_zone
from campaign.targets.time_zones import zone_of


@pytest.mark.parametrize(
    ("province", "own", "zone"),
    [
        ("Nova Scotia", "", "America/Halifax"),
        ("Nova Scotia", "Europe/Madrid", "Europe/Madrid"),
        ("Comunidad de Madrid", "", "America/Toronto"),
        ("", "", "America/Toronto"),
    ],
)
def test_a_persons_own_zone_comes_before_their_provinces_and_the_sites(province: str, own: str, zone: str) -> None:
    assert zone_of(province, own) == ZoneInfo(zone)


def test_a_zone_that_is_none_is_refused_where_it_is_typed() -> None:
    with pytest.raises(ValidationError):
        validate_time_zone("Madrid")
