"""A page in one state, and what several pages need done to them before they are looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from selenium.webdriver.common.by import By

from tests import stories
from tests.browser.browser import Browser


@dataclass(frozen=True)
class Page:
    """A page in one state. `then` is done after it is opened, e.g. to see the form with its errors."""

    name: str
    path: str
    then: Callable[[Browser], None] | None = None

    def show(self, browser: Browser) -> None:
        browser.open(self.path)
        if self.then:
            self.then(browser)


def log_in(browser: Browser, username: str = "admin", password: str = stories.PASSWORD) -> None:
    browser.open("/staff/login/")
    for name, text in {"username": username, "password": password}.items():
        field = browser.find(f"[name={name}]")
        field.clear()
        field.send_keys(text)
    with browser.new_page():
        browser.find("main button[type=submit]").click()


def unfold(browser: Browser) -> None:
    browser.script("for (const one of document.querySelectorAll('main details')) one.open = true")


def save(browser: Browser) -> None:
    with browser.new_page():
        browser.find("main form button.btn-primary[type=submit]").click()


def act(browser: Browser, action: str) -> None:
    with browser.new_page():
        browser.driver.find_element(By.CSS_SELECTOR, f"button[name=action][value={action}]").click()
