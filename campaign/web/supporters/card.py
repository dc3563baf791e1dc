"""What sharing sites and search engines read of a campaign's page: its own address, its languages, and one picture."""

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, override

from campaign.campaigns.models import Campaign, PictureFile
from campaign.campaigns.pictures import CARD
from campaign.campaigns.showing import Shown

# Open Graph wants a country with each language; sites look at the language alone.
LOCALES = {"en": "en_CA", "fr": "fr_CA", "es": "es_ES"}


@dataclass(frozen=True)
class Card:
    """Addresses are absolute. `image` is the campaign's picture, or the site's own card where it has none."""

    url: str
    default_url: str
    locale: str
    other_locales: list[str]
    image: str
    image_type: str
    image_alt: str
    width: int = CARD[0]
    height: int = CARD[1]


def card_of(campaign: Campaign, language: str, picture: Shown | None, title: str) -> Card:
    """`language` is the one that is spoken now."""
    if picture:
        path = reverse("picture", args=[picture.digest, PictureFile.Size.CARD.value])
        image_type, alt = "image/jpeg", picture.alt or title
    else:
        path, image_type = static("img/card.png"), "image/png"
        alt = gettext("A letter with a seal, and the words “Dear Minister”")
    return Card(
        url=share_url(campaign),
        default_url=_url_in(campaign, campaign.default_language),
        locale=_locale(language),
        other_locales=[_locale(code) for code in campaign.languages if code != language],
        image=f"{settings.PUBLIC_URL}{path}",
        image_type=image_type,
        image_alt=alt,
    )


def share_url(campaign: Campaign) -> str:
    """The page's address in the active language, as it is passed on."""
    return f"{settings.PUBLIC_URL}{reverse('campaign', args=[campaign.slug])}"


def _url_in(campaign: Campaign, language: str) -> str:
    with override(language):
        return share_url(campaign)


def _locale(language: str) -> str:
    return LOCALES.get(language, language)
