import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from campaign.common.limits import DEFAULTS, Rate, rates, validate


@pytest.mark.parametrize("name", DEFAULTS)
def test_each_default_is_a_table_of_rates(name: str) -> None:
    assert rates(name)
    assert all(rate.count >= 1 and rate.seconds >= 1 for rate in rates(name))


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("10/h", Rate(10, 3600)),
        ("20/5m", Rate(20, 300)),
        ("300/m", Rate(300, 60)),
        ("1/s", Rate(1, 1)),
        ("9/2d", Rate(9, 172800)),
    ],
)
def test_a_rate_is_read_as_it_is_meant(written: str, rate: Rate, settings: Settings) -> None:
    settings.LIMITS = {"resend": [written]}
    assert rates("resend") == (rate,)


@pytest.mark.parametrize(
    "written",
    [
        "5/week",
        "5/w",
        "5",
        "5/",
        "5/5",
        "/h",
        "0/h",
        "5/0m",
        "-5/h",
        "5/h ",
        " 5/h",
        "5/H",
        "5/hour",
        "5 / h",
        "٥/h",
        "",
        5,
        None,
    ],
)
def test_a_rate_that_is_not_understood_is_refused_by_name(written: object) -> None:
    with pytest.raises(ImproperlyConfigured, match=r'LIMITS\["resend"\]'):
        validate({"resend": [written]})


@pytest.mark.parametrize("table", [{"resend": "5/h"}, {"resend": 5}, {"resend": None}, {"submit_per_galaxy": ["5/h"]}])
def test_a_table_of_the_wrong_shape_is_refused_by_name(table: dict[str, object]) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf'LIMITS\["{next(iter(table))}"\]'):
        validate(table)


def _import_limits(table: str) -> subprocess.CompletedProcess[str]:
    program = f"from django.conf import settings; settings.configure(LIMITS={table}); import campaign.common.limits"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_a_wrong_table_stops_the_start_and_names_the_entry() -> None:
    refused = _import_limits('{"login_per_account": ["5/week"]}')
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[-1].startswith(
        "django.core.exceptions.ImproperlyConfigured: LIMITS[\"login_per_account\"]: '5/week'"
    )


def test_limits_need_neither_redis_nor_database_to_be_imported() -> None:
    assert _import_limits('{"login_per_account": ["5/m"]}').returncode == 0
