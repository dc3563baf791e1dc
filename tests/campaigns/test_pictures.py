"""What becomes of an uploaded picture, and which files are none."""

import struct
import zlib
from contextlib import suppress

import pytest
from django.utils.translation import override
from PIL import Image, PngImagePlugin

from campaign.campaigns.models import Picture, PictureFile
from campaign.campaigns.pictures import LARGEST_FILE, MOST_PIXELS, BadPicture, make
from campaign.campaigns.services import copy_as_draft
from campaign.campaigns.showing import file_of, picture_of, remove_picture, show_picture
from tests import stories
from tests.pictures import drawn, encoded, is_blue, is_red, opened

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GPS, ORIENTATION, GPS_LATITUDE = 0x8825, 0x0112, 2


def sizes(data: bytes) -> dict[str, bytes]:
    return {str(file.size): bytes(file.data) for file in make(data).files}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_jpeg_in_three_sizes(kind: str) -> None:
    made = {name: opened(data) for name, data in sizes(encoded(kind=kind)).items()}
    assert {name: image.size for name, image in made.items()} == {
        "large": (1280, 720),
        "small": (640, 360),
        "card": (1200, 630),
    }
    assert {image.format for image in made.values()} == {"JPEG"}
    assert all(is_red(image.getpixel((20, 20))) for image in made.values())


def test_a_smaller_picture_is_not_blown_up_but_for_its_card() -> None:
    made = {name: opened(data).size for name, data in sizes(encoded(drawn(700, 500))).items()}
    assert made == {"large": (700, 500), "small": (640, 457), "card": (1200, 630)}


def test_a_photograph_taken_on_its_side_stands_upright_and_keeps_no_place() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn it clockwise: what is left in the file is on top
    exif[GPS] = {GPS_LATITUDE: (45.0, 30.0, 12.0)}
    exif[0x010F] = "Camera of Ana Quispe"
    original = encoded(exif=exif, comment=b"at home")
    assert b"Camera of Ana Quispe" in original
    for data in sizes(original).values():
        image = opened(data)
        assert not image.getexif()
        assert "comment" not in image.info
        assert b"Camera" not in data
        assert b"at home" not in data
        assert is_red(image.getpixel((image.width // 2, 5)))
        assert is_blue(image.getpixel((image.width // 2, image.height - 5)))
    assert opened(sizes(original)["large"]).size == (900, 1600)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_very_large_photograph_is_as_good_and_as_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    made = {name: opened(data) for name, data in sizes(encoded(drawn(5200, 3400), kind, exif=exif)).items()}
    assert (made["large"].size, made["card"].size) == ((1046, 1600), (1200, 630))
    assert is_red(made["large"].getpixel((500, 5)))
    assert is_blue(made["large"].getpixel((500, 1590)))


def test_of_a_photograph_that_lies_on_its_side_the_upright_width_counts() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    with pytest.raises(BadPicture, match="400 × 900"):
        make(encoded(drawn(900, 400), exif=exif))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow says so, and goes on
@pytest.mark.parametrize("broken", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 40, b"Exif"])
def test_broken_words_of_a_camera_are_no_fault_of_its_picture(broken: bytes) -> None:
    assert opened(sizes(encoded(exif=broken))["large"]).size == (1280, 720)


def test_what_stands_in_a_png_beside_its_pixels_is_gone() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Ana Quispe, 12 Hidden Street")
    original = encoded(kind="PNG", pnginfo=words)
    assert b"Hidden Street" in original
    assert not any(b"Hidden Street" in data for data in sizes(original).values())


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (800, 600), (0, 0, 0, 0))
    assert opened(sizes(encoded(image, "PNG"))["large"]).getpixel((400, 300)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_read(mode: str) -> None:
    image = Image.new("I;16", (800, 600), 40_000) if mode == "I;16" else drawn(mode=mode)
    shown = opened(sizes(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))["large"])
    assert shown.mode == "RGB"
    if mode == "I;16":
        assert abs(shown.getpixel((400, 300))[0] - 40_000 // 256) < 5  # type: ignore[index]


def test_of_a_moving_picture_the_first_frame_stays() -> None:
    moving = encoded(kind="WEBP", save_all=True, append_images=[Image.new("RGB", (1600, 900), "black")], duration=100)
    still = opened(sizes(moving)["large"])
    assert is_red(still.getpixel((20, 20)))


def test_what_hides_behind_or_before_the_pixels_does_not_come_through() -> None:
    hidden = b"<script>alert(1)</script>PK\x03\x04"
    for data in sizes(encoded() + hidden).values():
        assert b"script" not in data
        assert b"PK\x03\x04" not in data
    with pytest.raises(BadPicture, match="GIF"):
        make(b"GIF89a/*" + encoded() + b"*/=alert(1)")


def test_a_page_that_calls_itself_a_picture_is_refused() -> None:
    with pytest.raises(BadPicture, match="no picture"):
        make(b"<!DOCTYPE html><script>alert(1)</script>")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "nothing in this file"),
        (SVG, "SVG"),
        (b"  \n" + SVG, "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0", "HEIC"),
        (b"hello", "no picture"),
        (b"x" * (LARGEST_FILE + 1), "larger than 10 MB"),
        (encoded(drawn(599, 400)), "600 × 315 at least"),
        (encoded(drawn(800, 300)), "600 × 315 at least"),
        (encoded(drawn(400, 800)), "600 × 315 at least"),
        (encoded(drawn(2000, 400)), "stripe"),
    ],
)
def test_a_file_that_cannot_be_shown_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadPicture, match=reason):
        make(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.01, 0.2, 0.9])
def test_a_picture_that_was_cut_off_is_refused(kind: str, share: float) -> None:
    noise = Image.effect_noise((900, 600), 80).convert("RGB")
    whole = encoded(noise, kind)
    with pytest.raises(BadPicture, match=r"damaged|no picture"):
        make(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_broken_byte_is_more_than_a_refusal(kind: str) -> None:
    whole, refused = encoded(drawn(640, 400), kind), 0
    for at in range(0, min(len(whole), 400), 7):
        data = bytearray(whole)
        data[at] ^= 0xFF
        with suppress(BadPicture):
            make(bytes(data))
            continue
        refused += 1
    assert refused


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A few hundred bytes that say they have a billion pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    side = 32_000
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    assert side * side > MOST_PIXELS
    with pytest.raises(BadPicture):
        make(bomb)


def test_more_pixels_than_we_read_are_named() -> None:
    with pytest.raises(BadPicture, match="9000 × 6000"):
        make(encoded(Image.new("1", (9000, 6000)), "PNG"))


def test_the_same_picture_has_the_same_address_and_another_has_not() -> None:
    assert make(encoded()).digest == make(encoded()).digest
    assert make(encoded()).digest != make(encoded(drawn(1500, 900))).digest


def test_reasons_are_said_in_the_reader_s_language() -> None:
    with override("fr"), pytest.raises(BadPicture):
        make(b"hello")


@pytest.mark.django_db
def test_a_new_picture_takes_the_place_of_the_old_and_can_be_taken_away() -> None:
    campaign = stories.draft_campaign()
    first, second = make(encoded()), make(encoded(drawn(1300, 800)))
    show_picture(campaign, first, {"en": "A march"})
    show_picture(campaign, second, {"en": "Another march"})
    shown = picture_of(campaign, "en")
    assert shown
    assert (shown.digest, shown.alt, shown.width) == (second.digest, "Another march", 1280)
    assert file_of(first.digest, "large") is None
    show_picture(campaign, None, {"en": "Better words"})
    assert Picture.objects.get().alt == {"en": "Better words"}
    assert Picture.objects.get().digest == second.digest
    assert remove_picture(campaign)
    assert picture_of(campaign, "en") is None
    assert PictureFile.objects.count() == 0


@pytest.mark.django_db
def test_a_copy_of_a_campaign_keeps_the_picture_when_the_first_is_gone() -> None:
    campaign = stories.draft_campaign()
    show_picture(campaign, make(encoded()), {"en": "A march"})
    before = picture_of(campaign, "en")
    copy = copy_as_draft(campaign, "copy", stories.NOW)
    remove_picture(campaign)
    assert picture_of(copy, "en") == before
    assert before
    assert file_of(before.digest, "card")


@pytest.mark.django_db
def test_no_other_language_s_words_are_read_out() -> None:
    campaign = stories.draft_campaign(languages=("en", "fr"))
    show_picture(campaign, make(encoded()), {"en": "A march"})
    shown = picture_of(campaign, "fr")
    assert shown
    assert shown.alt == ""
