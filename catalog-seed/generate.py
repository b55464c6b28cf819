#!/usr/bin/env python3
"""Build the partner catalogues in courses/ from the tables in source/.

The data is illustrative. Institutions, prices, dates and seats are invented;
only the eight course names in PRESS_NAMES were reported by the press as
courses of the programme. Nothing here was taken from a platform's catalogue.

    python3 generate.py          write courses/{platform}.json
    python3 generate.py --check  compare the written files and apply the rules

The output depends on the source tables alone: what a table does not say
(update times, schedules) is derived from a hash of the course's id. A platform
whose table is absent is skipped, with a note.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SOURCE = ROOT / "source"
OUTPUT = ROOT / "courses"
REGIONS = ROOT / "regions.csv"

PLATFORMS = {
    "bukalapak": "BL",
    "maubelajarapa": "MB",
    "pijarmahir": "PM",
    "pintaria": "PT",
    "sekolahmu": "SM",
    "sisnaker": "SN",
    "skillacademy": "SA",
    "tokopedia": "TP",
}
WITH_SCHEDULES = {"bukalapak", "sekolahmu", "skillacademy", "pintaria"}

COLUMNS = [
    "title", "description", "provider", "category", "delivery", "level",
    "language", "duration_minutes", "price", "practical", "skills", "regency",
]
DELIVERIES = {"self-paced", "webinar", "offline"}
LEVELS = {"", "beginner", "intermediate", "advanced"}
LANGUAGES = {"id", "en"}

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

MIN_COURSES = 900
MIN_CATEGORIES = 12
PRACTICAL_SHARE = (0.45, 0.55)
MAX_SIMILARITY = 0.35

FIRST_UPDATE = datetime(2026, 1, 1, tzinfo=timezone.utc)
UPDATE_SPAN = int(timedelta(days=304).total_seconds())  # to the end of October
START_TIMES = ["08:00", "08:30", "09:00", "09:30", "10:00", "13:00", "13:30",
               "14:00", "15:30", "16:00", "18:30", "19:00", "19:30"]
WEBINAR_SEATS = [20, 25, 30, 40, 50, 60, 75, 100, 150, 200]
OFFLINE_SEATS = [8, 10, 12, 15, 16, 18, 20, 24, 25, 30, 40]
LONGEST_SESSION = 480
DEFAULT_SESSION = 120


def spread(key: str, size: int) -> int:
    """A number in 0..<size that depends on the key only."""
    digest = hashlib.sha256(key.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % size


def slug(title: str) -> str:
    text = plain(title).lower().replace("&", " dan ").replace("'", "")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


class TextReader(HTMLParser):
    """Collects text and notices tags that do not pair up."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.well_formed = True

    def handle_starttag(self, tag, attrs):
        self.parts.append(" ")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.parts.append(" ")
        if not self.open or self.open.pop() != tag:
            self.well_formed = False

    def handle_data(self, data):
        self.parts.append(data)


def read_html(text: str) -> tuple[str, bool]:
    reader = TextReader()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts), reader.well_formed and not reader.open


def plain(text: str) -> str:
    return read_html(text)[0]


def integer(text: str) -> int | None:
    return int(text) if text else None


def read_rows(path: Path) -> tuple[list[dict], list[str]]:
    """The table's rows, and what is wrong with them."""
    problems: list[str] = []
    rows: list[dict] = []
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    if not lines or lines[0].split("\t") != COLUMNS:
        return [], [f"{path.name}: the header is not {' '.join(COLUMNS)}"]
    for number, line in enumerate(lines[1:], start=2):
        where = f"{path.name}:{number}"
        fields = line.split("\t")
        if len(fields) != len(COLUMNS):
            problems.append(f"{where}: {len(fields)} fields, not {len(COLUMNS)}")
            continue
        row = dict(zip(COLUMNS, fields))
        faults = row_faults(row)
        problems.extend(f"{where}: {fault}" for fault in faults)
        if not faults:
            rows.append(row)
    return rows, problems


def row_faults(row: dict) -> list[str]:
    faults = []
    for name, value in row.items():
        if value != value.strip():
            faults.append(f"{name} has space around it")
    for name in ("title", "description", "provider", "category", "skills"):
        if not row[name]:
            faults.append(f"{name} is empty")
    if not read_html(row["description"])[1]:
        faults.append("the description's HTML is not well formed")
    for name, allowed in (("delivery", DELIVERIES), ("level", LEVELS),
                          ("language", LANGUAGES), ("practical", {"0", "1"})):
        if row[name] not in allowed:
            faults.append(f"{name} is {row[name]!r}")
    for name in ("duration_minutes", "price"):
        if row[name] and not re.fullmatch(r"[1-9][0-9]*", row[name]):
            faults.append(f"{name} is {row[name]!r}")
    skills = row["skills"].split("|")
    if not 2 <= len(skills) <= 5 or len(set(skills)) != len(skills):
        faults.append("skills are not two to five different ones")
    if any(skill != skill.strip().lower() or not skill for skill in skills):
        faults.append("a skill is empty or not in lower case")
    if (row["delivery"] == "offline") != bool(row["regency"]):
        faults.append("a regency goes with offline courses, and only with them")
    return faults


def schedules(course_id: str, row: dict) -> list[dict]:
    offline = row["delivery"] == "offline"
    seats = OFFLINE_SEATS if offline else WEBINAR_SEATS
    length = min(integer(row["duration_minutes"]) or DEFAULT_SESSION, LONGEST_SESSION)
    days: set[int] = set()
    for position in range(1 + spread(f"{course_id} count", 4)):
        key = f"{course_id} day {position}"
        if spread(f"{key} past", 12) == 0:
            days.add(-1 - spread(key, 10))
        else:
            days.add(2 + spread(key, 59))
    found = []
    for letter, day in zip("ABCD", sorted(days)):
        code = f"{course_id}-{letter}"
        if spread(f"{code} scarce", 30) == 0:
            count = 1 + spread(f"{code} seats", 2)
        else:
            count = seats[spread(f"{code} seats", len(seats))]
        found.append({
            "code": code,
            "start_day": day,
            "start_time": START_TIMES[spread(f"{code} time", len(START_TIMES))],
            "duration_minutes": length,
            "seats": count,
            "regency": row["regency"] or None,
        })
    return found


def course(platform: str, number: int, row: dict) -> dict:
    course_id = f"{PLATFORMS[platform]}-{number:04d}"
    updated = FIRST_UPDATE + timedelta(seconds=spread(f"{course_id} updated", UPDATE_SPAN))
    practical = row["practical"] == "1"
    skills = row["skills"].split("|")
    if practical and "praktis" not in skills:
        skills.append("praktis")
    scheduled = platform in WITH_SCHEDULES and row["delivery"] != "self-paced"
    return {
        "id": course_id,
        "title": row["title"],
        "description": row["description"],
        "provider": row["provider"],
        "category": row["category"],
        "price": integer(row["price"]),
        "currency": "IDR",
        "delivery": row["delivery"],
        "level": row["level"] or None,
        "language": row["language"],
        "duration_minutes": integer(row["duration_minutes"]),
        "skills": skills,
        "practical": practical,
        "url": f"https://{platform}.example/kelas/{slug(row['title'])}",
        "image_url": f"https://{platform}.example/gambar/{course_id}.jpg",
        "updated_at": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "schedules": schedules(course_id, row) if scheduled else [],
    }


def build() -> tuple[dict[str, list[dict]], list[str], list[str]]:
    """Courses by platform, platforms without a table, and faults."""
    catalogues: dict[str, list[dict]] = {}
    absent: list[str] = []
    problems: list[str] = []
    for platform in sorted(PLATFORMS):
        path = SOURCE / f"{platform}.tsv"
        if not path.exists():
            absent.append(platform)
            continue
        rows, faults = read_rows(path)
        problems.extend(faults)
        courses = [course(platform, number, row) for number, row in enumerate(rows, start=1)]
        catalogues[platform] = sorted(courses, key=lambda item: item["id"])
    return catalogues, absent, problems


def encode(courses: list[dict]) -> str:
    return json.dumps(courses, ensure_ascii=False, indent=1) + "\n"


def shingles(item: dict) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", plain(f"{item['title']} {item['description']}").lower())
    return set(zip(words, words[1:], words[2:]))


def near_duplicates(courses: list[tuple[str, dict]]) -> list[str]:
    sets = [shingles(item) for _, item in courses]
    holders: dict[tuple[str, ...], list[int]] = {}
    for index, found in enumerate(sets):
        for shingle in found:
            holders.setdefault(shingle, []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indexes in holders.values():
        shared.update(combinations(indexes, 2))
    problems = []
    for (left, right), common in sorted(shared.items()):
        similarity = common / (len(sets[left]) + len(sets[right]) - common)
        if similarity >= MAX_SIMILARITY:
            names = [f"{courses[i][0]} {courses[i][1]['title']!r}" for i in (left, right)]
            problems.append(f"near-duplicates ({similarity:.2f}): {names[0]} and {names[1]}")
    return problems


def check_rules(catalogues: dict[str, list[dict]]) -> list[str]:
    problems: list[str] = []
    everything = [(platform, item) for platform in sorted(catalogues)
                  for item in catalogues[platform]]
    if len(everything) < MIN_COURSES:
        problems.append(f"{len(everything)} courses, fewer than {MIN_COURSES}")
    titles = {item["title"] for _, item in everything}
    for name in PRESS_NAMES:
        if name not in titles:
            problems.append(f"the course {name!r} is missing")
    categories = {item["category"] for _, item in everything}
    if len(categories) < MIN_CATEGORIES:
        problems.append(f"{len(categories)} categories, fewer than {MIN_CATEGORIES}")
    if everything:
        share = sum(item["practical"] for _, item in everything) / len(everything)
        if not PRACTICAL_SHARE[0] <= share <= PRACTICAL_SHARE[1]:
            problems.append(f"{share:.1%} of the courses are practical, "
                            "outside {:.0%} to {:.0%}".format(*PRACTICAL_SHARE))
    for platform, courses in catalogues.items():
        for field in ("title", "url"):
            counts = Counter(item[field].lower() for item in courses)
            problems.extend(f"{platform}.tsv: the {field} {value!r} occurs {count} times"
                            for value, count in sorted(counts.items()) if count > 1)
    problems.extend(check_regions(everything))
    problems.extend(near_duplicates(everything))
    return problems


def check_regions(everything: list[tuple[str, dict]]) -> list[str]:
    used = sorted({(platform, schedule["regency"]) for platform, item in everything
                   for schedule in item["schedules"] if schedule["regency"]})
    if not REGIONS.exists():
        return ["regions.csv is missing"] if used else []
    with REGIONS.open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file) if "." in row["code"]}
    return [f"{platform}.tsv: no regency has the code {code}"
            for platform, code in used if code not in known]


def check_written(catalogues: dict[str, list[dict]]) -> list[str]:
    problems = []
    for platform in sorted(PLATFORMS):
        path = OUTPUT / f"{platform}.json"
        name = f"{OUTPUT.name}/{path.name}"
        if platform not in catalogues:
            if path.exists():
                problems.append(f"{name}: written, but its source is absent")
        elif not path.exists():
            problems.append(f"{name}: not written")
        elif path.read_bytes() != encode(catalogues[platform]).encode("utf-8"):
            problems.append(f"{name}: differs from what would be generated")
    return problems


def report(catalogues: dict[str, list[dict]], absent: list[str]) -> None:
    everything = [item for courses in catalogues.values() for item in courses]
    for platform, courses in sorted(catalogues.items()):
        practical = sum(item["practical"] for item in courses)
        print(f"{platform:14} {len(courses):4} courses {practical:4} practical "
              f"{len({item['category'] for item in courses}):3} categories "
              f"{sum(len(item['schedules']) for item in courses):4} schedules")
    if everything:
        share = sum(item["practical"] for item in everything) / len(everything)
        print(f"{'all':14} {len(everything):4} courses, {share:.1%} practical, "
              f"{len({item['category'] for item in everything})} categories")
    if absent:
        print(f"no source yet: {', '.join(absent)}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the illustrative catalogues.")
    parser.add_argument("--check", action="store_true",
                        help="write nothing; fail when the output or a rule is off")
    arguments = parser.parse_args()
    catalogues, absent, problems = build()
    if arguments.check:
        problems += check_rules(catalogues) + check_written(catalogues)
    elif not problems:
        OUTPUT.mkdir(exist_ok=True)
        for platform, courses in catalogues.items():
            (OUTPUT / f"{platform}.json").write_bytes(encode(courses).encode("utf-8"))
    report(catalogues, absent)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
