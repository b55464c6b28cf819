"""The README's walkthrough, typed as it is written."""

import subprocess
import sys

from market import ROOT, binary

WALK_SECONDS_MAX = 120


def test_the_walkthrough_does_what_it_says(market):
    market.demo()
    command = [sys.executable, str(ROOT / "scripts" / "walkthrough")]
    command += ["--url", market.url, "--database", str(market.database)]
    command += ["--binary", str(binary())]
    walk = subprocess.run(command, capture_output=True, text=True, timeout=WALK_SECONDS_MAX)
    assert walk.returncode == 0, walk.stdout + walk.stderr
    stations = ['"state":"reserved"', '"state":"confirmed"', '"state":"completed"']
    stations += ['"state":"not_yet"', '"state":"eligible"', '"valid":true']
    place = 0
    for station in stations:
        place = walk.stdout.find(station, place)
        assert place >= 0, f"{station} is missing from\n{walk.stdout}"
