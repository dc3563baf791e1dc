"""What is true of every page: no barrier, nothing wider than a small phone, nothing left in the browser."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from tests import stories
from tests.browser import catalogue
from tests.browser.browser import Browser
from tests.browser.catalogue import Page
from tests.browser.world import build

# Dozens of pages each: slow machines may take their time.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Check = Callable[[Browser, Page], Iterator[str]]

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
# What the law asks for (WCAG 2.1 A and AA), and the order of landmarks and headings, which it does not.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
# All that a theme can change.
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")
RUN_AXE = """
const [type, values, done] = arguments;
axe.run(document, { runOnly: { type, values }, resultTypes: ["violations"], preload: false }).then((found) => done(
  found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`))));
"""


def barriers(browser: Browser, page: Page) -> Iterator[str]:
    """What axe-core finds by day, on a phone and on a desk, and what it finds in the colours of the night."""
    # The colours of the night are the same on a phone and on a desk.
    for width, theme, kind, values in (
        (320, "light", "tag", RULES),
        (1440, "light", "tag", RULES),
        (1440, "dark", "rule", RULES_OF_COLOUR),
    ):
        browser.width(width)
        browser.theme(theme)
        for one in browser.driver.execute_async_script(RUN_AXE, kind, list(values)):
            yield f"{width} {theme}: {one}"


def too_wide(browser: Browser, page: Page) -> Iterator[str]:
    """What makes the page scroll sideways on a small phone."""
    yield from browser.overflow()


def leftovers(browser: Browser, page: Page) -> Iterator[str]:
    """Cookies, and whatever else a page could keep in the browser."""
    yield from (f"cookie {cookie['name']}" for cookie in browser.driver.get_cookies())
    if "Set-Cookie" in httpx.get(f"{browser.base}{page.path}").headers:
        yield "Set-Cookie"
    if browser.script("return localStorage.length + sessionStorage.length"):
        yield "local storage"


def look_at(browser: Browser, pages: Iterable[Page], *checks: Check) -> list[str]:
    """Opens each page on a small phone and says what the checks find there."""
    found = []
    with browser.with_script_on_every_page(AXE if barriers in checks else ""):
        for page in pages:
            browser.theme("light")
            browser.width(320)
            page.show(browser)
            found += [f"{page.name}: {one}" for check in checks for one in check(browser, page)]
    return found


def test_public_pages_have_no_barrier_fit_a_small_phone_and_leave_nothing_behind(browser: Browser) -> None:
    found = look_at(browser, catalogue.empty_pages(), too_wide, leftovers, barriers)
    world = build(timezone.now())
    browser.forget_pages()
    pages = [*catalogue.supporters_pages(world), *catalogue.sandbox_pages()]
    found += look_at(browser, pages, too_wide, leftovers, barriers)
    assert not found, "\n".join(found)


def test_the_longer_words_of_other_languages_fit_a_small_phone(browser: Browser) -> None:
    world = build(timezone.now(), "fr")
    pages = [page for language in ("fr", "es") for page in catalogue.supporters_pages(world, language)]
    found = look_at(browser, pages, too_wide)
    browser.language("fr")
    found += look_at(browser, [*catalogue.sandbox_pages(), *catalogue.pages_before_the_login()], too_wide)
    catalogue.log_in(browser)
    found += look_at(browser, catalogue.staff_pages(world), too_wide)
    assert not found, "\n".join(found)


def test_staff_pages_have_no_barrier_and_fit_a_small_phone(browser: Browser) -> None:
    stories.admin()
    found = look_at(browser, catalogue.pages_before_the_login(), too_wide, barriers)
    catalogue.log_in(browser)
    found += look_at(browser, catalogue.empty_staff_pages(), too_wide, barriers)
    world = build(timezone.now())
    found += look_at(browser, catalogue.staff_pages(world), too_wide, barriers)
    assert not found, "\n".join(found)
