"""What an opened table is, whatever file it came from, and the one kind of refusal of a file.

Rows are numbered as a spreadsheet counts them: the first line is row 1, an empty line counts too. Cells of a CSV are
text; cells of a workbook are text, numbers or naive datetimes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from planner.base.errors import InputProblems
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.tables.dialect import Dialect

Cell = str | int | float | datetime | date | time | timedelta | None

HEAD_BYTES = 1 << 18
MAX_FILE_BYTES = 2 << 30
MAX_ROWS = 20_000_000
MAX_COLUMNS = 1_000
MAX_CELL = 32_767
CHUNK = 20_000


@dataclass(frozen=True)
class Table:
    """An opened table: its dialect, header cells (row `header_row`), and the number of bytes.

    `label` is what messages call it (a file in an archive: `calls.zip/may.csv`). `rows` are those of a table that is
    in memory already; `more` says that the file speaks of a following page; `sheets` are the workbook's; `keep` holds
    what the path needs to stay there (a folder in which an archive was unpacked).
    """

    path: Path
    dialect: Dialect
    header: tuple[str, ...]
    header_row: int
    size: int
    label: str = ""
    rows: tuple[Sequence[Cell], ...] | None = None
    more: str = ""
    sheets: tuple[str, ...] = ()
    keep: object = None

    @property
    def file(self) -> str:
        """The file's name as problems show it."""
        return self.label or self.path.name


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows, the number of the first, and the share of the file read so far. Rows may differ in length."""

    first_row: int
    rows: Sequence[Sequence[Cell]]
    done: float


def refusal(path: Path, message: str, mend: str = "", row: int = 0, column: str = "") -> InputProblems:
    """The one kind of message for a file that cannot be taken at all."""
    return InputProblems(
        t("{file} cannot be read.", file=path.name), [RowProblem(path.name, row, column, message, mend)]
    )


def plain(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates in ISO, nothing as ''."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes" if not cell.second else "seconds")
    return str(cell)
