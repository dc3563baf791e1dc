"""A friendly word about one's own words: it reacts once, makes room where asked to, and stands in nobody's way."""

from dataclasses import replace

import pytest

from campaign.campaigns.models import Campaign
from campaign.letters.alternatives import Others
from campaign.letters.services import save_revision
from campaign.participation.models import Participation
from campaign.web.supporters import page_cache
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser

SAY = "[data-nudge-say]"
OURS = "These are our words so far. A sentence of your own makes the letter yours."
OWN = "The letter has words of your own now."
ROOM = "There is room for your words now, before the last paragraph."


@pytest.fixture
def form(browser: Browser, campaign: Campaign) -> Browser:
    browser.open("/en/c/peaceful-protest/")
    return browser


def test_a_prompt_makes_room_before_the_last_paragraph_and_what_is_typed_lands_there(form: Browser) -> None:
    form.press("Why does this matter to you?")
    assert form.find(SAY).text == ROOM
    assert form.focused == form.field("Your letter")
    form.keys("My sister was there.")
    form.until(lambda: form.find(SAY).text == OWN)
    assert form.value("Your letter") == (
        "I ask you to speak up for peaceful protesters.\n\nMy sister was there.\n\nThank you for reading this."
    )


def test_pressed_twice_it_makes_room_once(form: Browser) -> None:
    for words in ("Why does this matter to you?", "What would change where you live?"):
        form.press(words)
    assert form.value("Your letter").count("\n") == 4


def test_it_says_how_the_letter_stands_and_says_it_aloud(form: Browser) -> None:
    assert form.find(SAY).get_attribute("role") == "status"
    assert form.find(SAY).text == "Your own words count most."
    form.fill("Your letter", "My own words.")
    form.until(lambda: form.find(SAY).text == OWN)
    form.press("Back to the original")
    form.until(lambda: form.find(SAY).text == OURS)


def test_a_letter_that_nobody_changed_is_sent_all_the_same(form: Browser) -> None:
    form.press("Have you or your family lived this?")
    supporter.fill_in(form)
    form.find("[data-send]").click()
    form.until_at("/sent/")
    assert Participation.objects.get().words_changed == 0


def test_a_variant_is_restored_as_it_was_drawn(browser: Browser, campaign: Campaign) -> None:
    others = Others(subjects=("Act",), beginnings=("People were hurt.",))
    save_revision(campaign.letter, "en", replace(stories.LETTERS["en"], others=others), None)
    page_cache.forget()
    for _ in range(2):
        browser.open("/en/c/peaceful-protest/")
        drawn = browser.value("Your letter")
        browser.fill("Your letter", "Mine.")
        browser.press("Back to the original")
        assert browser.value("Your letter") == drawn
        browser.script("window.onbeforeunload = null")
