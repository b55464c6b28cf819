"""Browsing: search, facets, pages, validators."""

from collections import Counter

import pytest

PRESS_NAMES = [
    "Pengenalan Teknologi Informasi untuk Pemula",
    "Akuntansi untuk Pemula",
    "Pelatihan Da'i Muda",
    "Menjadi MC Andal",
    "Manajemen Warung Kopi",
    "Bahasa Inggris Praktis untuk Pelaku Pariwisata",
    "Dasar Keterampilan Housekeeping",
    "Belajar Menjadi Telemarketer",
]


def test_more_than_900_courses_from_eight_platforms(courses):
    assert len(courses) > 900
    assert len({course["platform"]["id"] for course in courses}) == 8
    assert set(PRESS_NAMES) <= {course["title"] for course in courses}


def test_cursors_visit_every_course_once(demo, courses):
    identifiers = [course["id"] for course in courses]
    assert len(set(identifiers)) == len(identifiers)
    assert demo.client().json("/v1/courses?limit=1")["total"] == len(identifiers)
    by_price = list(demo.client().items("/v1/courses?sort=price&limit=37"))
    assert sorted(course["id"] for course in by_price) == sorted(identifiers)


def test_link_names_the_next_page(demo):
    answer = demo.client().get("/v1/courses?limit=5")
    following = answer.links["next"]["url"]
    page = demo.client().json(following.removeprefix(demo.url))
    first = {item["id"] for item in answer.json()["items"]}
    assert len(page["items"]) == 5 and not first & {item["id"] for item in page["items"]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("akutansi", "Akuntansi untuk Pemula"),
        ("bahasa ingris", "Bahasa Inggris Praktis untuk Pelaku Pariwisata"),
        ("manajmen warung kopi", "Manajemen Warung Kopi"),
        ("housekeeping", "Dasar Keterampilan Housekeeping"),
        ("MC andal", "Menjadi MC Andal"),
    ],
)
def test_search_finds_what_is_meant(demo, typed, meant):
    page = demo.client().get("/v1/courses", params={"q": typed, "limit": 10}).json()
    assert meant in [item["title"] for item in page["items"]]


def test_suggestions_come_as_one_types(demo):
    answer = demo.client().get("/v1/suggest", params={"q": "akunt"})
    assert answer.status_code == 200
    assert "akuntansi" in answer.text.lower()


def test_search_for_nothing_known_finds_nothing(demo):
    page = demo.client().json("/v1/courses?q=zzqxwv")
    assert page["items"] == [] and page["total"] == 0


# How a facet's value is read off a listed course.
FACETS = {
    "platform": lambda course: course["platform"]["id"],
    "delivery": lambda course: course["delivery"],
    "level": lambda course: course["level"],
    "language": lambda course: course["language"],
    "category": lambda course: value_of(course["category"]),
}


def value_of(category) -> str | None:
    return category["id"] if isinstance(category, dict) else category


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"delivery": ["webinar"]},
        {"platform": ["bukalapak", "tokopedia"]},
        {"platform": ["bukalapak", "sekolahmu"], "delivery": ["webinar", "offline"]},
        {"level": ["beginner"], "language": ["en"], "delivery": ["self-paced"]},
    ],
)
def test_facet_counts_hold_under_multi_select(demo, courses, chosen):
    page = demo.client().get("/v1/courses", params=chosen | {"limit": 1}).json()
    assert page["total"] == sum(matches(course, chosen) for course in courses)
    for name, value in FACETS.items():
        others = {facet: values for facet, values in chosen.items() if facet != name}
        expected = Counter(value(course) for course in courses if matches(course, others))
        expected.pop(None, None)
        counted = {entry["value"]: entry["count"] for entry in page["facets"][name]}
        counted = {value: count for value, count in counted.items() if count}
        assert counted == dict(expected), name


def matches(course: dict, chosen: dict[str, list[str]]) -> bool:
    return all(FACETS[name](course) in values for name, values in chosen.items())


def test_price_bound_and_sorting(demo, courses):
    page = demo.client().json("/v1/courses?price_max=100000&sort=price&limit=100")
    prices = [item["price"] for item in page["items"]]
    assert prices == sorted(prices) and max(prices) <= 100_000
    cheap = [c for c in courses if c["price"] is not None and c["price"] <= 100_000]
    assert page["total"] == len(cheap)


def test_an_unchanged_page_is_not_sent_again(demo):
    first = demo.client().get("/v1/courses?limit=20")
    again = demo.client().get(
        "/v1/courses?limit=20", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304 and again.content == b""
    other = demo.client().get("/v1/courses?limit=20", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200 and other.content == first.content


def test_a_course_is_found_by_id_and_by_slug(demo, courses):
    listed = courses[0]
    by_id = demo.client().json(f"/v1/courses/{listed['id']}")
    by_slug = demo.client().json(f"/v1/courses/{listed['slug']}")
    assert by_id == by_slug and by_id["title"] == listed["title"]


def test_platforms_and_categories_are_listed(demo):
    platforms = demo.client().json("/v1/platforms")["items"]
    assert len(platforms) == 8
    assert len(demo.client().json("/v1/categories")["items"]) >= 12
