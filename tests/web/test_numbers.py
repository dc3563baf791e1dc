"""Numbers are grouped as the reader's language groups them."""

import pytest
from django.utils.translation import override

from campaign.web.numbers import decimal, number


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("999", "1,105", "10,500", "1,234,567")),
        ("fr", ("999", "1\u00a0105", "10\u00a0500", "1\u00a0234\u00a0567")),
        ("es", ("999", "1105", "10\u00a0500", "1\u00a0234\u00a0567")),
    ],
)
def test_digits_are_grouped_in_the_readers_way(language: str, expected: tuple[str, ...]) -> None:
    with override(language):
        assert tuple(number(value) for value in (999, 1105, 10_500, 1_234_567)) == expected


@pytest.mark.parametrize(
    ("value", "places", "shown"), [(3.97, 1, "4.0"), (14.488, 1, "14.5"), (0.3, 2, "0.30"), (84.86, 0, "85")]
)
def test_decimals_are_rounded_not_cut_off(value: float, places: int, shown: str) -> None:
    assert decimal(value, places) == shown


@pytest.mark.parametrize("language", ["fr", "es"])
def test_decimals_have_the_readers_sign(language: str) -> None:
    with override(language):
        assert decimal(14.488, 1) == "14,5"
