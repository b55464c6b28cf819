"""Runs the concurrent parts under the address and the thread sanitizer.

Each sanitizer first has to find a fault that is there on purpose: one that sees nothing proves
nothing. The thread sanitizer is also shown a sound program, since it does not know Swift's Mutex
by itself (sanitizers/mutex.c).
"""

import os
import subprocess

from tally import ROOT, Tally, run

CONTROLS = ROOT / "scripts" / "sanitizers"
WORK = ROOT / ".run" / "sanitizers"

# The suites in which threads meet, or memory crosses to C.
CONCURRENT_SUITES = "|".join(
    [
        "CommandQueueTests",
        "HTTPServerTests",
        "ReadPoolTests",
        "SQLiteDatabaseTests",
        "Snapshot",
        "Outbox",
        "HTTPClient",
    ]
)

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
    found = output_of([program], environment)
    tally.check("address sanitizer: finds a use after free", "heap-use-after-free" in found)
    tests(tally, "address", ".build-asan", environment)


def thread(tally: Tally) -> None:
    program = compiled("race.swift", "thread")
    library = str(WORK / "mutex.so")
    source = str(CONTROLS / "mutex.c")
    run(["clang", "-O1", "-fPIC", "-shared", "-Wall", "-Werror", "-o", library, source])
    environment = {"LD_PRELOAD": library, "TSAN_OPTIONS": "halt_on_error=0"}

    found = output_of([program, "unguarded"], environment)
    tally.check("thread sanitizer: finds a race", "Swift access race" in found)
    found = output_of([program, "guarded"], environment)
    tally.check("thread sanitizer: knows a Mutex", found.strip() == "done")
    tests(tally, "thread", ".build-tsan", environment)


def tests(tally: Tally, kind: str, scratch: str, environment: dict[str, str]) -> None:
    options = [f"--sanitize={kind}", "--scratch-path", scratch, "-Xswiftc", LINKER]
    built = run(["swift", "build", "--build-tests", *options])
    tally.check(f"{kind} sanitizer: the tests build", built == 0)
    if built != 0:
        return
    tally.suite(
        f"{kind}-sanitizer",
        ["swift", "test", "--skip-build", "--disable-xctest", *options]
        + ["--filter", CONCURRENT_SUITES, "--xunit-output", "{report}"],
        environment,
    )


def compiled(source: str, kind: str) -> str:
    WORK.mkdir(parents=True, exist_ok=True)
    program = str(WORK / source.removesuffix(".swift"))
    path = str(CONTROLS / source)
    run(["swiftc", f"-sanitize={kind}", LINKER, "-swift-version", "5", path, "-o", program])
    return program


def output_of(command: list[str], environment: dict[str, str]) -> str:
    result = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=60
    )
    return result.stdout + result.stderr
