"""The files of deploy/ are what their programs take."""

import os
import shutil
import subprocess

import pytest

from market import ROOT

DEPLOY = ROOT / "deploy"
# systemd-analyze's measure of what a service could reach, from 0 to 10.
EXPOSURE_MAX = 1.5


def run(*words, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        list(map(str, words)), capture_output=True, text=True, env=os.environ | environment
    )


@pytest.fixture
def certificate(tmp_path):
    key, made = tmp_path / "key", tmp_path / "certificate"
    request = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=catalog.example"
    done = run("openssl", *request.split(), "-keyout", key, "-out", made)
    assert done.returncode == 0, done.stderr
    both = tmp_path / "both.pem"
    both.write_text(made.read_text() + key.read_text())
    return both


def test_haproxy_takes_its_configuration(certificate):
    checked = run(
        "haproxy", "-c", "-f", DEPLOY / "haproxy.cfg", CATALOGD_CERTIFICATE=str(certificate)
    )
    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stdout + checked.stderr


@pytest.fixture
def unit(tmp_path):
    """The unit with paths that are here: systemd looks whether they are."""
    text = (DEPLOY / "catalogd.service").read_text()
    text = text.replace("/usr/bin/catalogd", "/bin/true")
    text = text.replace("/etc/catalogd/catalogd.env", str(DEPLOY / "catalogd.env"))
    unit = tmp_path / "catalogd.service"
    unit.write_text(text)
    return unit


def test_systemd_takes_the_unit(unit):
    checked = run("systemd-analyze", "verify", unit)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_unit_reaches_little(unit):
    judged = run("systemd-analyze", "security", "--offline=true", unit)
    last = judged.stdout.strip().splitlines()[-1]
    exposure = next(float(word) for word in last.split() if word[0].isdigit())
    assert exposure <= EXPOSURE_MAX, judged.stdout


def test_the_settings_are_those_of_catalogd(market):
    shutil.copy(DEPLOY / "catalogd.env", market.directory)
    config = market.directory / "catalogd.env"
    config.write_text(config.read_text().replace("/usr/share/catalogd/", f"{ROOT}/"))
    # What else is set here comes from the test's environment, which goes before the file.
    assert market.run("migrate", "--config", config).returncode == 0


def test_the_cluster_says_what_it_can():
    shown = run(DEPLOY / "cluster", "--help")
    assert shown.returncode == 0
    for command in ["up", "status", "down", "kill-primary", "cut", "heal"]:
        assert command in shown.stdout


def test_the_trial_of_the_unit_says_what_it_does():
    shown = run(DEPLOY / "unit-trial", "--help")
    assert shown.returncode == 0
    assert "--debug" in shown.stdout
