"""A real Chromium, spoken to as a person would: open, read, fill, press. Waits on conditions, never on the clock."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

T = TypeVar("T")

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en",
)
# Enough for a machine that does other work besides; what is true is seen at once.
PATIENCE_SECONDS = 15
LOOK_EVERY_SECONDS = 0.05
HEIGHTS = {320: 640, 768: 1024, 1440: 900}
# What the browser says by itself of a page with such a status, e.g. of a form that comes back with its errors.
STATUS_REMARK = "Failed to load resource: the server responded with a status of 4"
TABS_AT_MOST = 80


def start(binary: str, driver: str, profile: Path) -> Chrome:
    """A Chromium with a profile of its own; both paths are given, so that Selenium looks for nothing on the network."""
    options = ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=Service(executable_path=driver))


@dataclass(frozen=True)
class Browser:
    """The browser at one site; `base` is its address without a trailing slash."""

    driver: Chrome
    base: str

    # The reader's circumstances
    def forget_everything(self) -> None:
        """As if newly bought: no cookies, no cache, no scripts switched off, a laptop's window, daylight."""
        self.driver.get("about:blank")
        self._tell("Network.clearBrowserCookies")
        self.forget_pages()
        self.scripts(True)
        self.width(1440)
        self.theme("light")
        self.language("en")
        self._console()

    def forget_pages(self) -> None:
        """What was open a moment ago is asked for anew."""
        self._tell("Network.clearBrowserCache")

    def width(self, pixels: int, height: int = 0) -> None:
        """A window this wide; 320 is a phone, with a phone's scroll bars."""
        size = {"width": pixels, "height": height or HEIGHTS.get(pixels, 900)}
        self._tell("Emulation.setDeviceMetricsOverride", deviceScaleFactor=1, mobile=pixels < 600, **size)

    def theme(self, name: str) -> None:
        """The theme that the reader's system asks for, "light" or "dark"; motion is always unwelcome."""
        wishes = {"prefers-color-scheme": name, "prefers-reduced-motion": "reduce"}
        self._tell("Emulation.setEmulatedMedia", features=[{"name": k, "value": v} for k, v in wishes.items()])

    def language(self, code: str) -> None:
        """The language the reader's browser asks for."""
        agent = self.script("return navigator.userAgent")
        self._tell("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=code)

    def scripts(self, run: bool) -> None:
        self._tell("Emulation.setScriptExecutionDisabled", value=not run)

    @contextmanager
    def paper(self, width: int) -> Iterator[None]:
        """In the block the page is as it would be printed, on paper with so many pixels between its margins."""
        self.width(width, 1000)
        self.script("dispatchEvent(new Event('beforeprint'))")
        self._tell("Emulation.setEmulatedMedia", media="print")
        yield
        self._tell("Emulation.setEmulatedMedia", media="")
        self.script("dispatchEvent(new Event('afterprint'))")

    def pdf(self) -> bytes:
        """The page as the browser's own "Save as PDF" makes it."""
        return b64decode(self._tell("Page.printToPDF", printBackground=False)["data"])

    def _tell(self, command: str, **values: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, values)

    # Going and looking
    def open(self, path: str) -> None:
        self.driver.get(f"{self.base}{path}")

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.base)

    @property
    def text(self) -> str:
        """All of the page's words that can be seen."""
        return self.find("body").text

    def find(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def words(self, css: str) -> str:
        """The element's words as they are read out: on one line."""
        return " ".join(self.find(css).text.split())

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def until(self, condition: Callable[[], T]) -> T:
        """What `condition` says as soon as it is true of the page; a page that is just being replaced is looked at again."""
        wait = WebDriverWait(
            self.driver, PATIENCE_SECONDS, LOOK_EVERY_SECONDS, ignored_exceptions=[StaleElementReferenceException]
        )
        return wait.until(lambda _: condition())

    def until_at(self, part: str) -> None:
        """Wait for the page whose address has this part, complete."""
        self.until(lambda: part in self.path and self.script("return document.readyState") == "complete")

    def script(self, code: str, *values: Any) -> Any:
        return self.driver.execute_script(code, *values)

    # Doing
    def button(self, words: str) -> WebElement:
        """The button or link with exactly these words on it."""
        known = f"[normalize-space()={_quoted(words)}]"
        return self.driver.find_element(By.XPATH, f"//button{known} | //a{known} | //summary{known}")

    def press(self, words: str) -> None:
        self.button(words).click()

    def field(self, label: str) -> WebElement:
        """What the label with these words is for; "(optional)" need not be said."""
        path = f"//label[starts-with(normalize-space(), {_quoted(label)})]"
        return self.find(f"#{self.driver.find_element(By.XPATH, path).get_attribute('for')}")

    def value(self, label: str) -> str:
        """What stands in the field with this label."""
        return self.field(label).get_attribute("value") or ""

    def fill(self, label: str, text: str) -> None:
        element = self.field(label)
        element.clear()
        element.send_keys(text)

    def paste(self, label: str, text: str) -> None:
        """In place of what stands in the field."""
        self.field(label).clear()
        self.field(label).click()
        self.type_all(text)

    def type_all(self, text: str) -> None:
        """Where the focus is, all at once, line ends and all."""
        self._tell("Input.insertText", text=text)

    def choose(self, name: str) -> None:
        """Tick or untick the box beside this name."""
        self.driver.find_element(By.XPATH, f"//label[contains(normalize-space(), {_quoted(name)})]//input").click()

    # By keyboard
    def keys(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def select_all(self) -> None:
        """All of the field that has the focus."""
        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()

    @property
    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def tab_to(self, css: str) -> WebElement:
        """Press Tab until the focus is on what this selects, and see that it can be seen."""
        return self.tab_until(lambda one: bool(self.script("return arguments[0].matches(arguments[1])", one, css)), css)

    def tab_until(self, arrived: Callable[[WebElement], bool], name: str) -> WebElement:
        for _ in range(TABS_AT_MOST):
            self.keys(Keys.TAB)
            element = self.focused
            if arrived(element):
                assert self._shows_focus(element), f"{name} has the focus, and nobody can see it"
                return element
        raise AssertionError(f"{name} is not reached with {TABS_AT_MOST} times Tab on {self.path}")

    def _shows_focus(self, element: WebElement) -> bool:
        """An outline around it, or around the card that it stands for."""
        return element.is_displayed() and bool(self.script(_HAS_OUTLINE, element))

    # What must be true of every page
    def complaints(self) -> list[str]:
        """Errors, refused content and warnings that the console has seen since the last look."""
        return [
            f"{entry['level']}: {entry['message']}"
            for entry in self._console()
            if entry["level"] in ("SEVERE", "WARNING") and not self._only_the_page_itself(entry["message"])
        ]

    def _console(self) -> list[dict[str, Any]]:
        """What the console said since the last look."""
        said: list[dict[str, Any]] = self.driver.execute("getLog", {"type": "browser"})["value"]
        return said

    def _only_the_page_itself(self, message: str) -> bool:
        refused = STATUS_REMARK in message and "/static/" not in message
        return refused or (self.base in message and "/broken/" in message)

    def picture(self) -> bytes:
        """The whole page as a PNG, as a person sees it who has not scrolled yet; scroll bars are no part of it."""
        self._tell("Emulation.setScrollbarsHidden", hidden=True)
        self.script("window.scrollTo(0, 0)")
        size = self._tell("Page.getLayoutMetrics")["cssContentSize"]
        if self.all("iframe"):  # what a frame shows is drawn only inside the window
            self.width(round(size["width"]), round(size["height"]))
        taken = self._tell("Page.captureScreenshot", captureBeyondViewport=True, clip=size | {"scale": 1})
        self._tell("Emulation.setScrollbarsHidden", hidden=False)
        return b64decode(taken["data"])

    @contextmanager
    def with_script_on_every_page(self, code: str) -> Iterator[None]:
        """Every page opened in the block runs this first."""
        added = self._tell("Page.addScriptToEvaluateOnNewDocument", source=code)
        yield
        self._tell("Page.removeScriptToEvaluateOnNewDocument", **added)

    def look_again(self) -> None:
        """As if the reader came back to this tab: what is asked for every few seconds is asked for now."""
        self.script("document.dispatchEvent(new Event('visibilitychange'))")

    def overflow(self) -> list[str]:
        """What makes the page scroll sideways, and buttons whose words run out of them."""
        return list(self.script(_OVERFLOW))

    @contextmanager
    def new_page(self) -> Iterator[None]:
        """The block leads to another page (or the same anew); wait until it is there."""
        before = self.find("html")
        yield
        self.until(lambda: self.find("html") != before and self.script("return document.readyState") == "complete")


def _quoted(words: str) -> str:
    return f'"{words}"' if "'" in words else f"'{words}'"


_HAS_OUTLINE = """
for (let one = arguments[0]; one; one = one.parentElement) {
  const style = getComputedStyle(one);
  if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
}
return false;
"""
_OVERFLOW = """
const page = document.documentElement;
const name = (one) => `${one.tagName.toLowerCase()}.${one.className} reaches ${Math.round(one.getBoundingClientRect().right)}`;
const found = [...document.querySelectorAll(".btn")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => `"${one.textContent.trim()}" does not fit its button`);
if (page.scrollWidth <= page.clientWidth) return found;
const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > page.clientWidth + 1);
return [...found, `${page.scrollWidth} of ${page.clientWidth}`, ...wide.slice(-5).map(name)];
"""
