"""Pictures as people upload them, made when they are needed."""

from io import BytesIO
from typing import Any

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def drawn(width: int = 1600, height: int = 900, mode: str = "RGB") -> Image.Image:
    """The left half red, the right half blue."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image | None = None, kind: str = "JPEG", **options: Any) -> bytes:
    written = BytesIO()
    (image or drawn()).save(written, kind, **options)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def is_red(colour: Any) -> bool:
    return bool(colour[0] > 150 and colour[2] < 90)


def is_blue(colour: Any) -> bool:
    return bool(colour[2] > 150 and colour[0] < 90)
