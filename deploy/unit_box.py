"""systemd as the first process of namespaces of its own, on a copy of this machine's files that
is thrown away: what is installed and started there touches nothing here."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

CGROUPS = next(
    (p for p in map(Path, ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]) if p.is_dir()), None
)
SYSTEMD = "/lib/systemd/systemd"
BOOT_SECONDS_MAX = 60
COMMAND_SECONDS_MAX = 120
CLONE_NEWNET = 0x40000000

# Run in the new namespaces: everything that systemd expects to find, and then systemd.
BOOT = """
set -eu
cd "$BOX"
mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
cd root
mount -t proc proc proc
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    touch dev/$name && mount --bind /dev/$name dev/$name
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
ip link set lo up
pivot_root . .
umount -l .
# In a container systemd leaves this to whoever made it; its credentials need it.
mount --make-rshared /
exec env -i container=unit-trial PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    "$SYSTEMD" --unit=trial.target --show-status=false
"""

TARGET = """[Unit]
Description=A system with nothing but what is asked for
Requires=basic.target
After=basic.target
"""


class Box:
    """`root` is where a file is put to be found in the box; nothing is until it is booted."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.root = directory / "upper"
        self.group = CGROUPS / directory.name if CGROUPS else None
        self.process: subprocess.Popen | None = None
        self.first = 0

    def lacks(self) -> str:
        """Why there can be no box here; empty where there can."""
        if os.geteuid() != 0:
            return "namespaces need root"
        if not Path(SYSTEMD).exists():
            return f"{SYSTEMD} is not there: apt-get install systemd"
        if not self.group or not (CGROUPS / "cgroup.procs").exists():
            return "there is no cgroup v2 hierarchy under /sys/fs/cgroup"
        return ""

    def make(self) -> None:
        self.directory.mkdir(mode=0o755)
        # The upper layer may not be a part of the lower one.
        command = ["mount", "-t", "tmpfs", "-o", "mode=755", "unit-trial", self.directory]
        subprocess.run(command, check=True)
        for name in ["upper", "work", "root"]:
            (self.directory / name).mkdir()
        self.write("/etc/systemd/system/trial.target", TARGET)

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        file = Path(f"{self.root}{path}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(text)
        file.chmod(mode)

    def boot(self) -> None:
        self.group.mkdir(exist_ok=True)

        def enter() -> None:
            (self.group / "cgroup.procs").write_text("0")

        spaces = ["--mount", "--pid", "--ipc", "--uts", "--net", "--cgroup"]
        command = ["unshare", *spaces, "--propagation", "private", "--fork", "--kill-child=KILL"]
        with open(self.directory / "boot.log", "wb") as log:
            self.process = subprocess.Popen(
                [*command, "sh", "-c", BOOT],
                env=os.environ | {"BOX": str(self.directory), "SYSTEMD": SYSTEMD},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=enter,
                start_new_session=True,
            )
        deadline = time.monotonic() + BOOT_SECONDS_MAX
        while self.state() not in ("running", "degraded"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("unit-trial: systemd did not come up: " + self.boot_log())
            time.sleep(0.2)

    def boot_log(self) -> str:
        return (self.directory / "boot.log").read_text(errors="replace")[-2000:]

    def state(self) -> str:
        """What systemd says of itself."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            self.first = int(children.read_text().split()[0])
            is_there = Path(f"/proc/{self.first}/comm").read_text().strip() == "systemd"
        except (OSError, IndexError):
            return ""
        return self.run("systemctl", "is-system-running", check=False) if is_there else ""

    def run(self, *words, check: bool = True) -> str:
        """The output of a command in the box."""
        done = subprocess.run(self.inside(*words), **self.captured())
        if check and done.returncode != 0:
            raise SystemExit(f"unit-trial: {words}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def inside(self, *words) -> list[str]:
        return ["nsenter", "--target", str(self.first), "--all", *map(str, words)]

    def captured(self) -> dict:
        return {"capture_output": True, "text": True, "timeout": COMMAND_SECONDS_MAX}

    def properties(self, unit: str, *names: str) -> dict[str, str]:
        shown = self.run("systemctl", "show", unit, "--property", ",".join(names))
        return dict(line.split("=", 1) for line in shown.splitlines())

    def join_network(self) -> None:
        """From here on this process' connections are made in the box."""
        with open(f"/proc/{self.first}/ns/net") as space:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.setns(space.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def discard(self) -> None:
        """Ends everything in the box with its first process, and forgets its files."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        deadline = time.monotonic() + BOOT_SECONDS_MAX
        while self.group and self.group.exists() and time.monotonic() < deadline:
            for group in sorted(self.group.rglob("*"), key=lambda p: -len(p.parts)):
                if group.is_dir():
                    self.remove(group)
            self.remove(self.group)
            time.sleep(0.1)
        subprocess.run(["umount", self.directory], check=False)
        shutil.rmtree(self.directory, ignore_errors=True)

    def remove(self, group: Path) -> None:
        try:
            group.rmdir()
        except OSError:
            return

    def journal(self, unit: str) -> str:
        return self.run("journalctl", "--no-pager", "-n", "30", "-u", unit, check=False)


def table(rows: list[tuple[str, str, bool]], is_json: bool) -> str:
    if is_json:
        return json.dumps([{"what": w, "seen": s, "holds": h} for w, s, h in rows])
    lines = ["| what | seen | |", "|---|---|---|"]
    return "\n".join(
        lines + [f"| {w} | {s} | {'holds' if h else 'DOES NOT'} |" for w, s, h in rows]
    )
