"""`make bench` as a whole: that its figures come, not what they are."""

import json
import subprocess

from market import ROOT

BENCH = ROOT / ".build" / "debug" / "catalog-bench"
SECONDS_MAX = 300
EVERY_FIGURE_REACHED, A_FIGURE_MISSED = 0, 3


def test_workloads_with_servers_of_one_name_are_measured_in_one_run(tmp_path):
    names = ["purchases", "webhooks-postgresql"]
    results = tmp_path / "results.json"
    words = [word for name in names for word in ("--only", name)]
    run = subprocess.run(
        [BENCH, *words, "--seconds", "1", "--participants", "2000", "--output", results],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
    )
    assert run.returncode in (EVERY_FIGURE_REACHED, A_FIGURE_MISSED), run.stdout + run.stderr
    written = json.loads(results.read_text())
    assert written["failures"] == {}
    assert [workload["name"] for workload in written["workloads"]] == names
    for workload in written["workloads"]:
        assert len(workload["measurements"]) >= 2, "beside its peer"
