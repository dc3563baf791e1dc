"""The staff's day in a real browser: write a letter, close and open a campaign, stop all sending and let it go on."""

import pytest
from django.utils import timezone
from selenium.webdriver.support.select import Select

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Pause
from campaign.letters.models import Revision
from tests import stories
from tests.browser import catalogue, supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser

EDITOR = "/staff/campaigns/peaceful-protest/letter/en/"


@pytest.fixture
def organizer(browser: Browser, campaign: Campaign) -> Browser:
    """Olga Organizer, logged in, at her first page."""
    stories.organizer()
    catalogue.log_in(browser, "organizer")
    return browser


@pytest.fixture
def admin(browser: Browser, campaign: Campaign) -> Browser:
    stories.admin()
    catalogue.log_in(browser, "admin")
    return browser


def press_and_wait(browser: Browser, words: str) -> None:
    with browser.new_page():
        browser.press(words)


def newest() -> Revision:
    return Revision.objects.filter(language="en").latest("number")


def test_the_login_leads_to_the_page_that_was_asked_for(browser: Browser, campaign: Campaign) -> None:
    stories.organizer()
    browser.open(EDITOR)
    assert browser.find("h1").text == "Log in"
    browser.fill("User name", "organizer")
    browser.fill("Password", stories.PASSWORD)
    with browser.new_page():
        browser.find("main button[type=submit]").click()
    assert browser.path == EDITOR


def test_a_wrong_password_is_refused_and_the_name_kept(browser: Browser, campaign: Campaign) -> None:
    stories.organizer()
    catalogue.log_in(browser, "organizer", "not the password")
    assert browser.focused.get_attribute("id") == "summary"
    assert browser.value("User name") == "organizer"


def test_an_organizer_finds_the_way_from_the_first_page_to_the_letter(organizer: Browser) -> None:
    press_and_wait(organizer, "Peaceful protest")
    press_and_wait(organizer, "Edit the letter, English")
    assert organizer.value("Letter").startswith("I ask you to speak up")


def test_an_edited_letter_is_a_new_revision_and_what_supporters_see(organizer: Browser) -> None:
    organizer.open(EDITOR)
    organizer.fill("Letter", "I ask you to speak up, today.")
    organizer.fill("What you changed", "Shorter.")

    press_and_wait(organizer, "Save as a new revision")

    assert "Revision 2 is saved." in organizer.text
    assert (newest().number, newest().note) == (2, "Shorter.")
    organizer.open("/en/c/peaceful-protest/")
    assert organizer.value("Your letter") == "I ask you to speak up, today."


def test_broken_liquid_is_named_with_its_line_and_nothing_is_lost(organizer: Browser) -> None:
    organizer.open(EDITOR)
    broken = "{{ target.greeting }},\nas {{ target.nickname }}"
    organizer.fill("Salutation", broken)

    press_and_wait(organizer, "Save as a new revision")

    assert organizer.focused.get_attribute("id") == "summary"
    assert "Line 2" in organizer.find("#summary").text
    assert "target.nickname" in organizer.find("#summary").text
    assert organizer.value("Salutation") == broken
    assert newest().number == 1


def test_a_preview_shows_each_addressees_letter_and_keeps_nothing(organizer: Browser) -> None:
    organizer.open(EDITOR)
    organizer.fill("Letter", "Words that are not saved.")

    press_and_wait(organizer, "Preview")

    assert len(organizer.all(".preview")) == 5
    assert "Dear Nina Minister," in organizer.find(".preview").text
    assert "Words that are not saved." in organizer.find(".preview").text
    assert organizer.value("Letter") == "Words that are not saved."
    assert newest().number == 1


def test_the_mail_changes_beside_the_letter_while_it_is_written(organizer: Browser) -> None:
    organizer.open(EDITOR)
    assert "Dear Nina Minister," in organizer.find("[data-live-letter]").text

    organizer.fill("Letter", "Words that nobody has saved.")
    organizer.until(lambda: "Words that nobody has saved." in organizer.find("[data-live-letter]").text)

    Select(organizer.find("#live-to")).select_by_index(1)
    organizer.until(lambda: "Dear Carl Critic," in organizer.find("[data-live-letter]").text)

    organizer.fill("Salutation", "{{ target.nickname }},")
    organizer.until(lambda: "no variable “target.nickname”" in organizer.find("[data-live-letter]").text)
    assert newest().number == 1


def test_a_campaign_is_closed_and_opened_again(organizer: Browser) -> None:
    organizer.open("/staff/campaigns/peaceful-protest/")
    press_and_wait(organizer, "Close the campaign…")
    press_and_wait(organizer, "Close to all supporters")
    assert "The campaign is closed." in organizer.text
    organizer.open("/en/c/peaceful-protest/")
    assert "This campaign has ended" in organizer.text

    organizer.open("/staff/campaigns/peaceful-protest/")
    press_and_wait(organizer, "Open again…")
    press_and_wait(organizer, "Open to supporters")

    assert "The campaign is open." in organizer.text
    assert Campaign.objects.get().is_open


def test_an_admin_pauses_all_sending_and_lets_it_go_on(admin: Browser, campaign: Campaign) -> None:
    stories.submitted(campaign, now=timezone.now())
    press_and_wait(admin, "Pause")
    admin.find("main textarea, main input[name=note]").send_keys("The office asked us to wait.")
    press_and_wait(admin, "Pause all sending")
    assert supporter.send_mail().tried == 0

    admin.open("/staff/")
    assert "All sending is paused" in admin.text
    admin.open("/staff/sending/pause/")
    press_and_wait(admin, "Let sending go on: 1 mail")

    assert supporter.send_mail().accepted == 1
    assert Pause.objects.get().note == "The office asked us to wait."


def test_an_admin_finds_a_mail_by_address_and_reads_its_history(admin: Browser, campaign: Campaign) -> None:
    stories.submitted(campaign, now=timezone.now())
    supporter.send_mail()
    press_and_wait(admin, "Find mail")
    admin.find("main input[name=address]").send_keys(stories.SUPPORTER_ADDRESS)
    with admin.new_page():
        admin.find("main form button[type=submit]").click()

    with admin.new_page():
        admin.find("main tbody a").click()

    assert stories.SUPPORTER_ADDRESS in admin.text
    assert "sent" in admin.text


def test_an_organizer_sees_no_admins_page(organizer: Browser) -> None:
    assert not organizer.all("a[href='/staff/sending/']")
    organizer.open("/staff/sending/")
    assert "403" in organizer.text


def test_what_was_typed_and_not_saved_is_asked_about_before_it_is_left(organizer: Browser) -> None:
    organizer.open(EDITOR)
    organizer.field("Letter").send_keys("Not saved yet. ")
    asks = organizer.script("return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    assert asks


def test_what_runs_stands_above_what_is_prepared_later(organizer: Browser) -> None:
    stories.draft_campaign("prepared-later")
    organizer.open("/staff/")
    states = [row.text for row in organizer.all("main tbody .state")]
    assert states == ["open", "draft"]
