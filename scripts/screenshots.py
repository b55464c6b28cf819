#!/usr/bin/env python3
"""Pictures of the main pages: on a telephone and on a desk, in light and dark.

Starts a demo of its own, buys and completes what is to be seen, and writes PNG files.
"""

import argparse
import contextlib
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from browser import Browser  # noqa: E402
from client import Client  # noqa: E402
from market import Market, eventually  # noqa: E402

SIZES = {"360": (360, 780), "1280": (1280, 860)}
COMPLETE_SECONDS_MAX = 60
HEIGHT_MAX = 4_000


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--to", type=pathlib.Path, default=ROOT / ".run" / "screenshots")
    words.add_argument("--only", help="of the pages whose name holds this")
    words.add_argument("--sizes", nargs="*", choices=SIZES, default=list(SIZES))
    words.add_argument("--themes", nargs="*", choices=["light", "dark"], default=["light", "dark"])
    return words


def prepared(market: Market) -> dict[str, str]:
    """Siti buys two courses, one of which she completes; the pages that show it, by name."""
    siti = market.signed_in()
    courses = list(siti.items("/v1/courses?limit=100&price_max=200000&sort=-price"))
    paid = [course for course in courses if course["price"]]
    lasting = [course for course in paid if course["delivery"] == "self-paced"]
    bought = siti.buy(lasting[0]["id"]).json()["id"]

    def is_completed() -> bool:
        return siti.order(bought)["state"] == "completed"

    with contextlib.suppress(AssertionError):
        eventually("the course is completed", is_completed, COMPLETE_SECONDS_MAX, pause=0.5)
        siti.post(
            f"/v1/orders/{bought}/rating",
            {"stars": 5, "review": "Materinya runtut, dan langsung bisa dipakai di warung."},
        )
    detailed = (siti.json(f"/v1/courses/{course['id']}") for course in courses)
    dated = next(course for course in detailed if len(course.get("schedules") or []) > 1)
    return {
        "front": "/",
        "results": "/kelas?q=kopi",
        "results-all": "/kelas",
        "nothing": "/kelas?q=zzzzqqqq&delivery=offline",
        "course": f"/kelas/{dated['slug']}",
        "course-bought": f"/kelas/{lasting[0]['slug']}",
        "buy": f"/kelas/{dated['slug']}/beli",
        "orders": "/pesanan",
        "order": f"/pesanan/{bought}",
        "card": "/kartu",
        "certificates": "/sertifikat",
        "incentive": "/insentif",
        "messages": "/pesan",
        "sessions": "/sesi",
        "mail": "/demo/surat",
        "styleguide": "/styleguide",
        "missing": "/tidak-ada",
    }


def staff_pages(market: Market) -> tuple[Client, dict[str, str]]:
    """A chief curator's client, and the pages that show what curators do, by name."""
    chief = member(market, "chief_curator")
    flag = eventually(
        "courses are flagged", lambda: next(chief.items("/v1/curation/flags?limit=100"), None)
    )
    course = flag["course"]["id"]
    file = chief.send(
        "POST",
        "/v1/curation/imports",
        data=f"id,title,price\n{course},Judul kami,1000\n{course},,\n",
        headers={"Content-Type": "text/csv"},
    )
    query = "aksi=suspend&alasan=Sedang%20diperiksa"
    return chief, {
        "staff": "/staff",
        "staff-queue": "/staff/kurasi",
        "staff-course": f"/staff/kurasi/kelas/{course}",
        "staff-history": f"/staff/kurasi/kelas/{course}/riwayat",
        "staff-bulk": f"/staff/kurasi/massal?{query}&pilih={course}",
        "staff-flags": "/staff/kurasi/tanda",
        "staff-flag": f"/staff/kurasi/tanda/{flag['id']}",
        "staff-words": "/staff/kurasi/sinonim",
        "staff-categories": "/staff/kurasi/kategori",
        "staff-files": "/staff/kurasi/berkas",
        "staff-import": f"/staff/kurasi/berkas/{file.json()['id']}",
        "staff-platforms": "/staff/platform",
        "staff-platform": "/staff/platform/bukalapak",
        "staff-account": "/staff/akun",
    }


# What a chief curator does not see.
AUDITORS_PAGES = {"staff-overview": "/staff/ikhtisar"}


def member(market: Market, role: str) -> Client:
    (row,) = market.rows("SELECT id FROM staff WHERE role = ? ORDER BY id LIMIT 1", role)
    return market.client(market.done("token", "issue", "--staff", row[0]).strip())


def sign_in_as_staff(browser: Browser, client: Client) -> None:
    browser.open("/staff/masuk").driver.add_cookie(
        {"name": "sesi_staf", "value": client.token, "httpOnly": True, "path": "/staff"}
    )


def shoot(browser: Browser, path: str, size: tuple[int, int], file: pathlib.Path) -> None:
    browser.resize(size)
    browser.open(path)
    height = browser.driver.execute_script("return document.documentElement.scrollHeight")
    browser.resize((size[0], min(max(height, size[1]), HEIGHT_MAX)))
    browser.driver.save_screenshot(str(file))


def shoot_all(
    browser: Browser, pages: dict[str, str], words: argparse.Namespace, theme: str
) -> None:
    for name, path in pages.items():
        if words.only and words.only not in name:
            continue
        for size in words.sizes:
            file = words.to / f"{name}-{size}-{theme}.png"
            shoot(browser, path, SIZES[size], file)
            print(file)


def main() -> None:
    words = parser().parse_args()
    words.to.mkdir(parents=True, exist_ok=True)
    market = Market(pathlib.Path(tempfile.mkdtemp()) / "market").demo()
    try:
        chief, pages = staff_pages(market)
        pages = prepared(market) | pages
        shown = [(chief, pages), (member(market, "auditor"), AUDITORS_PAGES)]
        for theme in words.themes:
            browser = Browser(market.url, dark=theme == "dark")
            try:
                browser.open("/masuk")
                shoot(browser, "/masuk", SIZES["360"], words.to / f"sign-in-360-{theme}.png")
                browser.sign_in()
                for staff, pages in shown:
                    sign_in_as_staff(browser, staff)
                    shoot_all(browser, pages, words, theme)
            finally:
                browser.close()
    finally:
        market.discard()


if __name__ == "__main__":
    main()
