"""A campaign that writes to the supporter's own Member of Parliament, as supporters and organizers see it."""

from collections.abc import Iterator

from tests.browser import supporter
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page
from tests.browser.world import World


def own_member_pages(language: str) -> list[Page]:
    page = f"/{language}/c/to-my-member/"
    return [
        Page("own-member", page),
        Page("own-member-guess", page, _guess),
        Page("own-member-by-name", page, _by_name),
        Page("own-member-chosen", page, _chosen),
        Page("own-member-vacant", page, _vacant),
        Page("own-member-errors", page, _send_without_riding),
    ]


def pages_of_own_member(world: World) -> Iterator[Page]:
    campaign = "/staff/campaigns/to-my-member"
    yield Page("staff-own-member", f"{campaign}/")
    yield Page("staff-own-member-recipients", f"{campaign}/recipients/")
    yield Page("staff-own-member-offer", "/staff/campaigns/not-yet/recipients/")
    yield Page("staff-own-member-check", f"{campaign}/check/")
    yield Page("staff-own-member-letter", f"{campaign}/letter/en/")


def _guess(browser: Browser) -> None:
    supporter.fill_in(browser)
    browser.until(lambda: browser.all("[data-own-choice] [type=radio]"))


def _type_a_name(browser: Browser, name: str) -> None:
    browser.find(".own-other summary").click()
    browser.find("[role=combobox]").send_keys(name)
    browser.until(lambda: browser.all("[role=option]"))


def _by_name(browser: Browser) -> None:
    _type_a_name(browser, "ottawa")


def _chosen(browser: Browser) -> None:
    _take(browser, "ottawa centre")


def _vacant(browser: Browser) -> None:
    _take(browser, "laurier")


def _take(browser: Browser, name: str) -> None:
    _type_a_name(browser, name)
    browser.find("[role=option]").click()
    browser.until(lambda: browser.all("[data-own-choice] [name=riding][type=hidden]"))


def _send_without_riding(browser: Browser) -> None:
    supporter.fill_in(browser, postal_code="X0X 0X0")
    browser.until(lambda: browser.all(".own-other[open]"))
    with browser.new_page():
        browser.find("[data-send]").click()
