"""The statistics drawn, marked and printed, in a real browser: numbers on the curve, and on paper nothing of the screen's."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from tests import stories
from tests.browser import catalogue
from tests.browser.browser import Browser
from tests.browser.catalogue.statistics import pages_of_statistics
from tests.browser.world import build

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DRAWN = "return Object.values(Chart.instances).length === document.querySelectorAll('figure[data-chart]').length"
CURVE = "const chart = Chart.getChart(document.querySelector('figure[data-chart=time] canvas'));"
SEEN = "return [...document.querySelectorAll(arguments[0])].filter((one) => one.getClientRects().length).length"
COLOURS = "return [document.body, document.querySelector('h1')].map((one) => getComputedStyle(one)).map((one) => [one.backgroundColor, one.color]).flat()"
PAPER_WIDTH = 681  # A4 without its margins of 1.5 cm, in pixels of CSS


def test_the_curve_carries_numbers_and_says_what_they_are(browser: Browser) -> None:
    stories.admin()
    world = build(timezone.now())
    pages = {page.name: page for page in pages_of_statistics(world)}
    catalogue.log_in(browser)
    pages["staff-statistics-moments"].show(browser)
    browser.until(lambda: bool(browser.script(DRAWN)))
    assert browser.script(f"{CURVE} return chart.chartArea.top") >= 24
    row = int(browser.find(".marks li[data-row]").get_attribute("data-row") or "")
    words = browser.script(f"{CURVE} return chart.config.plugins[0].words({row})")
    assert words == ["2. The campaign was opened"]
    assert browser.script(f"{CURVE} return chart.data.datasets[0].borderDash") == [6, 4]
    pages["staff-compare"].show(browser)
    browser.until(lambda: bool(browser.script(DRAWN)))
    assert len(browser.script(f"{CURVE} return chart.data.datasets[0].data")) == 10
    assert browser.complaints() == []


def test_paper_is_white_even_at_night_and_has_every_table_whole(browser: Browser) -> None:
    stories.admin()
    world = build(timezone.now())
    pages = {page.name: page for page in pages_of_statistics(world)}
    catalogue.log_in(browser)
    browser.theme("dark")
    pages["staff-statistics-moments"].show(browser)
    browser.until(lambda: bool(browser.script(DRAWN)))
    with browser.paper(PAPER_WIDTH):
        assert browser.script(COLOURS) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)", "rgb(0, 0, 0)"]
        assert browser.script(SEEN, "nav, form, .files, .site-foot") == 0
        assert world.peru.texts.get(language="en").title in browser.find("main").text
        assert browser.script(SEEN, "figure canvas") == len(browser.all("figure canvas")) > 3
        assert browser.script(
            "return [...document.querySelectorAll('.numbers')].every((one) => one.scrollHeight <= one.clientHeight + 1)"
        )
        assert browser.overflow() == []
        _keep("statistics", browser)
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF")
    assert (
        browser.script(f"{CURVE} return chart.options.scales.x.ticks.color") != "#333"
    )  # the screen has its own again
    browser.theme("light")
    for name, path in (("compare", pages["staff-compare"].path), ("overview", "/staff/statistics/")):
        browser.open(path)
        browser.until(lambda: bool(browser.script(DRAWN)))
        with browser.paper(PAPER_WIDTH):
            assert browser.overflow() == [], name
            assert browser.script(
                "return [...document.querySelectorAll('main td')].every((one) => getComputedStyle(one).display === 'table-cell')"
            )
            _keep(name, browser)
    browser.open(f"/en/c/{world.peru.slug}/results/")
    with browser.paper(PAPER_WIDTH):
        assert browser.script(SEEN, "nav, .site-foot, summary") == 0
        assert browser.script("return document.querySelector('details table').getBoundingClientRect().height") > 100
        assert browser.overflow() == []
        _keep("results", browser)


def _keep(name: str, browser: Browser) -> None:
    """A picture to look at, where somebody asks for it."""
    if folder := os.environ.get("SCREENSHOTS_FOLDER"):
        (Path(folder) / f"{name}-paper.png").write_bytes(browser.picture())
