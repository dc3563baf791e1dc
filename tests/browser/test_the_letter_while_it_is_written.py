"""The letter answers while it is written: signature, addressee, button, suggestion, and the way back to the original."""

import pytest
from selenium.webdriver.common.keys import Keys

from campaign.campaigns.models import Campaign
from tests.browser import supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def form(browser: Browser, campaign: Campaign) -> Browser:
    browser.open("/en/c/peaceful-protest/")
    return browser


def test_the_signature_follows_what_is_typed(form: Browser) -> None:
    assert form.find("[data-live-signature]").text == "Your name"
    supporter.fill_in(form)
    assert form.find("[data-live-signature]").text == "Ana Quispe"
    assert form.find("[data-live-place]").text == "Montréal, H2X 1Y4"
    form.fill("First name", "Anahí")
    assert form.find("[data-live-signature]").text == "Anahí Quispe"


def test_unticking_somebody_changes_button_addressee_and_greeting(form: Browser) -> None:
    form.find(".letter-to summary").click()
    form.choose("Nina Minister")
    assert form.find("[data-send]").text == "Send my letter to 4 people"
    assert form.find("[data-live-name]").text == "Carl Critic"
    assert form.find("[data-live-salutation]").text == "Dear Carl Critic,"
    assert form.find("[data-live-others]").text == "and 3 others"


def test_for_one_person_the_button_speaks_of_one(form: Browser) -> None:
    form.find(".letter-to summary").click()
    for name in ("Nina", "Carl", "Petra", "Gwen"):
        form.choose(name)
    assert form.find("[data-send]").text == "Send my letter to 1 person"


def test_back_to_the_original_brings_our_words_back_and_the_focus_with_them(form: Browser) -> None:
    letter = form.field("Your letter")
    original = letter.get_attribute("value")
    form.fill("Your letter", "Something else.")

    form.press("Back to the original")

    assert letter.get_attribute("value") == original
    assert form.focused == letter


def test_a_suggested_address_is_taken_with_one_click(form: Browser) -> None:
    supporter.fill_in(form, email="ana@gmial.com")
    form.until(lambda: form.find("[data-suggestion]").is_displayed())
    assert form.words("[data-suggestion] p") == "Did you mean ana@gmail.com?"

    form.press("Yes, use it")

    assert form.value("E-mail") == "ana@gmail.com"
    assert not form.find("[data-suggestion]").is_displayed()
    form.find("[data-send]").click()
    form.until_at("/sent/")
    assert "ana@gmail.com" in form.text


def test_an_address_that_is_kept_is_not_asked_about_again(form: Browser) -> None:
    supporter.fill_in(form, email="ana@gmial.com")
    form.until(lambda: form.find("[data-suggestion]").is_displayed())
    form.press("No, keep mine")
    form.find("[data-send]").click()
    form.until_at("/sent/")
    assert "ana@gmial.com" in form.text


def test_nothing_is_ticked_for_the_reader_but_the_people(form: Browser) -> None:
    assert not form.find("[name=newsletter]").is_selected()
    assert [box.is_selected() for box in form.all("[name=recipients]")] == [True] * 5


def test_the_whole_subject_is_seen_on_a_small_phone_and_stays_one_line(form: Browser) -> None:
    form.width(320)
    form.paste("Subject", "A subject that is rather too long\nfor a small phone, and all of it is read")
    form.keys(Keys.ENTER, "to its end")
    whole = "A subject that is rather too long for a small phone, and all of it is read"
    assert form.value("Subject") == f"{whole}to its end"
    subject = form.field("Subject")
    assert form.script("return arguments[0].scrollHeight <= arguments[0].clientHeight + 1", subject)
