"""The pages everybody may open: in three languages, without a cookie, and the same for all."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from campaign.web.supporters import page_cache
from campaign.web.supporters.page_cache import ShortMemory
from tests import stories
from tests.stories import NOW
from tests.web.supporters.pages import CAMPAIGN, text_of

PUBLIC = ("/", "/en/", "/fr/", "/es/", CAMPAIGN, "/fr/c/peaceful-protest/", "/en/privacy/", "/en/nothing-here/")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_set_no_cookie(client: Client, campaign: Campaign, address: str) -> None:
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", PUBLIC)
def test_no_page_has_anything_inline_or_from_elsewhere(client: Client, campaign: Campaign, address: str) -> None:
    page = client.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(?:src|<link rel="stylesheet" href)="(?:https?:)?//', page)


@pytest.mark.parametrize(
    ("wanted", "language"), [("fr-CA,fr;q=0.9", "fr"), ("es", "es"), ("de", "en"), ("", "en"), ("en;q=0.1,es", "es")]
)
def test_the_front_page_speaks_the_browser_s_language_without_sending_it_elsewhere(
    client: Client, campaign: Campaign, wanted: str, language: str
) -> None:
    response = client.get("/", headers={"Accept-Language": wanted})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in text_of(response)
    assert stories.TITLES[language] in text_of(response)
    assert "Accept-Language" in response.headers["Vary"]


def test_an_address_without_a_language_leads_to_the_browser_s(client: Client, campaign: Campaign) -> None:
    response = client.get("/c/peaceful-protest/", headers={"Accept-Language": "fr"})
    assert response.headers["Location"] == "/fr/c/peaceful-protest/"
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("address", ["/de/", "/de/c/peaceful-protest/", "/en/c/unknown/", "/en/c/peaceful%0Aprotest/"])
def test_what_does_not_exist_is_a_404_with_a_way_on(client: Client, campaign: Campaign, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "start from the list of campaigns" in text_of(response)


def test_the_page_has_all_that_the_letter_needs(client: Client, campaign: Campaign) -> None:
    page = text_of(client.get("/fr/c/peaceful-protest/"))
    assert '<html lang="fr"' in page
    for words in (
        "Nina Minister",
        "Élise Porte-Parole",
        "Bonjour Nina Minister,",
        "Cordialement,",
        "Merci de m’avoir lue.",
    ):
        assert words in page
    for autocomplete in ("given-name", "family-name", "email", "address-level2", "postal-code"):
        assert f'autocomplete="{autocomplete}"' in page
    assert len(re.findall(r'name="recipients"[^>]*checked', page)) == 5
    assert not re.search(r'name="newsletter"[^>]*checked', page)


def test_every_field_has_a_label(client: Client, campaign: Campaign) -> None:
    page = client.get(CAMPAIGN).content.decode()
    fields = re.findall(r'<(?:input|textarea)[^>]*\sid="(id_[a-z_]+)"', page)
    assert {"id_first_name", "id_email", "id_subject", "id_body", "id_newsletter"} <= set(fields)
    for field in fields:
        wrapped = re.search(rf'<label class="check">\s*<input[^>]*id="{field}"', page)
        assert wrapped or f'<label for="{field}"' in page, field


def test_the_other_languages_are_the_same_page(client: Client, campaign: Campaign) -> None:
    page = text_of(client.get(CAMPAIGN))
    for language in ("fr", "es"):
        assert re.search(rf'href="/{language}/c/peaceful-protest/"\s+lang="{language}"', page)
        assert f'hreflang="{language}"' in page


def test_a_language_the_campaign_lacks_leads_to_its_own(client: Client, db: None) -> None:
    stories.open_campaign(languages=("es",))
    response = client.get("/fr/c/peaceful-protest/")
    assert (response.status_code, response.headers["Location"]) == (302, "/es/c/peaceful-protest/")


def test_a_draft_is_nobody_s_business(client: Client, db: None) -> None:
    stories.draft_campaign()
    assert client.get(CAMPAIGN).status_code == 404
    assert client.get("/c/peaceful-protest/accent.css").status_code == 404
    assert client.get("/api/v1/campaigns/peaceful-protest/").status_code == 404


def test_a_closed_campaign_shows_its_last_count_and_no_form(client: Client, campaign: Campaign) -> None:
    stories.people(campaign, 3)
    close_campaign(campaign, NOW)
    page = text_of(client.get(CAMPAIGN))
    assert re.search(r"<strong[^>]*>3</strong>\s*people have written", page)
    assert "<p>One paragraph.</p>" in page
    assert "<textarea" not in page


def test_a_closed_campaign_and_a_rehearsal_are_not_listed(client: Client, campaign: Campaign) -> None:
    close_campaign(campaign, NOW)
    stories.open_campaign("rehearsal", purpose=Campaign.Purpose.REHEARSAL)
    page = text_of(client.get("/en/"))
    assert "Nothing is open at this moment" in page
    assert "rehearsal" not in page


@pytest.mark.django_db
def test_the_page_is_rendered_once_for_everybody(
    client: Client, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(CAMPAIGN)
    assert first.headers["Cache-Control"] == "public, max-age=5"
    with django_assert_num_queries(0):
        again = client.get(CAMPAIGN)
    assert again.content == first.content
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_a_page_is_kept_for_two_seconds_and_not_longer() -> None:
    now = 100.0
    memory: ShortMemory[str, str] = ShortMemory(clock=lambda: now)
    memory.keep("slug", "page")
    now = 101.9
    assert memory.get("slug") == "page"
    now = 102.0
    assert memory.get("slug") is None


def test_when_a_page_is_too_old_one_makes_it_anew_and_the_others_do_not_wait() -> None:
    now = 100.0
    memory: ShortMemory[str, str] = ShortMemory(clock=lambda: now)
    memory.keep("slug", "page")
    now = 102.0
    assert memory.get("slug") is None
    assert memory.get("slug") == "page"
    now = 103.0
    assert memory.get("slug") is None


def test_no_number_of_campaigns_fills_the_memory() -> None:
    memory: ShortMemory[int, str] = ShortMemory()
    for number in range(page_cache.MOST + 10):
        memory.keep(number, "page")
    assert memory.get(0) is None
    assert memory.get(page_cache.MOST + 9) == "page"


@pytest.mark.parametrize("address", ["/en/", CAMPAIGN])
def test_a_head_request_is_answered_like_a_get(client: Client, campaign: Campaign, address: str) -> None:
    assert client.head(address).status_code == 200


def test_the_campaign_s_colour_is_a_stylesheet(client: Client, campaign: Campaign) -> None:
    response = client.get("/c/peaceful-protest/accent.css")
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--dm-accent: #b3261e;" in response.content.decode()
    assert "max-age=86400" in response.headers["Cache-Control"]


def test_sharing_sites_get_title_ask_and_picture(client: Client, campaign: Campaign) -> None:
    page = text_of(client.get(CAMPAIGN))
    for name in ("og:title", "og:description", "og:url", "og:image"):
        assert f'property="{name}"' in page
