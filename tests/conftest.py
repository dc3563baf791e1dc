"""What every test stands on: cheap passwords, empty caches, and a word about browsers when there is none."""

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from django.core.cache import caches
from django.utils.translation import override
from pytest_django import Settings

from campaign.delivery.wake import Quiet
from campaign.targets.postcodes.lookup import REST

# How long an example takes says more about the machine than about the program.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
NO_BROWSER = "Browser tests did not run: no Chromium with its driver was found (Debian: chromium, chromium-driver)."

_left_out: list[pytest.Item] = []


def chromium() -> tuple[str, str] | None:
    """The paths of Chromium and of its driver, or None where one is missing."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def pytest_configure() -> None:
    if REQUIRED and not chromium():
        raise pytest.UsageError(f"REQUIRE_BROWSER=1, but: {NO_BROWSER}")


# Each group is one worker's: the browser, whole services, and what breaks them. More of a kind at once would slow each other down.
TOGETHER = ("browser", "processes")


def _group(item: pytest.Item, marker: str) -> str:
    """Faults by themselves: they wait for servers to come back, which another group can make use of."""
    return "faults" if marker == "processes" and "faults" in item.path.parts else marker


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for name in TOGETHER:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.xdist_group(_group(item, name)))
    if chromium():
        return
    _left_out.extend(item for item in items if item.get_closest_marker("browser"))
    items[:] = [item for item in items if not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=_left_out)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups that are silently ignored are worse than none: tests of one service would run in two workers, in any order."""
    if not session.config.getoption("loadgroup", False):
        return
    lost = [item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid]
    if lost:
        raise pytest.UsageError(f"pytest-xdist does not keep groups together with this pytest: {lost[0]}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    shared_among_workers = config.getoption("numprocesses", None) is not None  # then only they know what they left out
    if _left_out or (shared_among_workers and not chromium()):
        terminalreporter.write_line(NO_BROWSER, yellow=True)


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _look_for_static_files_when_asked(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Each new client builds the middleware anew, and WhiteNoise would read all static files: 17 of a client's 19 ms."""
    if not request.node.get_closest_marker("browser"):
        settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _speak_english() -> Iterator[None]:
    """Whatever language the test before, perhaps of another file, was last answered in."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """Limits are counted in the cache, and hints to workers: one test's must not be held against the next."""
    for cache in caches.all(initialized_only=False):
        cache.clear()
    Quiet.until = 0.0
    REST.end()
