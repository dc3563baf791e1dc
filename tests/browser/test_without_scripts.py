"""Everything a supporter can do is done by the server as well: here no script of any page ever runs."""

import pytest

from campaign.campaigns.models import Campaign
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _no_scripts(browser: Browser) -> None:
    browser.scripts(False)


def open_campaign(browser: Browser) -> None:
    browser.open("/en/c/peaceful-protest/")


def test_the_whole_minute_works_without_scripts(browser: Browser, campaign: Campaign) -> None:
    supporter.whole_minute(browser)
    assert browser.find("h1").text == "Your letter is on its way to 5 people."


def test_a_letter_can_be_undone_without_scripts(browser: Browser, campaign: Campaign) -> None:
    supporter.whole_minute(browser)
    with browser.new_page():
        browser.press("Undo: send nothing")
    assert browser.find("h1").text == "Your letter was taken back. Nothing more is sent."
    assert len(browser.all(".state-stopped")) == 5


def test_the_original_comes_back_without_scripts_and_all_else_stays(browser: Browser, campaign: Campaign) -> None:
    open_campaign(browser)
    original = browser.value("Your letter")
    supporter.fill_in(browser, body="Only this.")
    browser.find(".letter-to summary").click()
    browser.choose("Carl Critic")

    with browser.new_page():
        browser.press("Back to the original")

    assert browser.value("Your letter") == original
    assert browser.value("First name") == "Ana"
    assert "Send my letter to 4 people" in browser.find("[data-send]").text


def test_a_near_miss_is_asked_about_after_sending_without_scripts(browser: Browser, campaign: Campaign) -> None:
    open_campaign(browser)
    supporter.fill_in(browser, email="ana@gmial.com")
    with browser.new_page():
        browser.find("[data-send]").click()
    assert "ana@gmail.com" in browser.find(".suggestion").text

    browser.press("Yes, use it")

    browser.until_at("/sent/")
    assert "ana@gmail.com" in browser.text


def test_unticking_a_person_without_scripts_leaves_them_out(browser: Browser, campaign: Campaign) -> None:
    open_campaign(browser)
    supporter.fill_in(browser)
    browser.find(".letter-to summary").click()
    browser.choose(stories.PEOPLE[1][1])
    browser.find("[data-send]").click()
    browser.until_at("/sent/")

    supporter.open_the_confirmation_mail(browser)
    supporter.follow_its_link(browser)

    assert browser.button("Yes, send my letter to 4 people")
    assert "Carl Critic" not in browser.text
