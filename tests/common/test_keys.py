import pytest

from campaign.common.keys import parse_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "1e3", "٣", "²", "9" * 19, "9" * 5000, "\x00"])
def test_whatever_no_column_holds_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_a_smaller_column_holds_fewer_digits() -> None:
    assert parse_number("1234567890", digits=9) is None
