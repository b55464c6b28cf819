"""Real Chromium for the tests of pages: Debian's, driven by selenium."""

import json
from importlib import resources

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
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

    def sign_in_as(self, client) -> "Browser":
        """A synthetic participant, who has no password, by the cookie of a session."""
        self.open("/masuk")
        self.driver.add_cookie({"name": "sesi", "value": client.token, "httpOnly": True})
        return self

    def sign_in_as_staff(self, client) -> "Browser":
        """One of the staff, by the cookie of a session; nobody else is signed in then."""
        self.open("/staff/masuk")
        self.driver.delete_all_cookies()
        self.driver.add_cookie(
            {"name": "sesi_staf", "value": client.token, "httpOnly": True, "path": "/staff"}
        )
        return self

    # The keyboard

    def press_tab(self) -> bool:
        """Goes to the next thing that can be used; false behind the last one."""
        for kind in ("keyDown", "keyUp"):
            self.devtools(
                "Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9
            )
        return self.driver.execute_script("return document.activeElement !== document.body")

    def press(self, key: str) -> "Browser":
        ActionChains(self.driver).send_keys(getattr(Keys, key)).perform()
        return self

    def type(self, text: str) -> "Browser":
        ActionChains(self.driver).send_keys(text).perform()
        return self

    def focused(self):
        return self.driver.switch_to.active_element

    def press_until_focused(self, selector: str, saying: str = "", presses: int = 80) -> "Browser":
        """Goes on by the tab key until the focus is there, and is seen there."""
        for _ in range(presses):
            self.press_tab()
            found = self.driver.execute_script(
                "const e = document.activeElement;"
                "return e.matches(arguments[0]) && e.textContent.includes(arguments[1])",
                selector,
                saying,
            )
            if found:
                assert self.shows_focus(), selector
                return self
        raise AssertionError(f"{presses} presses did not reach {selector}")

    def shows_focus(self) -> bool:
        """Whether what has the focus is outlined, or the card that stands for it."""
        return self.driver.execute_script(
            "const e = document.activeElement; const shown = (x) => x &&"
            "getComputedStyle(x).outlineStyle !== 'none' &&"
            "parseFloat(getComputedStyle(x).outlineWidth) >= 2;"
            "return shown(e) || shown(e.closest('.card, .row'))"
        )

    # Size and speed

    def enlarge_text(self, times: float) -> "Browser":
        self.driver.execute_script(
            "document.documentElement.style.fontSize = `${arguments[0] * 100}%`", times
        )
        return self

    def slow_down(self, milliseconds: int, bits_per_second: int) -> None:
        self.devtools("Network.enable")
        self.devtools("Network.setCacheDisabled", cacheDisabled=True)
        self.driver.set_network_conditions(
            offline=False,
            latency=milliseconds,
            download_throughput=bits_per_second // 8,
            upload_throughput=bits_per_second // 8,
        )

    def timings(self) -> dict:
        """Of the page that was just opened: seconds, bytes, requests, and how much it moved."""
        return self.driver.execute_async_script(
            """
            const done = arguments[0];
            let shift = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) shift += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
            const tell = () => {
              const page = performance.getEntriesByType("navigation")[0];
              const all = [page, ...performance.getEntriesByType("resource")];
              done({
                usable: page.domContentLoadedEventEnd / 1000,
                painted: (performance.getEntriesByName("first-contentful-paint")[0]
                  ?.startTime ?? 0) / 1000,
                bytes: all.reduce((sum, entry) => sum + entry.transferSize, 0),
                requests: all.length, shift,
              });
            };
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(tell, 50)));
            """
        )

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
