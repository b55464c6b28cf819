"""Files of courses through the pages' forms: what a browser without script sends and gets."""

import csv
import io
import re

import pytest
import requests

from curators import staff_of
from market import Market, eventually

FILES = "/staff/kurasi/berkas"
COURSES = 5_001


class Curator:
    """One of the staff with a browser that runs no script."""

    def __init__(self, market: Market, role: str = "curator"):
        self.client = staff_of(market)(role)
        self.url = market.url
        self.session = requests.Session()
        self.session.cookies.set("sesi_staf", self.client.token)
        self.session.headers["Accept"] = "text/html"

    def get(self, path: str, **options) -> requests.Response:
        return self.session.get(self.url + path, timeout=20, **options)

    def permission(self) -> dict[str, str]:
        return dict(re.findall(r'name="(izin)" value="([^"]*)"', self.get(FILES).text)[:1])

    def send(self, files: dict, **fields: str) -> requests.Response:
        return self.session.post(
            self.url + FILES, data=self.permission() | fields, files=files, timeout=20
        )


@pytest.fixture(scope="module")
def curator(demo) -> Curator:
    return Curator(demo)


def test_a_file_is_taken_as_a_form_sends_it(curator):
    course = curator.client.json("/v1/curation/queue?limit=1")["items"][0]["course_id"]
    text = f"id,title\r\n{course},Judul “kami” ☕\r\n"
    for name in ["kelas.csv", 'kelas "1"; é.csv']:
        answer = curator.send({"berkas": (name, text.encode(), "text/csv")}, csv="")
        assert answer.status_code == 200 and "/imp_" in answer.url, answer.text[:500]
        page = answer.url.removeprefix(curator.url)
        eventually("it is checked", lambda page=page: "“kami” ☕" in curator.get(page).text)


def test_what_is_wrong_with_a_file_is_said_at_its_field(curator):
    nothing = {"berkas": ("", b"", "application/octet-stream")}
    for files, csv_text, kept in [
        (nothing, "", ""),
        (nothing, "titel\nx\n", "titel"),
        ({"berkas": ("a.csv", b"titel\nx\n", "text/csv")}, "", "titel"),
        ({"berkas": ("a.csv", b"titel\n\xff\n", "text/csv")}, "", ""),
    ]:
        answer = curator.send(files, csv=csv_text)
        assert answer.status_code == 422 and 'role="alert"' in answer.text
        assert kept in answer.text
    answer = curator.send({"berkas": ("a.csv", b"id\n" + b"x" * (4 << 20), "text/csv")})
    assert answer.status_code == 422 and "4 MB" in answer.text
    answer = curator.send({"berkas": ("a.csv", b"x" * (5 << 20), "text/csv")})
    assert answer.status_code == 413


def test_a_form_with_a_file_is_checked_like_every_other(curator):
    files = {"berkas": ("a.csv", b"id\n", "text/csv")}
    answer = curator.session.post(curator.url + FILES, files=files, timeout=20)
    assert answer.status_code == 403
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = curator.session.post(curator.url + FILES, data=b"--y--", headers=kind, timeout=20)
    assert answer.status_code == 400
    answer = curator.session.post(
        curator.url + "/staff/akun/sandi", data=b"--x--", headers=kind, timeout=20
    )
    assert answer.status_code == 415, "other forms take no files"


def test_a_catalogue_too_great_for_one_file_is_given_whole(market):
    market.done("migrate")
    market.done("seed")
    market.change(
        f"""
        WITH RECURSIVE numbers (n) AS (
            SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {COURSES}
        )
        INSERT INTO courses (id, slug, platform_id, external_id, state, title, description,
            skills, content_hash, first_seen_at, changed_at)
        SELECT 'crs_' || substr('00000000000000000000000000' || n, -26), 'kelas-' || n,
            CASE WHEN n > 9 THEN 'tokopedia' ELSE 'pintaria' END, 'x' || n, 'draft',
            'Kelas ' || n, '', '[]', 'x', 0, 0
        FROM numbers
        """
    )
    curator = Curator(market.serve("--no-workers"))
    one = curator.get(f"{FILES}/ekspor?platform=pintaria&state=")
    assert one.headers["Content-Type"].startswith("text/csv") and len(rows(one)) == 9
    page = curator.get(f"{FILES}/ekspor?platform=&state=draft")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "1–5.000 dari 5.001" in page.text and "5.001–5.001 dari 5.001" in page.text
    links = re.findall(r'href="(/staff/kurasi/berkas/ekspor[^"]*)"', page.text)
    parts = [curator.get(link.replace("&amp;", "&")) for link in links]
    assert [len(rows(part)) for part in parts] == [5_000, 1]
    assert "kelas-2.csv" in parts[1].headers["Content-Disposition"]
    assert len({row["id"] for part in parts for row in rows(part)}) == COURSES


def rows(answer: requests.Response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
