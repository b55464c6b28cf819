"""An OAI-PMH repository by pyoai over `courses.json`, which is read anew each time.

    oai_server.py PORT FOLDER

A course: {id, datestamp, deleted?, title, description, publisher, subject, language, price,
duration, formats}. Times are `2026-01-02T03:04:05`, in UTC.
"""

import cgi
import json
import sys
import urllib.parse
import wsgiref.simple_server
from datetime import datetime
from pathlib import Path

from lxml.etree import SubElement
from oaipmh import common, error, metadata, server

LOM = "http://ltsc.ieee.org/xsd/LOM"
BATCH_SIZE = 7

# pyoai reads its tokens by a function that Python has moved.
cgi.parse_qs = urllib.parse.parse_qs


class Repository:
    """What pyoai asks of whoever has the records."""

    def __init__(self, url: str, courses: Path):
        self.url = url
        self.file = courses

    def courses(self, prefix: str) -> list[dict]:
        courses = json.loads(self.file.read_text())
        return [c for c in courses if prefix in c.get("formats", ["lom", "oai_dc"])]

    def identify(self):
        return common.Identify(
            repositoryName="Repositori",
            baseURL=self.url,
            protocolVersion="2.0",
            adminEmails=["admin@example.id"],
            earliestDatestamp=datetime(2020, 1, 1),
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
        )

    def listMetadataFormats(self, identifier=None):  # noqa: N802 (named by pyoai)
        return [
            ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", server.NS_OAIDC),
            ("lom", LOM, LOM),
        ]

    def listRecords(  # noqa: N802, PLR0913
        self, metadataPrefix, set=None, from_=None, until=None, cursor=0, batch_size=10
    ):
        records = [self.record(course) for course in self.courses(metadataPrefix)]
        chosen = [
            record
            for record in records
            if (from_ is None or record[0].datestamp() >= from_)
            and (until is None or record[0].datestamp() <= until)
        ]
        return chosen[cursor : cursor + batch_size]

    def getRecord(self, metadataPrefix, identifier):  # noqa: N802
        for course in self.courses(metadataPrefix):
            if course["id"] == identifier:
                return self.record(course)
        raise error.IdDoesNotExistError(identifier)

    def record(self, course: dict):
        stamp = datetime.fromisoformat(course["datestamp"])
        deleted = course.get("deleted", False)
        header = common.Header(None, course["id"], stamp, [], deleted)
        names = ["title", "description", "publisher", "subject", "language"]
        fields = {name: [course[name]] if name in course else [] for name in names}
        return header, None if deleted else common.Metadata(course, fields), None


def write_lom(element, record):
    course = record.element()
    lom = SubElement(element, f"{{{LOM}}}lom", nsmap={"lom": LOM})

    def add(path: str, text: str):
        parent = lom
        for name in path.split("/"):
            parent = SubElement(parent, f"{{{LOM}}}{name}")
        parent.text = text

    add("general/title/string", course["title"])
    if "description" in course:
        add("general/description/string", course["description"])
    if "price" in course:
        add("rights/description/string", course["price"])
    if "duration" in course:
        add("educational/typicalLearningTime/duration", course["duration"])


def main():
    port, courses = int(sys.argv[1]), Path(sys.argv[2]) / "courses.json"
    registry = metadata.MetadataRegistry()
    registry.registerWriter("oai_dc", server.oai_dc_writer)
    registry.registerWriter("lom", write_lom)
    repository = Repository(f"http://127.0.0.1:{port}/oai", courses)
    oai = server.BatchingServer(repository, registry, resumption_batch_size=BATCH_SIZE)

    def application(environment, start):
        arguments = dict(urllib.parse.parse_qsl(environment["QUERY_STRING"]))
        print(environment["QUERY_STRING"], flush=True)
        body = oai.handleRequest(arguments)
        start("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
        return [body]

    wsgiref.simple_server.make_server("127.0.0.1", port, application).serve_forever()


if __name__ == "__main__":
    main()
