"""A new organizer finds the way: the menu says where they are, each page leads on, and no message promises what is not so."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import archive, close_campaign
from tests import stories
from tests.pictures import encoded
from tests.web.staff.pages import links, words
from tests.web.staff.test_teams import NEW, NORA, TEAMS, link_in

PAGE = "/staff/campaigns/peaceful-protest/"


def picture() -> dict[str, object]:
    file = SimpleUploadedFile("march.jpg", encoded(), "image/jpeg")
    return {"file": file, "alt_en": "A march.", "alt_fr": "Une marche."}


@pytest.fixture
def draft(protest: Campaign, organizer: User) -> Campaign:
    protest.state, protest.opened_at = Campaign.State.DRAFT, None
    protest.save()
    return protest


def in_menu(client: Client, path: str) -> list[tuple[str, str]]:
    """What the menu marks, and as what: "page" itself, or "true" where the page belongs to it."""
    menu = client.get(path).content.decode().partition('class="staff-nav"')[2].partition("</nav>")[0]
    return re.findall(r'aria-current="(\w+)">([^<]+)<', menu)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/staff/", ("page", "Campaigns")),
        (PAGE, ("true", "Campaigns")),
        (f"{PAGE}pause/", ("true", "Campaigns")),
        ("/staff/new-campaign/", ("true", "Campaigns")),
        ("/staff/holders/", ("true", "Campaigns")),
        ("/staff/lists/new/", ("true", "Lists")),
        ("/staff/sending/", ("page", "Sending")),
        ("/staff/sending/queue/", ("page", "Queue")),
        ("/staff/roster/", ("true", "Offices")),
        (NEW, ("true", "Teams")),
    ],
)
def test_the_menu_marks_where_one_is(as_admin: Client, path: str, marked: tuple[str, str]) -> None:
    assert in_menu(as_admin, path) == [marked]


def test_what_belongs_to_no_part_marks_none(as_organizer: Client) -> None:
    assert in_menu(as_organizer, "/staff/password/") == []


def test_a_draft_is_not_said_to_be_seen_by_supporters(as_organizer: Client, draft: Campaign) -> None:
    text = {"title": "Protest", "ask": "Speak up.", "story": "Why."}
    page = words(as_organizer.post(f"{PAGE}page/en/", text, follow=True))
    assert "The page is saved." in page
    assert "Supporters see it" not in page
    page = words(as_organizer.post(f"{PAGE}picture/", picture(), follow=True))
    assert "The picture is saved." in page
    assert "Supporters see it" not in page


def test_an_open_page_is_said_to_be_seen(as_organizer: Client, protest: Campaign) -> None:
    text = {"title": "Protest", "ask": "Speak up.", "story": "Why."}
    assert "Supporters see it in a few seconds." in words(as_organizer.post(f"{PAGE}page/en/", text, follow=True))


def test_a_letter_that_is_saved_leads_to_the_language_that_lacks_one(as_organizer: Client, draft: Campaign) -> None:
    draft.languages = ["en", "fr", "es"]
    draft.save()
    assert links(as_organizer.get(f"{PAGE}letter/en/"))["Go on: The letter, Spanish"] == f"{PAGE}letter/es/"
    assert "Go on:" not in words(as_organizer.get(f"{PAGE}letter/es/"))


def test_what_was_found_stands_next_to_the_search(as_organizer: Client, protest: Campaign) -> None:
    stories.target(8)
    page = words(as_organizer.get(f"{PAGE}recipients/?q=member"))
    assert page.index(" found") < page.index("Bring a list of your own")


def test_whoever_chooses_a_first_password_reads_what_to_log_in_as(as_admin: Client, protest: Campaign) -> None:
    link = link_in(as_admin.post(NEW, NORA)).removeprefix("http://localhost:8000")
    page = Client().get(link, follow=True)
    assert "Your user name is nora" in words(page)
    assert b'value="nora"' in page.content, "so that a browser keeps the password under this name"


def test_an_account_is_made_for_the_team_one_comes_from(as_admin: Client, protest: Campaign) -> None:
    page = as_admin.get(f"{TEAMS}{protest.team_id}/")
    way = links(page)["Make an account for somebody new"]
    assert re.search(rf'name="teams"[^>]*value="{protest.team_id}"[^>]*checked', as_admin.get(way).content.decode())
    assert "checked" not in as_admin.get(f"{NEW}?team=none").content.decode()
    assert "The account is made." in words(as_admin.post(NEW, NORA))
    assert "Write a user name." in words(as_admin.post(NEW, NORA | {"username": ""}))


def test_whoever_closes_a_campaign_is_shown_where_to_say_what_came_of_it(
    as_organizer: Client, protest: Campaign
) -> None:
    assert links(as_organizer.get(f"{PAGE}close/"))["Write closing words"] == f"{PAGE}afterwards/en/#id_closing_text"


def test_the_archive_leads_whoever_comes_too_early_to_the_closing(as_organizer: Client, protest: Campaign) -> None:
    assert links(as_organizer.get(f"{PAGE}archive/"))["Close the campaign…"] == f"{PAGE}close/"


def test_an_archived_campaign_says_when_it_closed(as_organizer: Client, protest: Campaign) -> None:
    close_campaign(protest, timezone.now())
    assert "closed since" in words(as_organizer.get(PAGE))
    archive(protest)
    page = words(as_organizer.get(PAGE))
    assert "archived since" not in page
    assert "archived closed on" in page


def test_the_page_of_a_campaign_says_whether_there_is_a_picture_and_thanks(
    as_organizer: Client, protest: Campaign
) -> None:
    page = words(as_organizer.get(PAGE))
    assert "Picture none" in page
    assert "Thank-you mail not sent" in page
    Campaign.objects.update(thank_you_mail=True)
    as_organizer.post(f"{PAGE}picture/", picture())
    page = words(as_organizer.get(PAGE))
    assert "Picture A march." in page
    assert "Thank-you mail sent when the time to undo is over" in page


def test_the_switch_of_the_thank_you_mail_is_one_click_away(as_organizer: Client, protest: Campaign) -> None:
    page = as_organizer.get(f"{PAGE}afterwards/en/")
    assert links(page)["Send one to every supporter"] == f"{PAGE}settings/#id_thank_you_mail"
    Campaign.objects.update(thank_you_mail=True)
    assert links(as_organizer.get(f"{PAGE}afterwards/en/"))["Send none"] == f"{PAGE}settings/#id_thank_you_mail"
