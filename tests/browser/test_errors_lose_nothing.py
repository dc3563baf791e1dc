"""A form that comes back says what happened, leads there, and still has everything that was typed."""

import pytest

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def refused(browser: Browser, campaign: Campaign) -> Browser:
    """A form sent with a broken address and no name."""
    browser.open("/en/c/peaceful-protest/")
    supporter.fill_in(browser, first_name="", email="ana.quispe@", subject="My own subject", body="My own words.")
    with browser.new_page():
        browser.find("[data-send]").click()
    return browser


def test_the_summary_takes_the_focus_and_says_what_is_wrong(refused: Browser) -> None:
    assert refused.focused.get_attribute("id") == "summary"
    assert [link.text for link in refused.all("#summary a")] == [
        "Write your first name.",
        "This does not look like an e-mail address, such as name@mail.example.",
    ]
    assert refused.driver.title.startswith("Something is missing")


def test_a_link_of_the_summary_leads_to_its_field(refused: Browser) -> None:
    refused.press("Write your first name.")
    assert refused.focused == refused.field("First name")


def test_the_error_stands_beside_its_field_and_is_tied_to_it(refused: Browser) -> None:
    field = refused.field("E-mail")
    assert field.get_attribute("aria-invalid") == "true"
    described = (field.get_attribute("aria-describedby") or "").split()
    assert any("does not look like" in refused.find(f"#{one}").text for one in described)


def test_what_was_typed_is_still_there(refused: Browser) -> None:
    kept = {
        name: refused.find(f"[name={name}]").get_attribute("value") for name in ("subject", "body", "email", "city")
    }
    assert kept == {
        "subject": "My own subject",
        "body": "My own words.",
        "email": "ana.quispe@",
        "city": "Montréal",
    }


def test_once_put_right_the_letter_leaves(refused: Browser) -> None:
    refused.fill("First name", "Ana")
    refused.fill("E-mail", supporter.ADDRESS)
    refused.find("[data-send]").click()
    refused.until_at("/sent/")
    assert supporter.ADDRESS in refused.text


def test_with_nobody_ticked_the_list_opens_and_says_so(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/c/peaceful-protest/")
    supporter.fill_in(browser)
    browser.find(".letter-to summary").click()
    for _, last_name, _ in stories.PEOPLE:
        browser.choose(last_name)
    assert browser.find("[data-send]").text == "Send my letter"

    with browser.new_page():
        browser.find("[data-send]").click()

    assert "Choose at least one person" in browser.find(".letter-to .field-error").text
    browser.find("#summary a").click()
    assert browser.script("return arguments[0].contains(document.activeElement)", browser.find(".letter-to"))


def test_a_campaign_that_closes_meanwhile_gives_the_text_back(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/c/peaceful-protest/")
    supporter.fill_in(browser, body="My own words.")
    close_campaign(campaign, stories.NOW)

    with browser.new_page():
        browser.find("[data-send]").click()

    assert "This campaign has ended" in browser.text
    assert browser.find("[aria-label='Your text']").get_attribute("value") == "My own words."
