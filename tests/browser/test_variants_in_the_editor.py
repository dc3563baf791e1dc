"""Places for variants wait until they are asked for, and are all there without scripts."""

import pytest

from campaign.campaigns.models import Campaign
from campaign.letters.alternatives import OpeningFor, Others
from campaign.letters.queries import current_revision
from tests import stories
from tests.browser.browser import Browser
from tests.browser.catalogue.page import act, log_in

pytestmark = pytest.mark.browser
EDITOR = "/staff/campaigns/peaceful-protest/letter/en/"


@pytest.fixture
def editor(browser: Browser, campaign: Campaign) -> Browser:
    stories.admin()
    log_in(browser)
    browser.open(EDITOR)
    return browser


def others(campaign: Campaign) -> Others:
    return current_revision(campaign.letter_id, "en").parts.others


def test_another_subject_comes_when_it_is_asked_for_and_is_seen_beside_the_letter(
    editor: Browser, campaign: Campaign
) -> None:
    editor.press("Variants")
    assert not editor.find("[name=subject_2]").is_displayed()
    editor.press("Another subject")
    assert editor.focused == editor.find("[name=subject_2]")
    assert not editor.find("[name=subject_3]").is_displayed()
    editor.keys("Act now")
    act(editor, "save")
    assert others(campaign) == Others(subjects=("Act now",))
    assert editor.find("[name=subject_2]").is_displayed()
    editor.script(
        "const one = document.getElementById('as_subject'); one.value = '2'; one.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    editor.until(lambda: editor.find("[data-live-letter] .letter-subject").text == "Act now")


def test_an_opening_for_a_party_is_written_with_a_box_and_some_words(editor: Browser, campaign: Campaign) -> None:
    editor.press("Other words for some recipients")
    editor.press("Another opening")
    editor.find("input[name=opening_for_1_whom][value='party:NDP']").click()
    editor.find("[name=opening_for_1]").send_keys("Your party asked for this.")
    act(editor, "save")
    assert others(campaign) == Others(openings=(OpeningFor(("party:NDP",), "Your party asked for this."),))


def test_without_scripts_every_place_is_there(editor: Browser, campaign: Campaign) -> None:
    editor.scripts(False)
    try:
        editor.open(EDITOR)
        editor.press("Variants")
        editor.find("[name=subject_4]").send_keys("Act now")
        act(editor, "save")
    finally:
        editor.scripts(True)
    assert others(campaign) == Others(subjects=("Act now",))
