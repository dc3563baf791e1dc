"""Text on a campaign's colour is black or white, whichever can be read better."""

import pytest

from campaign.web.supporters.accents import contrast, text_on


@pytest.mark.parametrize(
    ("accent", "text"),
    [("#b3261e", "#fff"), ("#000000", "#fff"), ("#ffffff", "#000"), ("#ffd500", "#000"), ("#1f5f8b", "#fff")],
)
def test_the_better_contrast_wins(accent: str, text: str) -> None:
    assert text_on(accent) == text


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known near-miss of 4.5
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("number", range(0, 256, 15))
def test_some_text_can_be_read_on_any_colour(number: int) -> None:
    for accent in (f"#{number:02x}0000", f"#00{number:02x}ff", f"#{number:02x}{number:02x}{number:02x}"):
        chosen = {"#fff": "#ffffff", "#000": "#000000"}[text_on(accent)]
        assert contrast(accent, chosen) >= 4.5
