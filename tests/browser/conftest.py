"""One Chromium for the whole run, new to every test, at a live server with real PostgreSQL and Redis."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome

from campaign.campaigns.models import Campaign
from campaign.web.supporters import page_cache
from tests import stories
from tests.browser.browser import Browser, start
from tests.conftest import chromium

LANGUAGES = ("en", "fr", "es")


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    found = chromium()
    assert found, "without a Chromium these tests are left out before they begin"
    driver = start(*found, tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="session", autouse=True)
def _connections_end_with_their_requests(django_db_modify_db_settings: None) -> None:
    """A thread of the live server that outlives the last test would keep its database from being removed."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0


@pytest.fixture
def browser(chrome: Chrome, live_server: LiveServer, transactional_db: None, settings: Settings) -> Iterator[Browser]:
    """Every page that a test opens must leave the console clean: no error, nothing that the policy refused."""
    settings.PUBLIC_URL = live_server.url
    settings.ROOT_URLCONF = "tests.browser.urls"
    page_cache.forget()
    browser = Browser(chrome, live_server.url)
    browser.forget_everything()
    yield browser
    assert browser.complaints() == []


@pytest.fixture
def campaign(browser: Browser) -> Campaign:
    """An open campaign in three languages that writes to five people."""
    return stories.open_campaign(languages=LANGUAGES)
