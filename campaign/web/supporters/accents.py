"""A campaign's colour and what can be read on it: black or white, whichever contrasts more (WCAG 2.2, relative luminance)."""


def stylesheet(accent: str) -> str:
    """The two custom properties for "#rrggbb"."""
    return f":root {{\n  --dm-accent: {accent};\n  --dm-on-accent: {text_on(accent)};\n}}\n"


def text_on(accent: str) -> str:
    return "#fff" if contrast(accent, "#ffffff") >= contrast(accent, "#000000") else "#000"


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
