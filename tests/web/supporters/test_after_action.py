"""What supporters read once they have written, and once all is over."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.services import close_campaign
from campaign.common.links import validate_https_link
from campaign.journeys.withdraw import undo
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from campaign.web.supporters import page_cache
from tests import stories
from tests.stories import NOW
from tests.web.supporters.pages import CAMPAIGN, text_of

EDITOR = "/staff/campaigns/peaceful-protest/afterwards/en/"
WORDS = {
    "next_text": "Come on Sunday.\n\nBring a candle.",
    "next_label": "To the vigil",
    "next_link": "https://vigil.example/sunday?from=letters&x=1",
    "mail_share_text": "Dear friend,\n\nI wrote a letter.",
    "thank_you_text": "Thank you.",
    "closing_text": "The minister answered.",
}


@pytest.fixture
def organizer(campaign: Campaign) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(stories.organizer())
    return client


@pytest.fixture
def participation(campaign: Campaign) -> Participation:
    return stories.confirmed(campaign)


def receipt(client: Client, participation: Participation, language: str = "en") -> str:
    return text_of(client.get(f"/{language}/letter/{token_for('letter', participation)}/"))


def test_the_receipt_says_what_to_do_next(organizer: Client, participation: Participation) -> None:
    assert organizer.post(EDITOR, WORDS).status_code == 302
    page = receipt(Client(), participation)
    assert "What you can do next" in page
    assert "<p>Come on Sunday.</p>" in page
    assert re.search(
        r'href="https://vigil.example/sunday\?from=letters&x=1"\s+rel="noopener noreferrer">To the vigil<', page
    )
    assert "I%20wrote%20a%20letter." in page, "the words for mail"


def test_each_language_has_its_own_and_none_where_nothing_is_written(
    organizer: Client, participation: Participation
) -> None:
    organizer.post(EDITOR, WORDS)
    assert "candle" not in receipt(Client(), participation, "fr")
    assert "next-title" not in receipt(Client(), participation, "fr")


def test_who_took_the_letter_back_is_asked_for_nothing(organizer: Client, participation: Participation) -> None:
    organizer.post(EDITOR, WORDS)
    undo(participation, NOW)
    assert "candle" not in receipt(Client(), participation)


def test_the_closed_page_has_its_words_and_its_count_and_no_form(organizer: Client, campaign: Campaign) -> None:
    stories.people(campaign, 3)
    organizer.post(EDITOR, WORDS)
    assert "The minister answered." not in text_of(Client().get(CAMPAIGN)), "not while it is open"
    close_campaign(campaign, NOW)
    page_cache.forget()
    page = text_of(Client().get(CAMPAIGN))
    assert "<p>The minister answered.</p>" in page
    assert "To the vigil" in page
    assert re.search(r"<strong[^>]*>3</strong>", page)
    assert "<form" not in page


@pytest.mark.parametrize(
    "link",
    [
        "http://vigil.example/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://vigil.example",
        "data:text/html,<script>",
        "//vigil.example/",
        "vigil.example",
        "https://",
        "https:///path",
        "https://vigil",
        "https://user:word@vigil.example/",
        "https://vigil.example@evil.example/",
        "https://vigil.example\\@evil.example/",
        "https://vigil.example:8443/",
        "https://192.0.2.1/",
        "https://[::1]/",
        "https://[/",
        "https://vigil.example/a b",
        "https://vigil.example/\u202e",
        'https://vigil.example/"onclick="alert(1)',
        "https://vigil..example/",
        "https://" + "a" * 300 + ".example/",
    ],
)
def test_a_link_that_leads_anywhere_but_to_a_site_is_refused(
    organizer: Client, participation: Participation, link: str
) -> None:
    answer = organizer.post(EDITOR, WORDS | {"next_link": link})
    assert answer.status_code == 422
    page = text_of(answer)
    assert 'href="#id_next_link"' in page
    assert "Bring a candle." in page, "nothing typed is lost"
    assert CampaignText.objects.get(language="en").next_link == ""


@pytest.mark.parametrize(
    "link",
    ["https://vigil.example", "HTTPS://Vigil.example/A?b=c#d", "https://écologie.example/é", "https://a.b.co/%20"],
)
def test_addresses_of_sites_are_taken(link: str) -> None:
    validate_https_link(link)


def test_the_back_office_takes_no_other_link_either(campaign: Campaign) -> None:
    text = campaign.texts.get(language="en")
    text.next_link = "javascript:alert(1)"
    with pytest.raises(ValidationError, match="https://"):
        text.full_clean()


@pytest.mark.parametrize(
    "lacking", [{"next_label": ""}, {"next_link": ""}, {"next_label": "x" * 61}, {"thank_you_text": "a\x07b"}]
)
def test_half_a_button_and_broken_words_are_refused(
    organizer: Client, campaign: Campaign, lacking: dict[str, str]
) -> None:
    answer = organizer.post(EDITOR, WORDS | lacking)
    assert answer.status_code == 422
    assert campaign.texts.get(language="en").next_text == ""


def test_all_of_it_may_be_left_empty(organizer: Client, campaign: Campaign) -> None:
    organizer.post(EDITOR, WORDS)
    assert organizer.post(EDITOR, dict.fromkeys(WORDS, "")).status_code == 302
    assert campaign.texts.get(language="en").next_link == ""


def test_a_language_without_page_is_written_first(organizer: Client, campaign: Campaign) -> None:
    campaign.texts.filter(language="es").delete()
    answer = organizer.get("/staff/campaigns/peaceful-protest/afterwards/es/")
    assert answer.headers["Location"] == reverse("staff-page-text", args=["peaceful-protest", "es"])


def test_hostile_words_are_inert_on_the_receipt_and_on_the_closed_page(
    organizer: Client, campaign: Campaign, participation: Participation
) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ settings.SECRET_KEY }} [a](javascript:alert(1))"
    assert organizer.post(EDITOR, WORDS | {"next_text": hostile, "closing_text": hostile}).status_code == 302
    shown = [Client().get(f"/en/letter/{token_for('letter', participation)}/").content.decode()]
    close_campaign(campaign, NOW)
    page_cache.forget()
    shown.append(Client().get(CAMPAIGN).content.decode())
    for page in shown:
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
