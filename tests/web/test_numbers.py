"""Numbers are grouped as the reader's language groups them."""

import pytest
from django.utils.translation import override

from campaign.web.numbers import number


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
