"""Problems in the rows of a file, as data: collected over the whole file and shown together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell of a file and how to mend it.

    `row` is the line as a spreadsheet counts it (the header is row 1); 0 speaks of the whole file. `message` and
    `mend` are in the user's language.
    """

    file: str
    row: int
    column: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        return self.said()

    def said(self, row: str = "row") -> str:
        """In one line: where, what and how to mend it; `row` is that word in the user's language."""
        where = f"{self.file}, {row} {self.row}" if self.row else self.file
        if self.column:
            where += f", {self.column}"
        return f"{where}: {self.message}" + (f" — {self.mend}" if self.mend else "")
