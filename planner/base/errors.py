"""The small tree of errors that a user may see.

    CuadranteError                   anything we refuse or fail at, in one line and a hint
    ├── Refused          exit 1      the request is understood and not possible (nothing was changed)
    │   ├── InputProblems            rows of a file that cannot be taken; carries the problems as data
    │   └── Conflict                 somebody else changed the same object meanwhile
    └── Misuse           exit 2      the command's words are off

Messages are shown as they are: one line, no traceback, with the file, row or key concerned and the mend in `hint`.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.base.i18n import t
from planner.base.problems import RowProblem


class CuadranteError(Exception):
    """A failure with a title, a hint that says the mend, and the exit code of the command line."""

    exit_code = 1

    def __init__(self, title: str, hint: str = "", detail: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.title} {self.hint}".strip()


class Refused(CuadranteError):
    """The request is understood but not possible; nothing was changed."""


class InputProblems(Refused):
    """Rows of a file that cannot be taken; `problems` are `planner.base.problems.RowProblem`."""

    def __init__(self, title: str, problems: Sequence[object], hint: str = "") -> None:
        said = [p.said(t("row")) if isinstance(p, RowProblem) else str(p) for p in problems]
        super().__init__(title, hint, "\n".join(said))
        self.problems = tuple(problems)


class Conflict(Refused):
    """Somebody else changed the same object since it was read."""


class Misuse(CuadranteError):
    """The command's words are off."""

    exit_code = 2


class Cancelled(CuadranteError):
    """The person stopped a long run; nothing was stored."""
