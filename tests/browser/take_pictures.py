"""Not a test: takes the pictures that tools/screenshots.py asks for. Its name keeps it out of `make test`."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests import stories
from tests.browser import catalogue
from tests.browser.browser import Browser
from tests.browser.catalogue import Page
from tests.browser.world import build

FOLDER = Path(os.environ.get("SCREENSHOTS_FOLDER", "screenshots"))
ONLY = os.environ.get("SCREENSHOTS_PAGES", "").split()
LANGUAGES = os.environ.get("SCREENSHOTS_LANGUAGES", "en fr es").split()
WIDTHS = [int(width) for width in os.environ.get("SCREENSHOTS_WIDTHS", "320 768 1440").split()]
THEMES = os.environ.get("SCREENSHOTS_THEMES", "light dark").split()

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_take_pictures(browser: Browser, settings: Settings, language: str) -> None:
    settings.PUBLIC_URL = "https://act.example.org"
    stories.admin()
    browser.language(language)
    _take_all(browser, catalogue.empty_pages(language), language)
    _take_staff(browser, catalogue.empty_staff_pages(), language)
    world = build(timezone.now(), language)
    _take_all(browser, catalogue.supporters_pages(world, language), language)
    _take_all(browser, [*catalogue.sandbox_pages(), *catalogue.pages_before_the_login()], language)
    _take_staff(browser, catalogue.staff_pages(world), language)
    browser.complaints()


def _take_staff(browser: Browser, pages: list[Page], language: str) -> None:
    if not list(_wanted(pages)):
        return
    catalogue.log_in(browser)
    _take_all(browser, pages, language)
    browser.forget_everything()
    browser.language(language)


def _wanted(pages: Iterable[Page]) -> Iterator[Page]:
    """Those asked for by the beginning of their name."""
    return (page for page in pages if not ONLY or any(page.name.startswith(name) for name in ONLY))


def _take_all(browser: Browser, pages: Iterable[Page], language: str) -> None:
    for page in _wanted(pages):
        browser.width(WIDTHS[0])
        browser.forget_pages()
        page.show(browser)
        for width in WIDTHS:
            for theme in THEMES:
                browser.width(width)
                browser.theme(theme)
                file = FOLDER / language / f"{page.name}-{width}-{theme}.png"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(browser.picture())
