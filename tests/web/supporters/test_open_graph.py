"""What sharing sites and search engines read in the head of a campaign's page."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.campaigns.pictures import make
from campaign.campaigns.services import close_campaign
from campaign.campaigns.showing import show_picture
from campaign.web.supporters.sharing import share_links
from tests.pictures import encoded
from tests.stories import NOW
from tests.web.supporters.pages import CAMPAIGN


def head(client: Client, address: str = CAMPAIGN) -> str:
    return client.get(address).content.decode().partition("</head>")[0]


def tags(page: str) -> dict[str, list[str]]:
    """What each tag of Open Graph and Twitter says, in order."""
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta (?:property|name)="([^"]+)"\s+content="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(content))
    return found


@pytest.fixture
def pictured(campaign: Campaign) -> Campaign:
    show_picture(campaign, make(encoded()), {"en": "A march", "fr": "Une marche", "es": "Una marcha"})
    return campaign


@pytest.mark.parametrize(
    ("language", "alt", "locale"),
    [("en", "A march", "en_CA"), ("fr", "Une marche", "fr_CA"), ("es", "Una marcha", "es_ES")],
)
def test_a_shared_page_shows_its_picture_with_its_words_in_its_language(
    client: Client, pictured: Campaign, language: str, alt: str, locale: str
) -> None:
    found = tags(head(client, f"/{language}/c/peaceful-protest/"))
    assert found["og:image:alt"] == [alt]
    assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"])
    assert found["og:locale"] == [locale]
    assert len(found["og:locale:alternate"]) == 2
    assert found["og:url"] == [f"{settings.PUBLIC_URL}/{language}/c/peaceful-protest/"]
    (image,) = found["og:image"]
    assert image.startswith(f"{settings.PUBLIC_URL}/media/campaigns/")
    assert client.get(image.removeprefix(settings.PUBLIC_URL)).headers["Content-Type"] == "image/jpeg"


def test_without_a_picture_it_is_the_site_s_own_card(client: Client, campaign: Campaign) -> None:
    found = tags(head(client))
    assert "card" in found["og:image"][0]
    assert found["og:image:type"] == ["image/png"]
    assert "<img" not in client.get(CAMPAIGN).content.decode()


def test_the_page_has_one_address_of_its_own_and_one_in_each_language(client: Client, campaign: Campaign) -> None:
    page = head(client, "/fr/c/peaceful-protest/")
    assert re.findall(r'rel="canonical" href="([^"]*)"', page) == [f"{settings.PUBLIC_URL}/fr/c/peaceful-protest/"]
    alternates = dict(re.findall(r'hreflang="([^"]*)"\s+href="([^"]*)"', page))
    assert alternates == {
        code: f"{settings.PUBLIC_URL}/{language}/c/peaceful-protest/"
        for code, language in {"en": "en", "fr": "fr", "es": "es", "x-default": "en"}.items()
    }


def test_hostile_words_are_no_tags(client: Client, campaign: Campaign) -> None:
    campaign.texts.update(title='"><script>alert(1)</script>', ask="' onload='alert(1) \"><meta http-equiv=refresh>")
    page = head(client)
    assert "<script>alert" not in page
    assert "<meta http-equiv" not in page
    assert tags(page)["og:title"] == ['"><script>alert(1)</script>']


def test_a_closed_campaign_is_still_shared_with_its_picture(client: Client, pictured: Campaign) -> None:
    close_campaign(pictured, NOW)
    assert tags(head(client))["og:image:alt"] == ["A march"]
    assert 'alt="A march"' in client.get(CAMPAIGN).content.decode()


def test_friends_get_the_longer_words_by_mail_and_others_the_short_ones() -> None:
    links = {
        link.name: link.url for link in share_links("https://a.example/c/", "Title", "Short", "Long & warm\n\nwords")
    }
    assert "body=Long%20%26%20warm%0A%0Awords%0A%0Ahttps%3A%2F%2Fa.example%2Fc%2F" in links["E-mail"]
    assert "Short" in links["WhatsApp"]
    assert "Long" not in links["WhatsApp"]
