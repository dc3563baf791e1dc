"""An export while somebody looks: its bar moves by itself, it is said when it is ready, and without scripts one looks again."""

import pytest
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.exports.working import work
from tests import stories
from tests.browser.browser import Browser
from tests.browser.catalogue import log_in

pytestmark = pytest.mark.browser

PAGE = "/staff/campaigns/peaceful-protest/exports/"


@pytest.fixture
def page(browser: Browser, campaign: Campaign) -> Browser:
    stories.people(campaign, 2)
    stories.organizer()
    log_in(browser, "organizer")
    browser.open(PAGE)
    return browser


def ask(browser: Browser) -> None:
    with browser.new_page():
        browser.press("Write the file")


def test_the_page_says_by_itself_when_the_file_is_ready(page: Browser) -> None:
    ask(page)
    assert "Waiting" in page.words(".exports")
    assert page.find("progress").get_attribute("value") == "0"
    page.script("document.querySelector('[id^=remove-]').focus()")
    while work(timezone.now()):
        pass
    page.until(lambda: "Ready 2 rows" in page.words(".exports"))
    assert page.script("return document.querySelector('[data-announce]').textContent") == "People, CSV: ready"
    assert (page.focused.get_attribute("id") or "").startswith("remove-")
    assert page.all("progress") == []


def test_without_scripts_one_looks_again(page: Browser) -> None:
    page.scripts(False)
    ask(page)
    while work(timezone.now()):
        pass
    with page.new_page():
        page.press("Look again")
    assert "Ready 2 rows" in page.words(".exports")
