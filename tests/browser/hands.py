"""Two ways of doing the same: with a pointer, and with the keyboard alone. Both press what has the words, and fill what has the label."""

from dataclasses import dataclass

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.browser import Browser


@dataclass(frozen=True)
class Pointer:
    """Clicks, and writes where it clicked."""

    browser: Browser

    def press(self, words: str) -> None:
        """What has exactly these words, in the page's main part; ends on the page it leads to."""
        with self.browser.new_page():
            self._found(words).click()

    def fill(self, label: str, text: str) -> None:
        """In place of what stands there; a field of many lines takes all of them."""
        self.browser.paste(label, text)

    def choose(self, words: str) -> None:
        """The radio button, or the box, whose label begins with these words."""
        self._choice(words).click()

    def _choice(self, words: str) -> WebElement:
        return self.browser.driver.find_element(
            By.XPATH, f"//main//label[starts-with(normalize-space(), '{words}')]/input"
        )

    def _found(self, words: str) -> WebElement:
        known = f"[normalize-space()='{words}']"
        return self.browser.driver.find_element(By.XPATH, f"//main//button{known} | //main//a{known}")


@dataclass(frozen=True)
class Keyboard(Pointer):
    """Tab until the focus is there, and can be seen; Enter."""

    def press(self, words: str) -> None:
        self._reach(self._found(words))
        with self.browser.new_page():
            self.browser.keys(Keys.ENTER)

    def fill(self, label: str, text: str) -> None:
        self._reach(self.browser.field(label))
        self.browser.select_all()
        self.browser.type_all(text)

    def choose(self, words: str) -> None:
        self._reach(self._choice(words))
        self.browser.keys(Keys.SPACE)

    def _reach(self, element: WebElement) -> None:
        self.browser.tab_until(lambda focused: focused == element, element.text or element.get_attribute("name") or "")
