"""Real Chromium for the tests of pages: Debian's, driven by selenium."""

import json
from importlib import resources

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

PHONE = (360, 800)
DESK = (1280, 900)
PAGE_SECONDS_MAX = 20
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Browser:
    """One window on one market; what it complained about fails the test at the end."""

    def __init__(self, url: str, size=DESK, script: bool = True, dark: bool = False):
        options = webdriver.ChromeOptions()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
            options.add_argument(word)
        if not script:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2}
            )
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(PAGE_SECONDS_MAX)
        self.url = url
        self.has_script = script
        self.resize(size)
        if dark:
            self.devtools(
                "Emulation.setEmulatedMedia",
                features=[{"name": "prefers-color-scheme", "value": "dark"}],
            )

    def devtools(self, command: str, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def resize(self, size) -> None:
        width, height = size
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    def open(self, path: str) -> "Browser":
        self.driver.get(self.url + path)
        return self

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.url)

    def find(self, selector: str):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str = "main") -> str:
        return self.find(selector).text

    def click(self, selector: str) -> "Browser":
        """Clicks, and waits for the page that the click leads to."""
        before = self.find("html")
        self.find(selector).click()
        self.wait(lambda: before.id != self.find("html").id or None)
        return self

    def follow(self, label: str) -> "Browser":
        before = self.find("html")
        self.driver.find_element(By.PARTIAL_LINK_TEXT, label).click()
        self.wait(lambda: before.id != self.find("html").id or None)
        return self

    def fill(self, **fields: str) -> "Browser":
        for name, value in fields.items():
            box = self.find(f"[name={name}]")
            if box.tag_name == "select":
                Select(box).select_by_value(value)
            else:
                box.clear()
                box.send_keys(value)
        return self

    def sign_in(self, email: str = "siti@example.id", password: str = "belajar") -> "Browser":
        self.open("/masuk").fill(email=email, sandi=password)
        return self.click("main form button")

    def wait(self, condition, seconds: float = PAGE_SECONDS_MAX):
        def holds(_):
            try:
                return condition()
            except Exception:  # The page is between two documents.
                return None

        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(holds)

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def violations(self) -> list[str]:
        """What axe-core finds wrong by WCAG 2.2 A and AA."""
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
        # By the debugger, whom the page's content security policy does not bind.
        self.devtools("Runtime.evaluate", expression=axe)
        answer = self.devtools(
            "Runtime.evaluate",
            expression=f"axe.run({{runOnly: {RULES}}}).then(r => JSON.stringify("
            "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' "
            "+ n.failureSummary).join(' | '))))",
            awaitPromise=True,
        )
        return json.loads(answer["result"]["value"])

    def complaints(self) -> list[str]:
        """Errors and policy reports of the console so far."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def close(self) -> None:
        self.driver.quit()
