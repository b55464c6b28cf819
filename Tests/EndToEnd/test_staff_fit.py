"""All pages of the staff: valid HTML, nothing that keeps anybody out, and nothing cut off when they
are small or enlarged."""

import contextlib

import html5lib
import pytest
import requests

from browser import DESK, PHONE, Browser
from curators import flagged, staff_of

SMALL, ENLARGED = (320, 640), (640, 450)


@pytest.fixture(scope="module")
def staff(demo):
    return staff_of(demo)


@pytest.fixture(scope="module")
def pages(staff) -> list[tuple[str, str]]:
    """Every page, with a role that sees it."""
    chief = staff("chief_curator")
    flag = flagged(chief, rule="too_short")
    course = f"/staff/kurasi/kelas/{flag['course']['id']}"
    (person, *_) = staff("operator").json("/v1/staff/people?role=partner")["items"]
    category = chief.json("/v1/curation/categories")["items"][0]["id"]
    skill = chief.post("/v1/curation/skills", {"name": "zqx muat", "aliases": ["zqx pas"]})
    synonym = chief.post("/v1/curation/synonyms", {"words": ["zqx muat", "zqx pas"]})
    assert (skill.status_code, synonym.status_code) == (201, 201), skill.text + synonym.text
    skill, synonym = skill.json()["id"], synonym.json()["id"]
    plan = f"aksi=suspend&alasan=x&pilih={flag['course']['id']}"
    curated = ["", "?kind=flagged&state=published", f"/massal?{plan}", "/tanda"]
    curated += [f"/tanda/{flag['id']}", "/kategori", f"/kategori/{category}", "/keterampilan"]
    curated += [f"/keterampilan/{skill}", "/sinonim", f"/sinonim/{synonym}", "/berkas"]
    curated += ["/berkas?bagian=semua&platform=pintaria"]
    one = "/staff/platform/bukalapak"
    platforms = ["/staff/platform", one, f"{one}/sinkron/1", f"{one}/panggilan"]
    people = ["/staff/orang", "/staff/orang/baru", f"/staff/orang/{person['id']}"]
    return (
        [("chief_curator", path) for path in ["/staff", "/staff/akun", course]]
        + [("chief_curator", f"{course}/riwayat?pada=1")]
        + [("chief_curator", f"/staff/kurasi{path}") for path in curated]
        + [("operator", path) for path in [*platforms, *people, "/staff/catatan"]]
        + [("auditor", "/staff/ikhtisar")]
    )


def test_the_html_of_the_staff_is_valid(demo, staff, pages):
    for role, path in pages:
        for language in ("id", "en"):
            answer = requests.get(
                demo.url + path,
                cookies={"sesi_staf": staff(role).token, "bahasa": language},
                headers={"Accept": "text/html"},
                timeout=10,
            )
            assert answer.status_code == 200, f"{role} {path}: {answer.status_code}"
            html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_of_the_staff_keeps_anybody_out(demo, staff, pages, dark, size):
    found, signed_in = {}, None
    with contextlib.closing(Browser(demo.url, size, dark=dark)) as browser:
        for role, path in pages:
            if role != signed_in:
                browser.sign_in_as_staff(staff(role))
                signed_in = role
            found[path] = browser.open(path).violations()
        assert {path: faults for path, faults in found.items() if faults} == {}
        assert browser.complaints() == []


def test_nothing_of_the_staff_is_cut_off(demo, staff, pages):
    """At 320 pixels, and with text of twice the size in half of a small screen."""
    with contextlib.closing(Browser(demo.url, DESK)) as browser:
        signed_in = None
        for role, path in pages:
            if role != signed_in:
                browser.sign_in_as_staff(staff(role))
                signed_in = role
            browser.resize(SMALL)
            assert browser.open(path).overflow() <= 0, f"{path} at 320"
            browser.resize(ENLARGED)
            assert browser.enlarge_text(2).overflow() <= 0, f"{path} at 200 %"
        assert browser.complaints() == []
