"""The main job in a real browser: from the campaign's page to five letters, in every language."""

from email import message_from_bytes, policy

import pytest
from django.core.cache import cache

from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.web.supporters import page_cache
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser
from tests.browser.conftest import LANGUAGES

pytestmark = pytest.mark.browser

LEFT = {
    "en": "Your letter is on its way to 5 people.",
    "fr": "Votre lettre est en route vers 5 personnes.",
    "es": "Su carta va en camino a 5 personas.",
}
GREETED = {"en": "Dear Nina Minister,", "fr": "Bonjour Nina Minister,", "es": "Hola, Nina Minister:"}


def let_the_undo_window_end() -> None:
    OutgoingMail.objects.filter(kind="letter").update(next_attempt_at=stories.NOW)


def test_a_persons_minute_ends_with_five_letters_in_the_mailbox(browser: Browser, campaign: Campaign) -> None:
    supporter.write_to_the_minister(browser)
    assert "Check your mailbox" in browser.find("h1").text
    assert supporter.ADDRESS in browser.text

    supporter.open_the_confirmation_mail(browser)
    supporter.follow_its_link(browser)
    assert browser.find("h1").text == "Is this your letter?"
    assert "I ask you to speak up for peaceful protesters." in browser.find(".letter-text").text
    assert supporter.letters() == []

    supporter.confirm(browser)
    assert browser.find("h1").text == LEFT["en"]
    assert "You were number 1." in browser.text
    assert [row.text.split("\n")[0] for row in browser.all(".state")] == [f"{a} {b}" for a, b, _ in stories.PEOPLE]
    assert ["Waiting" in row.text for row in browser.all(".state")] == [True] * 5

    let_the_undo_window_end()
    assert supporter.send_mail().accepted == 5
    assert [letter.to for letter in supporter.letters()] == [f"target{n}@mail.example" for n in range(1, 6)]
    browser.driver.refresh()
    assert ["Sent" in row.text for row in browser.all(".state")] == [True] * 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minute_speaks_the_readers_language_from_page_to_letter(
    browser: Browser, campaign: Campaign, language: str
) -> None:
    supporter.whole_minute(browser, language)

    assert browser.find("html").get_attribute("lang") == language
    assert browser.find("h1").text == LEFT[language]
    let_the_undo_window_end()
    supporter.send_mail()
    first = message_from_bytes(bytes(supporter.letters()[0].raw), policy=policy.default)
    assert GREETED[language] in str(first)
    assert "Ana Quispe" in str(first)
    assert first["Content-Language"] == language


def test_the_count_goes_up_by_one(browser: Browser, campaign: Campaign) -> None:
    stories.people(campaign, 2)
    browser.open("/en/c/peaceful-protest/")
    assert browser.find("[data-count-number]").text == "2"

    supporter.whole_minute(browser)

    assert "You were number 3." in browser.text
    cache.clear()
    page_cache.forget()
    browser.forget_everything()
    browser.open("/en/c/peaceful-protest/")
    assert browser.words(".count-line") == "3 people have written"


def test_the_count_moves_while_somebody_looks(browser: Browser, campaign: Campaign) -> None:
    browser.open("/en/c/peaceful-protest/")
    assert browser.words(".count-line") == "Be the first to write."

    stories.people(campaign, 1)
    cache.clear()
    browser.look_again()

    browser.until(lambda: browser.words(".count-line") == "1 person has written")


def test_the_sandbox_shows_a_mail_as_a_mail_program_does(browser: Browser, campaign: Campaign) -> None:
    supporter.write_to_the_minister(browser)
    supporter.open_the_confirmation_mail(browser)
    browser.driver.switch_to.frame(browser.find("iframe.mail-html"))
    assert browser.all("a[href*='/confirm/']")
    browser.driver.switch_to.default_content()
