"""Questions to a PostgreSQL database, by its own client."""

import csv
import io
import subprocess

PSQL = "/usr/lib/postgresql/15/bin/psql"
SECONDS_MAX = 30


def psql_rows(url: str, sql: str) -> list[tuple]:
    """All values as text."""
    command = [PSQL, "--no-psqlrc", "--csv", "--tuples-only", "-c", sql, url]
    result = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX)
    assert result.returncode == 0, result.stderr
    return [tuple(row) for row in csv.reader(io.StringIO(result.stdout))]
