"""Putting a picture on a campaign's page, and who gets to see it."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaign.campaigns.models import Campaign, Picture
from campaign.web.supporters import page_cache
from tests.pictures import drawn, encoded, opened
from tests.web.staff.pages import words

PAGE = "/staff/campaigns/peaceful-protest/picture/"
ALT = {"alt_en": "A march with candles", "alt_fr": "Une marche aux chandelles"}


def upload(client: Client, data: bytes, **changes: str) -> object:
    file = SimpleUploadedFile("IMG_0042.HEIC", data, content_type="text/html")
    return client.post(PAGE, ALT | changes | {"file": file})


def test_a_picture_is_saved_and_stands_on_the_page(as_organizer: Client, protest: Campaign) -> None:
    answer = as_organizer.post(PAGE, ALT | {"file": SimpleUploadedFile("a.png", encoded(kind="PNG"))}, follow=True)
    assert "The picture is saved" in words(answer)
    page_cache.forget()
    page = Client().get("/fr/c/peaceful-protest/").content.decode()
    assert 'alt="Une marche aux chandelles"' in page
    assert 'width="1280"' in page
    assert 'height="720"' in page


def test_neither_its_name_nor_what_the_browser_calls_it_decides(as_organizer: Client, protest: Campaign) -> None:
    upload(as_organizer, encoded(kind="WEBP"))
    assert Picture.objects.count() == 1


def test_a_large_photograph_fits_though_lists_may_not_be_so_large(as_organizer: Client, protest: Campaign) -> None:
    large = encoded(drawn(2400, 1600)) + b"\0" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    upload(as_organizer, large)
    assert Picture.objects.count() == 1
    assert as_organizer.post("/staff/lists/new/", {"file": SimpleUploadedFile("a.csv", large)}).status_code == 413


@pytest.mark.parametrize(
    ("size", "status"), [(10 * 1024 * 1024 + 1, 422), (settings.LARGER_UPLOADS["staff-picture"] + 1, 413)]
)
def test_what_is_too_large_is_said_to_be_and_the_old_picture_stays(
    as_organizer: Client, protest: Campaign, size: int, status: int
) -> None:
    upload(as_organizer, encoded())
    before = Picture.objects.get().digest
    answer = upload(as_organizer, b"x" * size, alt_en="Kept words")
    assert answer.status_code == status  # type: ignore[attr-defined]
    if status == 422:
        assert "larger than 10 MB" in words(answer)
        assert "Kept words" in answer.content.decode()  # type: ignore[attr-defined]
    assert Picture.objects.get().digest == before


@pytest.mark.parametrize(
    "changes", [{"alt_en": ""}, {"alt_fr": "  "}, {"alt_en": "x" * 301}, {"alt_en": "a\u202eb"}, {"alt_en": "a\x07"}]
)
def test_a_picture_without_words_for_who_does_not_see_it_is_not_saved(
    as_organizer: Client, protest: Campaign, changes: dict[str, str]
) -> None:
    answer = upload(as_organizer, encoded(), **changes)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "choose the file once more" in words(answer)
    assert Picture.objects.count() == 0


def test_the_first_save_needs_a_file_later_ones_may_change_the_words_alone(
    as_organizer: Client, protest: Campaign
) -> None:
    assert "Choose a picture." in words(as_organizer.post(PAGE, ALT))
    upload(as_organizer, encoded())
    as_organizer.post(PAGE, ALT | {"alt_en": "Better words"})
    assert Picture.objects.get().alt["en"] == "Better words"


def test_a_picture_is_taken_away(as_organizer: Client, protest: Campaign) -> None:
    upload(as_organizer, encoded())
    address = f"/media/campaigns/{Picture.objects.get().digest}-large.jpg"
    assert "The picture is gone" in words(as_organizer.post(PAGE, {"action": "remove"}, follow=True))
    assert as_organizer.get(address).status_code == 404


def test_hostile_words_about_a_picture_are_inert(as_organizer: Client, protest: Campaign) -> None:
    upload(as_organizer, encoded(), alt_en='"><script>alert(1)</script>')
    page_cache.forget()
    for page in (Client().get("/en/c/peaceful-protest/"), as_organizer.get(PAGE)):
        assert "<script>alert" not in page.content.decode()


def test_the_picture_is_served_for_ever_to_everybody_without_a_cookie(as_organizer: Client, protest: Campaign) -> None:
    upload(as_organizer, encoded())
    digest = Picture.objects.get().digest
    for size, width in (("small", 640), ("large", 1280), ("card", 1200)):
        answer = Client().get(f"/media/campaigns/{digest}-{size}.jpg")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies
        assert opened(answer.content).width == width
        again = Client().get(answer.request["PATH_INFO"], headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", [f"{'0' * 32}-large.jpg", f"{'0' * 32}-huge.jpg", "x-large.jpg", "../../etc/passwd"])
def test_a_picture_that_nobody_has_is_a_404(client: Client, protest: Campaign, name: str) -> None:
    assert client.get(f"/media/campaigns/{name}").status_code == 404
