"""A shown table as tab-separated text for the clipboard, or as a CSV or Excel-readable file.

Invariant: text stays text — a cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """The cell as plain text for a spreadsheet; numbers with a sign stay numbers."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell.replace(" ", "").rstrip("%").replace(",", "."))
    except ValueError:
        return f"'{cell}"
    return cell


def as_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Tab-separated, one row a line; line breaks inside cells become spaces."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in (header, *rows))


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Write the rows with a header, UTF-8 with a byte order mark so that Excel reads accents; returns the rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe(cell) for cell in header])
        writer.writerows([safe(cell) for cell in row] for row in rows)
    return len(rows)
