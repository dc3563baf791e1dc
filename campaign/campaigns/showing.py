"""The picture of a campaign: putting it there, taking it away, and what a page says of it."""

from dataclasses import dataclass

from django.db import transaction

from campaign.campaigns.models import Campaign, Picture, PictureFile
from campaign.campaigns.pictures import CARD, Made

Size = PictureFile.Size


@dataclass(frozen=True)
class Shown:
    """A picture as a page in one language shows it; `alt` is empty where nobody described it in that language."""

    digest: str
    alt: str
    width: int
    height: int
    small_width: int

    @property
    def is_large(self) -> bool:
        """Whether sharing sites get it sharp."""
        return self.width >= CARD[0]


def picture_of(campaign: Campaign, language: str) -> Shown | None:
    sizes = {
        row.size: row
        for row in PictureFile.objects.defer("data").filter(picture__campaign=campaign).select_related("picture")
    }
    large, small = sizes.get(Size.LARGE), sizes.get(Size.SMALL)
    if large is None or small is None:
        return None
    picture = large.picture
    return Shown(picture.digest, alt_in(picture, language), large.width, large.height, small.width)


def alt_in(picture: Picture, language: str) -> str:
    """No other language's: who listens to a page would hear it read with the wrong sounds."""
    found = picture.alt.get(language) if isinstance(picture.alt, dict) else ""
    return found if isinstance(found, str) else ""


def file_of(digest: str, size: str) -> bytes | None:
    """The JPEG; several campaigns may have the same picture."""
    row = PictureFile.objects.filter(picture__digest=digest, size=size).only("data").first()
    return bytes(row.data) if row else None


@transaction.atomic
def show_picture(campaign: Campaign, made: Made | None, alt: dict[str, str]) -> None:
    """Describe the campaign's picture, and put this one in the place of what was there, if one is given."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if made is None:
        Picture.objects.filter(campaign=campaign).update(alt=alt)
        return
    Picture.objects.filter(campaign=campaign).delete()
    _keep(campaign, made.digest, alt, made.files)


def remove_picture(campaign: Campaign) -> bool:
    removed, _rows = Picture.objects.filter(campaign=campaign).delete()
    return removed > 0


def copy_picture(campaign: Campaign, copy: Campaign) -> None:
    picture = Picture.objects.filter(campaign=campaign).first()
    if picture is not None:
        _keep(copy, picture.digest, picture.alt, list(picture.files.all()))


def _keep(campaign: Campaign, digest: str, alt: dict[str, str], files: list[PictureFile]) -> None:
    picture = Picture.objects.create(campaign=campaign, digest=digest, alt=alt)
    for file in files:
        file.pk, file.picture = None, picture
    PictureFile.objects.bulk_create(files)
