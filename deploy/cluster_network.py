"""Network namespaces joined by a bridge: one for each machine of the cluster."""

import os
import pwd
import signal
import subprocess
import time

KILL_SECONDS_MAX = 10
# The kernel's limit for an interface's name.
INTERFACE_LENGTH_MAX = 15


def as_user(user: str, command: list) -> list:
    """The command without any rights but the user's."""
    known = pwd.getpwnam(user)
    drop = ["setpriv", f"--reuid={known.pw_uid}", f"--regid={known.pw_gid}", "--clear-groups"]
    return [*drop, "--no-new-privs", "--inh-caps=-all", *map(str, command)]


class Network:
    """The host has the first address of the network; part names are those of the namespaces."""

    def __init__(self, name: str, prefix: str):
        self.name = name
        self.prefix = prefix
        self.bridge = f"{name}-br"
        self.hosts: dict[str, int] = {}

    def address(self, part: str) -> str:
        return f"{self.prefix}.{self.hosts[part]}"

    def namespace(self, part: str) -> str:
        return f"{self.name}-{part}"

    def cable(self, part: str) -> str:
        name = f"{self.name}-{part}"
        assert len(name) <= INTERFACE_LENGTH_MAX, f"{name} is too long: choose a shorter --name"
        return name

    def make(self, hosts: dict[str, int]) -> None:
        """A namespace with an address for each host, or nothing where one step fails."""
        self.hosts = hosts
        ip("link", "add", self.bridge, "type", "bridge", "forward_delay", "0")
        ip("address", "add", f"{self.prefix}.1/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        for part in hosts:
            space, cable = self.namespace(part), self.cable(part)
            ip("netns", "add", space)
            ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
            ip("link", "set", cable, "master", self.bridge, "up")
            ip("-n", space, "address", "add", f"{self.address(part)}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "lo", "up")
            ip("-n", space, "link", "set", "eth0", "up")

    def inside(self, part: str, command: list) -> list:
        return ["ip", "netns", "exec", self.namespace(part), *map(str, command)]

    def processes(self, part: str) -> list[int]:
        listed = ip("netns", "pids", self.namespace(part), check=False)
        return [int(word) for word in listed.split()]

    def kill(self, part: str) -> None:
        """SIGKILL to everything there, until nothing is left."""
        deadline = time.monotonic() + KILL_SECONDS_MAX
        while found := self.processes(part):
            for process in found:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            if time.monotonic() > deadline:
                raise SystemExit(f"cluster: {part} cannot be killed: {found}")
            time.sleep(0.02)

    def link(self, part: str, is_up: bool) -> None:
        ip("link", "set", self.cable(part), "up" if is_up else "down")

    def is_linked(self, part: str) -> bool:
        shown = ip("-oneline", "link", "show", self.cable(part), check=False)
        return ",UP" in shown or "<UP" in shown

    def remove(self) -> None:
        """Every namespace of this name with all that runs in it, and the bridge."""
        for line in ip("netns", "list", check=False).splitlines():
            space = line.split()[0] if line.split() else ""
            if space.startswith(self.name + "-"):
                part = space.removeprefix(self.name + "-")
                self.kill(part)
                # The kernel takes its time with the cables of a namespace that is gone.
                ip("link", "delete", self.cable(part), check=False)
                ip("netns", "delete", space, check=False)
        ip("link", "delete", self.bridge, check=False)


def ip(*words: str, check: bool = True) -> str:
    result = subprocess.run(["ip", *words], capture_output=True, text=True)
    if check and result.returncode != 0:
        raise SystemExit(f"cluster: ip {' '.join(words)}: {result.stderr.strip()}")
    return result.stdout
