"""What the tests of the torture bench share: their sizes, their seed, their figures.

`make test` runs each with its small size, `make torture` with its full one; one size alone is
changed by CATALOGD_TORTURE_<NAME>, CATALOGD_TORTURE_SECONDS ends what repeats itself early, and
CATALOGD_TORTURE_SEED repeats a run.
"""

import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from market import ROOT, Market

IS_FULL = os.environ.get("CATALOGD_TORTURE") == "full"
SEED = int(os.environ.get("CATALOGD_TORTURE_SEED") or random.SystemRandom().randrange(1 << 32))
DEBUG_BINARY = ROOT / ".build" / "debug" / "catalogd"

# Where it is set, what repeats itself begins nothing more after so long, and the table says how far
# it came: for a machine that has not the hours of a full size.
SECONDS_MAX = float(os.environ.get("CATALOGD_TORTURE_SECONDS") or "inf")

# Lines of the table that is printed at the end: what, how much of it, what came of it, seconds.
FIGURES: list[tuple[str, str, str, float]] = []


def size(name: str, small: int, full: int) -> int:
    return int(os.environ.get(f"CATALOGD_TORTURE_{name}") or (full if IS_FULL else small))


def chance(name: str) -> random.Random:
    """The random choices of one test; the seed is printed with its failure."""
    print(f"{name}: CATALOGD_TORTURE_SEED={SEED} repeats it")
    return random.Random(f"{SEED} {name}")


@dataclass
class Verdict:
    """What a torture found. A good service leaves `faults` empty, a sabotaged one must not."""

    what: str
    faults: list[str] = field(default_factory=list)
    amount: str = ""
    begun: float = field(default_factory=time.monotonic)

    @property
    def has_time(self) -> bool:
        return time.monotonic() - self.begun < SECONDS_MAX

    def expect(self, holds: bool, words: str) -> None:
        if not holds:
            self.faults.append(words)

    def must_be_clean(self) -> None:
        seconds = time.monotonic() - self.begun
        result = f"{len(self.faults)} faults" if self.faults else "nothing lost, nothing doubled"
        FIGURES.append((self.what, self.amount, result, seconds))
        assert self.faults == [], "\n".join(self.faults[:20])

    def must_be_caught(self, sabotage: str) -> None:
        caught = self.faults[0] if self.faults else "NOT CAUGHT"
        FIGURES.append((self.what, f"sabotage {sabotage}", caught[:70], 0.0))
        assert self.faults, f"the test did not notice the sabotage {sabotage}"


def debug_market(directory: Path, settings: dict[str, str] | None = None) -> Market:
    """A market of the debug build, which alone can be sabotaged."""
    if not DEBUG_BINARY.exists():
        pytest.fail(f"{DEBUG_BINARY} is not there: run `swift build --product catalogd`")
    return Market(directory, settings, program=DEBUG_BINARY)


def table() -> list[str]:
    lines = ["| what | how much | what came of it | seconds |", "|---|---|---|---|"]
    return lines + [f"| {w} | {n} | {r} | {s:.0f} |" for w, n, r, s in FIGURES]
