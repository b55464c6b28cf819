"""Two ways to use a page: a finger on a telephone without script, and a keyboard alone."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from browser import DESK, PHONE, Browser

TAB_PRESSES_MAX = 300


class Finger:
    """Touches things on a small screen where no script runs."""

    size, script = PHONE, False

    def __init__(self, browser: Browser):
        self.browser = browser

    def use(self, selector: str, saying: str = "") -> None:
        """Follows a link or sends a form, and waits for the page that comes."""
        self._leave(lambda: self._find(selector, saying).click())

    def open_up(self, selector: str) -> None:
        self._find(selector).click()

    def tick(self, selector: str) -> None:
        self._find(selector).click()

    def choose(self, selector: str, value: str) -> None:
        Select(self._find(selector)).select_by_value(value)

    def write(self, selector: str, text: str) -> None:
        field = self._find(selector)
        field.clear()
        field.send_keys(text)

    def hand_over(self, file, text: str) -> None:
        """A file by the form's own choice of files."""
        self._find("#berkas").send_keys(str(file))

    def _find(self, selector: str, saying: str = ""):
        found = self.browser.driver.find_elements(By.CSS_SELECTOR, selector)
        return next(element for element in found if saying in element.text)

    def _leave(self, act) -> None:
        before = self.browser.find("html").id
        act()
        self.browser.wait(lambda: before != self.browser.find("html").id or None)
        assert self.browser.overflow() <= 0, self.browser.path


class Keyboard(Finger):
    """Presses keys; whatever is used has to be reached by the tab key and show its focus."""

    size, script = DESK, True

    def use(self, selector: str, saying: str = "") -> None:
        self._reach(selector, saying)
        self._leave(lambda: self.browser.press("ENTER"))

    def open_up(self, selector: str) -> None:
        self._reach(selector)
        self.browser.press("ENTER")

    def tick(self, selector: str) -> None:
        self._reach(selector)
        self.browser.press("SPACE")

    def choose(self, selector: str, value: str) -> None:
        self._reach(selector)
        box = self.browser.focused()
        self.browser.press("HOME")
        for _ in Select(box).options:
            if box.get_attribute("value") == value:
                return
            self.browser.press("ARROW_DOWN")
        raise AssertionError(f"{selector} has no {value}")

    def write(self, selector: str, text: str) -> None:
        self._reach(selector)
        self.browser.focused().send_keys(Keys.CONTROL, "a")
        self.browser.type(text)

    def hand_over(self, file, text: str) -> None:
        """The window of files is the system's; the text can be pasted instead."""
        self._reach("#berkas")
        self.write("#csv", text)

    def _reach(self, selector: str, saying: str = "") -> None:
        self.browser.press_until_focused(selector, saying, presses=TAB_PRESSES_MAX)
