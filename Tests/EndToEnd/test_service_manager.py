"""What systemd is told, and how a server that is asked to stop leaves the proxy time."""

import os
import signal
import socket
import time

import pytest
import requests

from market import eventually
from torture import debug_market

WATCHDOG_SECONDS = 1.0


class Manager:
    """The receiving end of sd_notify."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.settings = {
            "NOTIFY_SOCKET": str(path),
            "WATCHDOG_USEC": str(int(WATCHDOG_SECONDS * 1e6)),
        }

    def told(self, seconds: float) -> list[str]:
        """What is told within the time, one assignment an item."""
        deadline = time.monotonic() + seconds
        lines: list[str] = []
        while (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                lines += self.socket.recv(4096).decode().split("\n")
            except TimeoutError:
                break
        return lines


@pytest.fixture
def manager(tmp_path):
    return Manager(tmp_path / "notify")


def test_readiness_life_and_stop_are_told(market, manager):
    market.start("serve", settings=manager.settings)
    market.wait_until_ready("serve")
    told = manager.told(4 * WATCHDOG_SECONDS)
    assert told.count("READY=1") == 1, told
    assert told.index("READY=1") < told.index("WATCHDOG=1")
    assert told.count("WATCHDOG=1") >= 4, "at least one ping in each half of the time"
    market.stop("serve")
    assert "STOPPING=1" in manager.told(0.5)


@pytest.mark.parametrize("stuck", ["writer", "loop"])
def test_a_part_that_stands_still_silences_the_watchdog(tmp_path, manager, stuck):
    market = debug_market(tmp_path / "market")
    since = tmp_path / "since"
    fault = {"CATALOGD_SABOTAGE": f"stuck-{stuck}", "CATALOGD_SABOTAGE_SINCE": str(since)}
    try:
        market.start("serve", settings=manager.settings | fault)
        market.wait_until_ready("serve")
        assert "WATCHDOG=1" in manager.told(2 * WATCHDOG_SECONDS)
        since.touch()
        manager.told(2 * WATCHDOG_SECONDS)
        assert "WATCHDOG=1" not in manager.told(2 * WATCHDOG_SECONDS)
        market.kill("serve")
    finally:
        market.discard()


def test_a_stopping_server_serves_until_the_proxy_has_noticed(market):
    market.start("serve", settings={"CATALOGD_DRAIN_SECONDS": "2"})
    market.wait_until_ready("serve")
    process = market.processes["serve"]
    begun = time.monotonic()
    os.kill(process.pid, signal.SIGTERM)
    eventually(
        "readiness fails",
        lambda: requests.get(f"{market.url}/readyz", timeout=2).status_code == 503,
        1.0,
        pause=0.01,
    )
    served = 0
    while time.monotonic() - begun < 1.5:
        assert requests.get(f"{market.url}/v1/courses?limit=1", timeout=2).status_code == 200
        served += 1
    assert served > 0
    assert process.wait(10) == 0
    assert 2 <= time.monotonic() - begun < 2 + 10
    market.processes.pop("serve")
