"""Runs the suites of tests and counts what passed and what failed."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".run" / "reports"


@dataclass
class Tally:
    """What came of the suites so far."""

    passed: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)

    def passes(self, count: int = 1) -> None:
        self.passed += count

    def fails(self, what: str) -> None:
        self.failed += 1
        self.failures.append(what)

    def check(self, what: str, holds: bool) -> None:
        print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
        if holds:
            self.passes()
        else:
            self.fails(what)

    def suite(self, name: str, command: list[str], environment: dict[str, str] | None = None):
        """Runs one suite, which reports to the file in place of `{report}`.

        A suite that crashed before it reported, that ran nothing, or that ended badly without
        naming a failed test counts as one failure.
        """
        REPORTS.mkdir(parents=True, exist_ok=True)
        report = REPORTS / f"{name}.xml"
        for old in reports_of(report):
            old.unlink()
        status = run([word.replace("{report}", str(report)) for word in command], environment)
        failed_before, ran = self.failed, 0
        for written in reports_of(report):
            ran += self._read(name, written)
        if ran == 0:
            self.fails(f"{name}: no test ran (exit status {status})")
        elif status != 0 and self.failed == failed_before:
            self.fails(f"{name}: ended with exit status {status}")

    def _read(self, suite: str, report: Path) -> int:
        cases = ElementTree.parse(report).findall(".//testcase")
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                self.fails(f"{suite}: {case.get('classname')} {case.get('name')}")
            elif case.find("skipped") is None:
                self.passes()
        return len(cases)


def reports_of(report: Path) -> list[Path]:
    """The files a runner made of one report; Swift Testing puts its own beside XCTest's."""
    beside = report.with_name(f"{report.stem}-swift-testing.xml")
    return [path for path in (report, beside) if path.exists()]


def run(command: list[str], environment: dict[str, str] | None = None) -> int:
    print("+", " ".join(command), flush=True)
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | (environment or {}), stdin=subprocess.DEVNULL
    ).returncode


def must(command: list[str]) -> None:
    """Runs a step without which no test makes sense."""
    if run(command) != 0:
        print("0 passed, 1 failed")
        sys.exit(1)
