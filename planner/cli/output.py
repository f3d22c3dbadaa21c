"""Tables on stdout, narration on stderr, and the context every command shares."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.domain.time import iso_week_monday
from planner.errors import CuadranteError, Misuse
from planner.i18n import t

if TYPE_CHECKING:
    from planner.storage.workspace import Workspace

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@dataclass
class Globals:
    """The global options of this run."""

    workspace: str | None = None
    verbose: bool = False


GLOBALS = Globals()


def narrate(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def workspace() -> Workspace:
    """The workspace chosen by --workspace, the environment or the default; a context manager.

    A damaged one is said to be so; the weekly backup is made when it is due.
    """
    from planner.services.maintenance import weekly_backup
    from planner.services.workspace import open_workspace

    ws = open_workspace(GLOBALS.workspace)
    if ws.damage:
        narrate(t("{damage} It is open for reading only.", damage=ws.damage))
    try:
        weekly_backup(ws)
    except CuadranteError as error:
        narrate(t("The weekly backup was not made: {why}", why=error))
    return ws


def week(value: str) -> date:
    """Monday of `2026-W48`; Misuse with the mend otherwise."""
    try:
        return iso_week_monday(value)
    except ValueError:
        raise Misuse(
            t("--week {value!r} is not an ISO week.", value=value), t("Write it as {example}.", example="2026-W48")
        ) from None


def day(option: str, value: str) -> date:
    """A date written 2026-11-23; Misuse with the mend otherwise."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Misuse(
            t("{option} {value!r} is not a date.", option=option, value=value),
            t("Write it as {example}.", example="2026-11-23"),
        ) from None


def plain(value: object) -> Any:
    """A value as JSON can hold it: dates as ISO text, money as text, dataclasses as objects."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        value += 0.0  # −0 is 0
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.1f}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_cell(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_cell, value))
    return str(value)


def table(rows: Sequence[Mapping[str, object]], as_json: bool) -> None:
    """Print rows on stdout: aligned text with a header, or a JSON list."""
    if as_json:
        print(json.dumps(plain(list(rows)), ensure_ascii=False, indent=1))
        return
    if not rows:
        return
    columns = list(rows[0])
    cells = [[_cell(row.get(c)) for c in columns] for row in rows]
    numeric = [all(isinstance(row.get(c), int | float | Decimal | None) for row in rows) for c in columns]
    widths = [max(len(c), *(len(line[i]) for line in cells)) for i, c in enumerate(columns)]
    for line in [columns, *cells]:
        print(
            "  ".join(
                x.rjust(w) if right else x.ljust(w) for x, w, right in zip(line, widths, numeric, strict=True)
            ).rstrip()
        )


def document(value: Mapping[str, object], as_json: bool) -> None:
    """Print one object on stdout: `key  value` lines (the items of a list one below the other), or JSON."""
    if as_json:
        print(json.dumps(plain(value), ensure_ascii=False, indent=1))
        return
    width = max((len(k) for k in value), default=0)
    for key, item in value.items():
        lines = [_cell(one) for one in item] if isinstance(item, list | tuple) and item else [_cell(item)]
        for name, line in zip([key, *[""] * len(lines)], lines, strict=False):
            print(f"{name.ljust(width)}  {line}".rstrip())


def progress_line() -> Callable[[float, str], None]:
    """A progress callback that keeps one line on a terminal's stderr, and is silent elsewhere."""
    if not sys.stderr.isatty():
        return lambda _share, _text: None

    def show(share: float, text: str) -> None:
        end = "\n" if share >= 1 else ""
        print(f"\r\x1b[K{share:4.0%} {text}", end=end, file=sys.stderr, flush=True)

    return show
