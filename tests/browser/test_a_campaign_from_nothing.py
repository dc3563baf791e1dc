"""An organizer's first hour: from no campaign at all to one that supporters can open, without the back office."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from campaign.campaigns.models import Campaign
from campaign.letters.models import Revision
from campaign.targets.models import Office, Tenure
from tests import stories
from tests.browser import catalogue
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser

BODY = "Families wait for years.\n\nPlease give them visas before the summer."


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    """Olga Organizer, logged in, on the first day; the roster is loaded."""
    office = Office.objects.create(slug="immigration", name={"en": "Minister of Immigration", "fr": "Immigration"})
    Tenure.objects.create(office=office, target=stories.target(1), standing=Tenure.Standing.HELD)
    stories.target(3)
    stories.organizer()
    catalogue.log_in(browser, "organizer")
    return browser


def press(browser: Browser, words: str) -> None:
    """Of several that say so, the first."""
    path = f"//main//button[normalize-space()='{words}'] | //main//a[normalize-space()='{words}']"
    with browser.new_page():
        browser.driver.find_element(By.XPATH, path).click()


def say_why(browser: Browser) -> None:
    browser.fill("Title", "Visas for families")
    browser.fill("Ask, in one sentence", "Give families their visas.")
    browser.fill("Story", "They have waited for years.")
    browser.choose("Français")
    press(browser, "Save the draft and go on")


def add(browser: Browser, words: str, name: str) -> None:
    browser.fill("Find people, offices and groups", words)
    press(browser, "Find")
    press(browser, f"Add {name}")


def write_the_letter(browser: Browser, subject: str) -> None:
    browser.fill("Subject", subject)
    browser.paste("Letter", BODY)
    press(browser, "Save as a new revision")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_nothing_to_an_open_campaign(organizer: Browser, scripts: bool) -> None:
    organizer.scripts(scripts)
    assert "No campaigns yet" in organizer.text
    press(organizer, "New campaign")
    say_why(organizer)
    assert "is kept as a draft" in organizer.text
    choose_whom(organizer)
    take_up_in_french(organizer)
    write_both_letters(organizer)

    press(organizer, "Go on: Check")
    assert organizer.find("h1").text == "Check before it goes out"
    press(organizer, "Go on: Launch")
    press(organizer, "Open to supporters")
    assert "The campaign is open." in organizer.text
    assert Campaign.objects.get().slug == "visas-for-families"
    assert Revision.objects.count() == 2

    organizer.open("/en/c/visas-for-families/")
    assert organizer.find("h1").text == "Visas for families"
    assert organizer.value("Your letter") == BODY
    organizer.open("/fr/c/visas-for-families/")
    assert organizer.find("h1").text == "Des visas pour les familles"


def choose_whom(browser: Browser) -> None:
    add(browser, "immigration", "Minister of Immigration")
    add(browser, "elise porte", "Élise Porte-Parole")
    listed = [row.text for row in browser.all("ol.addressees li strong")]
    assert listed == ["Minister of Immigration", "Élise Porte-Parole"]
    press(browser, "↑Move Élise Porte-Parole up")
    assert browser.words("ol.addressees li strong") == "Élise Porte-Parole"


def take_up_in_french(browser: Browser) -> None:
    """Left, and taken up again another day."""
    browser.open("/staff/")
    press(browser, "Visas for families")
    press(browser, "Go on: Why")
    assert browser.find("h1").text == "The page, French"
    browser.fill("Title", "Des visas pour les familles")
    browser.fill("Ask, in one sentence", "Donnez-leur des visas.")
    browser.fill("Story", "Elles attendent depuis des années.")
    press(browser, "Save the page")


def write_both_letters(browser: Browser) -> None:
    press(browser, "Go on: What")
    assert "✎" in browser.value("Letter")
    press(browser, "Save as a new revision")
    assert "This line still begins with ✎" in browser.find("#summary").text
    write_the_letter(browser, "Visas")
    press(browser, "What")  # the step leads to the language that still lacks its letter
    assert browser.find("h1").text == "The letter, French"
    write_the_letter(browser, "Des visas")


def test_the_first_steps_work_with_the_keyboard_alone(organizer: Browser) -> None:
    organizer.tab_to("a[href='/staff/new-campaign/']")
    organizer.keys(Keys.ENTER)
    organizer.until_at("/new-campaign/")
    for name, text in (("title", "Visas"), ("ask", "Give visas."), ("story", "They wait.")):
        organizer.tab_to(f"[name={name}]")
        organizer.keys(text)
    organizer.tab_to("main form button[type=submit]")
    organizer.keys(Keys.ENTER)
    organizer.until_at("/recipients/")
    organizer.tab_to("#q")
    organizer.keys("nina", Keys.ENTER)
    organizer.until_at("q=nina")
    organizer.tab_to("button[value='add-person']")
    organizer.keys(Keys.SPACE)
    organizer.until(lambda: organizer.all("ol.addressees li"))
    assert "Nina Minister" in organizer.find("ol.addressees").text


def test_the_default_language_is_the_one_the_organizer_reads(organizer: Browser) -> None:
    organizer.open("/staff/new-campaign/")
    assert Select(organizer.field("Default language")).first_selected_option.text == "English"
