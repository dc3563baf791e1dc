"""Tab, Enter and Space are enough for everything, and one always sees where one is."""

import pytest
from selenium.webdriver.common.keys import Keys

from campaign.campaigns.models import Campaign
from tests.browser import supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser


def sign_by_keyboard(browser: Browser) -> None:
    for name, text in supporter.PERSON.items():
        browser.tab_to(f"[name={name}]")
        browser.keys(text)


def test_the_whole_minute_works_with_the_keyboard_alone(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/")
    browser.tab_to("a[href='/en/c/peaceful-protest/']")
    browser.keys(Keys.ENTER)
    browser.until_at("/c/peaceful-protest/")

    sign_by_keyboard(browser)
    browser.tab_to("[data-send]")
    browser.keys(Keys.SPACE)
    browser.until_at("/sent/")

    supporter.send_mail()
    browser.open("/sandbox/")
    browser.tab_to(".mails a")
    browser.keys(Keys.ENTER)
    browser.until(lambda: browser.all("#text a"))
    browser.tab_to("#text a[href*='/confirm/']")
    browser.keys(Keys.ENTER)
    browser.until_at("/confirm/")

    browser.tab_to("form.confirm-first button")
    browser.keys(Keys.ENTER)
    browser.until_at("/letter/")
    assert browser.find("h1").text == "Your letter is on its way to 5 people."


def test_enter_in_a_field_sends_the_letter_and_does_not_restore_it(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/c/peaceful-protest/")
    browser.tab_to("[name=body]")
    browser.keys("My own words. ")
    sign_by_keyboard(browser)

    browser.keys(Keys.ENTER)

    browser.until_at("/sent/")
    assert "My own words." in campaign.participations.get().body


def test_people_are_chosen_with_enter_and_space(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/c/peaceful-protest/")
    browser.tab_to(".letter-to summary")
    browser.keys(Keys.ENTER)
    browser.tab_to("input[data-name='Carl Critic']")
    browser.keys(Keys.SPACE)
    assert browser.find("[data-send]").text == "Send my letter to 4 people"


def test_the_first_tab_offers_to_skip_to_the_content(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/c/peaceful-protest/")
    browser.tab_to(".skip-link")
    assert browser.focused.rect["y"] >= 0
    browser.keys(Keys.ENTER)
    assert browser.focused.get_attribute("id") == "main"


def test_a_letter_is_undone_with_the_keyboard(browser: Browser, campaign: Campaign) -> None:
    supporter.whole_minute(browser)
    browser.tab_to("#undo")
    with browser.new_page():
        browser.keys(Keys.ENTER)
    assert browser.find("h1").text == "Your letter was taken back. Nothing more is sent."
