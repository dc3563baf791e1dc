"""The supporter's own Member of Parliament: found while the postal code is typed, chosen by name, with the keyboard, without scripts."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from selenium.webdriver.common.keys import Keys

from campaign.campaigns.models import Addressee
from campaign.participation.models import Participation
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser
from tests.stories import LAURIER, OTTAWA_CENTRE, VILLE_MARIE
from tests.targets.feeds.feed_server import Answer, FeedServer, feed_server
from tests.targets.postcodes.replies import path, reply

pytestmark = pytest.mark.browser
PAGE = "/en/c/to-my-member/"


@pytest.fixture
def own(browser: Browser) -> Addressee:
    return stories.campaign_to_own_member(languages=("en", "fr", "es"))[1]


@pytest.fixture
def represent(settings: Settings) -> Iterator[FeedServer]:
    answers = {
        path("K1P1A1"): [reply([OTTAWA_CENTRE])],
        path("H2X1Y4"): [reply([LAURIER], [VILLE_MARIE])],
        path("H3C1A1"): [Answer(503)],
    }
    with feed_server(answers) as server:
        settings.REPRESENT_URL = server.url
        yield server


def chosen(browser: Browser) -> str:
    return browser.words("[data-own-choice] p")


def until_says(browser: Browser, words: str) -> None:
    browser.until(lambda: words in browser.words("[data-own-choice]"))


def test_the_member_stands_in_the_letter_as_soon_as_the_code_is_typed(
    browser: Browser, own: Addressee, represent: FeedServer
) -> None:
    browser.open(PAGE)
    browser.find(".letter-to summary").click()
    for name in ("Nina", "Carl"):
        browser.choose(name)
    assert browser.find("[data-live-salutation]").text == "Dear Member of Parliament,"
    supporter.fill_in(browser, postal_code="k1p1a1")
    until_says(browser, "Your riding is Ottawa Centre. Your Member of Parliament is Otto Ottawa.")
    assert browser.find("[data-live-salutation]").text == "Dear Otto Ottawa,"
    assert browser.find("[data-live-name]").text == "Otto Ottawa"
    assert browser.find("[data-send]").text == "Send my letter to 1 person"

    browser.find("[data-send]").click()
    browser.until_at("/sent/")
    assert "Otto Ottawa" in browser.text
    supporter.open_the_confirmation_mail(browser)
    supporter.follow_its_link(browser)
    assert "Otto Ottawa" in browser.text
    supporter.confirm(browser)
    assert "Otto Ottawa" in browser.text


def test_of_two_ridings_one_is_ticked(browser: Browser, own: Addressee, represent: FeedServer) -> None:
    browser.open(PAGE)
    supporter.fill_in(browser)
    until_says(browser, "lies in several ridings")
    browser.choose("Mia Montréal")
    browser.find(".letter-to summary").click()
    assert browser.find(f"input[value='{own.pk}.own']").get_attribute("data-name") == "Mia Montréal"
    browser.find("[data-send]").click()
    browser.until_at("/sent/")
    assert Participation.objects.get().riding_code == LAURIER


def test_another_code_is_another_riding(browser: Browser, own: Addressee, represent: FeedServer) -> None:
    browser.open(PAGE)
    supporter.fill_in(browser, postal_code="K1P 1A1")
    until_says(browser, "Otto Ottawa")
    browser.fill("Postal code", "H2X 1Y4")
    until_says(browser, "lies in several ridings")
    browser.find("[data-send]").click()
    browser.until(lambda: browser.all("#summary"))
    assert not Participation.objects.exists()


def test_where_nobody_answers_the_guess_is_offered_and_nothing_is_ticked(
    browser: Browser, own: Addressee, represent: FeedServer
) -> None:
    browser.open(PAGE)
    supporter.fill_in(browser, postal_code="H3C 1A1")
    until_says(browser, "By how it begins, this may be yours:")
    assert not browser.all("[name=riding]:checked")
    browser.choose("Mia Montréal")
    browser.find("[data-send]").click()
    browser.until_at("/sent/")


def test_a_riding_is_found_by_its_name_with_the_keyboard_alone(
    browser: Browser, own: Addressee, represent: FeedServer
) -> None:
    browser.open(PAGE)
    for name, text in (supporter.PERSON | {"postal_code": "K1P 1A1"}).items():
        browser.tab_to(f"[name={name}]")
        browser.keys(text)
    until_says(browser, "Otto Ottawa")
    browser.tab_to(".own-other summary")
    browser.keys(Keys.ENTER)
    browser.tab_to("[role=combobox]")
    browser.keys("LAURIER ste")
    browser.until(lambda: "No riding has this in its name" in browser.words("[data-found]"))
    browser.select_all()
    browser.keys("laurier SAINTE marie")
    browser.until(lambda: browser.words("[data-found]") == "Ridings found: 1")
    browser.keys(Keys.ARROW_DOWN)
    assert browser.words("[role=option][aria-selected=true]") == "Laurier—Sainte-Marie Quebec"
    assert browser.find("[role=combobox]").get_attribute("aria-activedescendant") == "riding-0"
    browser.keys(Keys.ENTER)
    until_says(browser, "Your Member of Parliament is Mia Montréal.")
    browser.tab_to("[data-send]")
    browser.keys(Keys.SPACE)
    browser.until_at("/sent/")
    assert Participation.objects.get().riding_code == LAURIER


def test_accents_dashes_and_old_names_do_not_matter(browser: Browser, own: Addressee) -> None:
    browser.open(PAGE)
    browser.press("Choose a riding by its name")
    for typed, first in (
        ("ile des soeurs", "Ville-Marie—Le Sud-Ouest—Île-des-Soeurs"),
        ("Île-des-sœurs", "Ville-Marie—Le Sud-Ouest—Île-des-Soeurs"),
        ("saint john", "Saint John—Kennebecasis"),
        ("st croix", "New Brunswick Southwest"),
        ("centre ottawa", "Ottawa Centre"),
    ):
        browser.fill("Your riding’s name", typed)
        browser.until(lambda first=first: browser.words("[role=option]").startswith(first))  # type: ignore[misc]
    browser.keys(Keys.ESCAPE)
    assert not browser.find("[role=listbox]").is_displayed()


def test_a_click_chooses_too_and_who_unticks_the_member_is_not_asked(browser: Browser, own: Addressee) -> None:
    browser.open(PAGE)
    browser.press("Choose a riding by its name")
    browser.fill("Your riding’s name", "terrebonne")
    browser.until(lambda: browser.all("[role=option]"))
    browser.find("[role=option]").click()
    until_says(browser, "Nobody sits for this riding today.")
    browser.find(".letter-to summary").click()
    browser.choose("Your Member of Parliament")
    assert not browser.find("[data-own-member]").is_displayed()


def test_it_works_without_scripts(browser: Browser, own: Addressee) -> None:
    browser.scripts(False)
    browser.open(PAGE)
    supporter.fill_in(browser, body="My own words.")
    with browser.new_page():
        browser.find("[data-send]").click()
    assert browser.value("Your letter") == "My own words."
    browser.choose("Mia Montréal")
    browser.press("Choose a riding by its name")
    browser.field("Your riding’s name").send_keys("Ottawa C")
    browser.find("[data-send]").click()
    browser.until_at("/sent/")
    assert Participation.objects.get().riding_code == OTTAWA_CENTRE


def test_with_scripts_the_page_that_comes_back_still_finds_by_name(browser: Browser, own: Addressee) -> None:
    browser.open(PAGE)
    supporter.fill_in(browser, first_name="")
    until_says(browser, "By how it begins, this may be yours:")
    with browser.new_page():
        browser.find("[data-send]").click()
    assert not browser.all("optgroup")
    browser.fill("First name", "Ana")
    browser.press("Choose a riding by its name")
    browser.fill("Your riding’s name", "ottawa centre")
    browser.until(lambda: browser.all("[role=option]"))
    browser.find("[role=option]").click()
    until_says(browser, "Your Member of Parliament is Otto Ottawa.")
    browser.find("[data-send]").click()
    browser.until_at("/sent/")
