"""A picture that somebody uploaded, made anew: its pixels in the sizes we show, and nothing else that was in the file.

Metadata (where a photograph was taken), colour profiles, later frames and whatever was hidden behind the pixels stay behind.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from campaign.campaigns.models import PictureFile

LARGEST_FILE = 10 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
# A telephone's largest; decoded with transparency, some 400 MB for a second or two.
MOST_PIXELS = 50_000_000
# The page's column on a small screen; less would be blurred there already.
LEAST_WIDTH, LEAST_HEIGHT = 600, 315
# Beyond it a picture is a stripe, of which a card would show a corner.
LONGEST_TO_SHORTEST = 4
SMALL, LARGE = (640, 960), (1280, 1600)  # at most, width and height
CARD = (1200, 630)  # as sharing sites show it: 1.91 to 1
QUALITY = 82
REDUCIBLE = ("L", "LA", "RGB", "RGBA", "CMYK")
DIGEST_LENGTH = 32
# What Pillow raises on bytes that are no picture, or only the beginning of one.
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
    NotImplementedError,
    struct.error,
)
# How files begin that people take for pictures which we read.
OTHERS = (
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"8BPS", "Photoshop"),
)


class BadPicture(Exception):
    """A file that cannot be shown; its text is the reason, for who uploaded it."""


@dataclass(frozen=True)
class Made:
    """The files of a picture, and the digest of what they show."""

    digest: str
    files: list[PictureFile]


def make(data: bytes) -> Made:
    """Every size of the picture in these bytes. Raises BadPicture with the reason where there is none that can be shown."""
    if len(data) > LARGEST_FILE:
        raise BadPicture(_("This file is larger than 10 MB. Save the picture smaller, or as a JPEG."))
    image = _read(data)
    files = list(_sizes(image))
    return Made(sha256(bytes(files[0].data)).hexdigest()[:DIGEST_LENGTH], files)


def _read(data: bytes) -> Image.Image:
    """The first frame, upright, in sRGB and opaque."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            _refuse_many_pixels(*image.size)
            if image.format == "JPEG":
                image.draft("RGB", (2 * LARGE[0], 2 * LARGE[1]))  # decodes an eighth of it where that is enough
            image.load()
            upright = _upright(_reduced(image))
            _refuse_shape(*upright.size)
            return _opaque(_in_srgb(upright))
    except BROKEN as error:
        raise BadPicture(_why_not(data)) from error


def _refuse_many_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        words = _("This picture has %(width)d × %(height)d pixels, more than we can read. Save it at most 6,000 wide.")
        raise BadPicture(words % {"width": width, "height": height})


def _reduced(image: Image.Image) -> Image.Image:
    """Still twice as large as we show it, where it was larger: every step from here on costs memory by the pixel."""
    if image.mode == "P":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    factor = min(image.width // (2 * LARGE[0]), image.height // LARGE[1])
    return image.reduce(factor) if factor > 1 and image.mode in REDUCIBLE else image


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held; what is broken in what it wrote beside the picture is no fault of the picture."""
    with suppress(*BROKEN):
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _refuse_shape(width: int, height: int) -> None:
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        words = _(
            "This picture has %(width)d × %(height)d pixels and would be blurred. It needs 600 × 315 at least; 1,280 wide is best."
        )
        raise BadPicture(words % {"width": width, "height": height})
    if max(width, height) > LONGEST_TO_SHORTEST * min(width, height):
        raise BadPicture(_("This picture is a long stripe. Cut it to a rectangle, such as 1,280 × 670."))


def _in_srgb(image: Image.Image) -> Image.Image:
    """Telephones photograph in wider colours, which look dull where nobody says that they are."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target)
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def _opaque(image: Image.Image) -> Image.Image:
    """Its pixels on white paper, in an image of our own that knows nothing of the file."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    paper = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper.paste(layer, mask=layer)
    else:
        paper.paste(image.convert("RGB"))
    return paper


def _sizes(image: Image.Image) -> Iterator[PictureFile]:
    yield _file(PictureFile.Size.LARGE, _within(image, LARGE))
    yield _file(PictureFile.Size.SMALL, _within(image, SMALL))
    yield _file(PictureFile.Size.CARD, ImageOps.fit(image, CARD, Image.Resampling.LANCZOS))


def _within(image: Image.Image, most: tuple[int, int]) -> Image.Image:
    if image.width <= most[0] and image.height <= most[1]:
        return image
    return ImageOps.contain(image, most, Image.Resampling.LANCZOS)


def _file(size: PictureFile.Size, image: Image.Image) -> PictureFile:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return PictureFile(size=size, width=image.width, height=image.height, data=written.getvalue())


def _why_not(data: bytes) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return _("There is nothing in this file.")
    if start.startswith(b"<") and b"<svg" in data[:4096].lower():
        return _other("SVG")
    if data[4:8] == b"ftyp":
        return _other("HEIC/AVIF")
    for beginning, name in OTHERS:
        if data.startswith(beginning):
            return _other(name)
    if data.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")):
        return _("This picture is damaged: it cannot be read to its end. Save or export it once more.")
    return _("This is no picture that we can read. Save it as JPEG, PNG or WebP.")


def _other(name: str) -> str:
    return _("This is a file of another kind (%(kind)s). Save the picture as JPEG, PNG or WebP.") % {"kind": name}
