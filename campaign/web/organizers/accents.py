"""Which accents are readable: as links and numbers on our light pages, and under white or black on buttons."""

import colorsys
import re

from campaign.web.supporters.accents import contrast

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# WCAG 2.2, 1.4.3 (AA): text under 24 px.
ENOUGH = 4.5
# The darkest light ground an accent stands on (--dm-page in static/css/dear.css); paper and white are lighter.
PAGE = "#f6f4ef"
STEPS = 200


def readable(accent: str) -> bool:
    """Whether "#rrggbb" as text on the page has a contrast of 4.5:1; then white on it has more."""
    return contrast(accent, PAGE) >= ENOUGH


def suggestion(accent: str) -> str:
    """The lightest readable colour of the same hue and saturation."""
    red, green, blue = (int(accent[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    for step in range(STEPS + 1):
        darker = colorsys.hls_to_rgb(hue, lightness * (1 - step / STEPS), saturation)
        colour = "#" + "".join(f"{round(channel * 255):02x}" for channel in darker)
        if readable(colour):
            return colour
    return "#000000"
