"""Fixtures: one demo that all reading tests share, and markets of their own for the others."""

import contextlib

import pytest

import figures
import torture
from browser import Browser
from hands import Finger, Keyboard
from market import Market, binary


def pytest_report_header() -> str:
    return f"catalogd: {binary()}"


def pytest_terminal_summary(terminalreporter) -> None:
    """The table of what was tortured, and how much of it."""
    if torture.FIGURES:
        terminalreporter.section(f"torture, CATALOGD_TORTURE_SEED={torture.SEED}")
        terminalreporter.write("\n".join(torture.table()) + "\n")
    if figures.LINES:
        terminalreporter.section("pages")
        terminalreporter.write("\n".join(figures.LINES) + "\n")


def pytest_sessionfinish(session) -> None:
    """A process of several hands its part of the table over."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["torture"] = torture.FIGURES
        session.config.workeroutput["pages"] = figures.LINES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    output = getattr(node, "workeroutput", {})
    torture.FIGURES.extend(output.get("torture", []))
    figures.LINES.extend(output.get("pages", []))


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Market:
    """A running demo with all courses. Tests that share it leave the others' people alone."""
    market = Market(tmp_path_factory.mktemp("demo"))
    try:
        yield market.demo()
        market.audit()
    finally:
        market.discard()


@pytest.fixture(scope="session")
def buyers(demo):
    """Signed-in synthetic participants of the demo, each handed out once."""
    clients = iter(demo.synthetic_participants(200))
    return lambda count=1: [next(clients) for _ in range(count)]


@pytest.fixture
def buyer(buyers):
    return buyers()[0]


@pytest.fixture
def market(tmp_path):
    """A market with nothing started yet."""
    market = Market(tmp_path / "market")
    try:
        yield market
    finally:
        market.discard()


@pytest.fixture(scope="session")
def courses(demo) -> list[dict]:
    """Every published course, as the catalogue lists it."""
    return list(demo.client().items("/v1/courses?limit=100"))


@pytest.fixture(scope="session")
def affordable(courses):
    """Courses without schedules that the smallest card can pay, cheapest first."""
    chosen = [c for c in courses if c["delivery"] == "self-paced" and c["price"]]
    return sorted(chosen, key=lambda course: (course["price"], course["id"]))


@pytest.fixture(scope="session")
def dated(courses):
    """A course that is held at a place and on days, and that the smallest card can pay."""
    chosen = [c for c in courses if c["delivery"] == "offline" and c["price"]]
    return min(chosen, key=lambda course: (course["price"], course["id"]))


@pytest.fixture(scope="module", params=[Finger, Keyboard], ids=["no-script-360", "keyboard-1280"])
def hands(request, demo):
    """Who does without script on a telephone, then who has a keyboard alone on a desk."""
    kind = request.param
    with contextlib.closing(Browser(demo.url, kind.size, script=kind.script)) as browser:
        yield kind(browser)


@pytest.fixture(scope="module")
def browser(hands) -> Browser:
    return hands.browser
