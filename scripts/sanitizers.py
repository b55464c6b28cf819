"""Runs the concurrent parts under the address and the thread sanitizer.

Each sanitizer first has to find a fault that is there on purpose: one that sees nothing proves
nothing. The thread sanitizer is also shown a sound program, since it does not know Swift's Mutex
by itself (sanitizers/mutex.c). Then the concurrent suites run, and a server that was built with
the sanitizer goes through end-to-end tests; it ends with a status of its own where it saw a fault.
"""

import os
import subprocess
import sys

from tally import ROOT, Tally, run

CONTROLS = ROOT / "scripts" / "sanitizers"
WORK = ROOT / ".run" / "sanitizers"

# What Package.swift reads: of the large test targets only the files that are meant for this.
SELECTION = {"CATALOGD_TESTS": "concurrent"}

# What a server under the thread sanitizer goes through: many callers at once.
RACES = ["test_races.py", "test_webhooks.py"]
# And under the address sanitizer: input of every wrong shape, over the border to C.
BAD_INPUT = ["test_bad_input.py", "test_webhooks.py", "test_xapi.py"]

# gold, the usual linker, warns of each of the address sanitizer's symbols.
LINKER = "-use-ld=lld"

# The test runner and Foundation's Process leak a little of their own.
LEAKS_OF_OTHERS = "leak:XCTest\nleak:Foundation7Process\n"


def address(tally: Tally) -> None:
    WORK.mkdir(parents=True, exist_ok=True)
    suppressions = WORK / "leaks"
    suppressions.write_text(LEAKS_OF_OTHERS)
    environment = {"LSAN_OPTIONS": f"suppressions={suppressions}:print_suppressions=0"}

    program = compiled("memory.swift", "address")
    status, found = outcome(program, [], environment)
    is_found = status != 0 and "heap-use-after-free" in found
    control(tally, "address sanitizer: finds a use after free", is_found, found)
    tests(tally, "address", ".build-asan", environment, BAD_INPUT)


def thread(tally: Tally) -> None:
    program = compiled("race.swift", "thread")
    library = str(WORK / "mutex.so")
    source = str(CONTROLS / "mutex.c")
    run(["clang", "-O1", "-fPIC", "-shared", "-Wall", "-Werror", "-o", library, source])
    environment = {"LD_PRELOAD": library, "TSAN_OPTIONS": "halt_on_error=0"}

    status, found = outcome(program, ["unguarded"], environment)
    is_found = status != 0 and "Swift access race" in found
    control(tally, "thread sanitizer: finds a race", is_found, found)
    status, found = outcome(program, ["guarded"], environment)
    is_silent = (status, found.strip()) == (0, "done")
    control(tally, "thread sanitizer: knows a Mutex", is_silent, found)
    tests(tally, "thread", ".build-tsan", environment, RACES)


def tests(
    tally: Tally, kind: str, scratch: str, environment: dict[str, str], end_to_end: list[str]
) -> None:
    options = [f"--sanitize={kind}", "--scratch-path", scratch, "-Xswiftc", LINKER]
    built = run(["swift", "build", "--build-tests", *options], SELECTION)
    tally.check(f"{kind} sanitizer: the tests build", built == 0)
    if built != 0:
        return
    tally.suite(
        f"{kind}-sanitizer",
        ["swift", "test", "--skip-build", "--disable-xctest", *options]
        + ["--xunit-output", "{report}"],
        environment | SELECTION,
    )
    server = {"CATALOGD_BINARY": str(ROOT / scratch / "debug" / "catalogd")}
    files = [str(ROOT / "Tests" / "EndToEnd" / file) for file in end_to_end]
    tally.suite(
        f"{kind}-sanitizer-e2e",
        [sys.executable, "-m", "pytest", *files, "--junitxml", "{report}"],
        environment | server,
    )


def control(tally: Tally, what: str, holds: bool, found: str) -> None:
    """A control's check; where it fails, all that the control said."""
    tally.check(what, holds)
    if not holds:
        print(found, flush=True)


def compiled(source: str, kind: str) -> str:
    WORK.mkdir(parents=True, exist_ok=True)
    program = str(WORK / source.removesuffix(".swift"))
    path = str(CONTROLS / source)
    run(["swiftc", f"-sanitize={kind}", LINKER, "-swift-version", "5", path, "-o", program])
    return program


def outcome(program: str, words: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """How a control ended, and all that it and the sanitizer said."""
    result = subprocess.run(
        [program, *words], env=os.environ | environment, capture_output=True, text=True, timeout=60
    )
    return result.returncode, result.stdout + result.stderr
