"""Figures that tests of pages measured, shown at the end of a run."""

LINES: list[str] = []


def note(line: str) -> None:
    LINES.append(line)
