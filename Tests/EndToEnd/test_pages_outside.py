"""What other machines read of our pages: maps, feeds, data, and how the bytes are packed."""

import gzip
import json
from xml.etree import ElementTree

import brotli
import extruct
import feedparser
import pytest
import requests

import figures

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
COMPRESSED_BYTES_MAX = 30_000


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers={"Accept": "text/html"} | headers, timeout=10)


def raw(url: str, **headers: str) -> tuple[requests.Response, bytes]:
    answer = requests.get(url, headers={"Accept": "text/html"} | headers, timeout=10, stream=True)
    return answer, answer.raw.read(decode_content=False)


def test_the_site_map_names_every_course(demo, courses):
    index = ElementTree.fromstring(get(f"{demo.url}/sitemap.xml").content)
    parts = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    addresses = []
    for part in parts:
        answer = get(part)
        assert answer.headers["Content-Type"].startswith("application/xml")
        addresses += [
            loc.text for loc in ElementTree.fromstring(answer.content).iter(SITEMAP + "loc")
        ]
    assert len(addresses) == len(set(addresses)) == len(courses) + 2
    assert {f"{demo.url}/kelas/{course['slug']}" for course in courses} <= set(addresses)
    assert get(addresses[-1]).status_code == 200
    assert get(f"{demo.url}/sitemap/99.xml").status_code == 404


def test_robots_are_told_what_is_not_for_them(demo):
    from urllib.robotparser import RobotFileParser

    rules = RobotFileParser()
    text = get(f"{demo.url}/robots.txt").text
    rules.parse(text.splitlines())
    assert rules.can_fetch("*", f"{demo.url}/") and rules.can_fetch("*", f"{demo.url}/kelas")
    assert rules.can_fetch("*", f"{demo.url}/kelas/kopi?lang=en")
    for path in ["/kelas?q=kopi", "/pesanan", "/masuk", "/staff/masuk", "/v1/courses"]:
        assert not rules.can_fetch("*", demo.url + path), path
    assert rules.site_maps() == [f"{demo.url}/sitemap.xml"]


def test_new_courses_come_as_a_feed(demo):
    feed = feedparser.parse(get(f"{demo.url}/kelas.rss").content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "rss20" and len(feed.entries) == 50
    entry = feed.entries[0]
    assert entry.title and entry.published_parsed and get(entry.link).status_code == 200
    times = [entry.published_parsed for entry in feed.entries]
    assert times == sorted(times, reverse=True)
    assert feedparser.parse(f"{demo.url}/kelas.rss?lang=en").feed.language == "en"


def test_the_data_of_a_course_is_read_by_others(demo, courses):
    course = next(c for c in courses if c["delivery"] == "webinar" and c.get("price"))
    url = f"{demo.url}/kelas/{course['slug']}"
    found = extruct.extract(
        get(url).text, base_url=url, syntaxes=["json-ld", "opengraph"], uniform=True
    )
    data = next(item for item in found["json-ld"] if item["@type"] == "Course")
    assert data["name"] == course["title"] and data["url"] == url
    assert data["offers"]["price"] == course["price"]
    assert data["offers"]["priceCurrency"] == "IDR"
    assert data["hasCourseInstance"][0]["@type"] == "CourseInstance"
    graph = found["opengraph"][0]
    assert graph["og:title"] == course["title"] and graph["og:url"] == url
    assert graph["og:locale"] == "id_ID"


def test_each_language_is_a_page_of_its_own_for_others(demo):
    indonesian, english = get(f"{demo.url}/kelas").text, get(f"{demo.url}/kelas?lang=en").text
    assert f'<link rel="canonical" href="{demo.url}/kelas">' in indonesian
    assert f'<link rel="canonical" href="{demo.url}/kelas?lang=en">' in english
    for page in (indonesian, english):
        assert f'hreflang="id" href="{demo.url}/kelas">' in page
        assert f'hreflang="en" href="{demo.url}/kelas?lang=en">' in page
        assert f'hreflang="x-default" href="{demo.url}/kelas">' in page
    assert "noindex" in get(f"{demo.url}/kelas?q=kopi").text


@pytest.mark.parametrize("path", ["/", "/kelas", "/kelas?q=kopi", "/kelas/{slug}"])
def test_pages_are_packed_as_asked(demo, affordable, path):
    url = demo.url + path.format(slug=affordable[0]["slug"])
    plain, body = raw(url, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
    for coding in ("gzip", "br"):
        answer, packed = raw(url, **{"Accept-Encoding": coding})
        if "q=" in path:
            # A search is packed as it is sent, by gzip alone.
            coding = answer.headers["Content-Encoding"]
        assert answer.headers["Content-Encoding"] == coding
        assert unpack[coding](packed) == body
        assert len(packed) < COMPRESSED_BYTES_MAX
        figures.note(f"{path}: {len(body)} bytes, {coding} {len(packed)}")


def test_each_coding_has_a_tag_of_its_own(demo):
    tags = set()
    for coding in ("identity", "gzip", "br"):
        answer, _ = raw(f"{demo.url}/", **{"Accept-Encoding": coding})
        tags.add(answer.headers["ETag"])
        again, body = raw(
            f"{demo.url}/",
            **{"Accept-Encoding": coding, "If-None-Match": answer.headers["ETag"]},
        )
        assert again.status_code in (200, 304)  # A new snapshot may have come in between.
        if again.status_code == 304:
            assert body == b"" and again.headers["ETag"] == answer.headers["ETag"]
    assert len(tags) == 3


def test_what_is_one_persons_is_in_no_shared_page(demo, buyer):
    signed_in = requests.get(f"{demo.url}/", cookies={"sesi": buyer.token}, timeout=10)
    assert "/keluar" in signed_in.text and "ETag" not in signed_in.headers
    assert "/keluar" not in get(f"{demo.url}/").text
    tokens = {
        requests.get(f"{demo.url}/", cookies={"sesi": buyer.token}, timeout=10)
        .text.split('name="izin" value="')[1]
        .split('"')[0]
        for _ in range(3)
    }
    assert len(tokens) == 3, "a form's token is never twice the same"


def test_assets_are_small_and_packed(demo):
    page = get(f"{demo.url}/").text
    total = 0
    for kind, most in (("style.css", 20_000), ("script.js", 8_000)):
        path = next(part for part in page.split('"') if part.endswith(kind))
        answer, packed = raw(demo.url + path, **{"Accept-Encoding": "br"})
        body = brotli.decompress(packed)
        assert len(body) < most and "immutable" in answer.headers["Cache-Control"]
        total += len(packed)
        figures.note(f"{kind}: {len(body)} bytes, br {len(packed)}")
    assert total < 10_000
    assert json.loads(get(f"{demo.url}/openapi.json").text)
