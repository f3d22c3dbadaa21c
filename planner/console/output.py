"""Tables on stdout, narration on stderr, and the context every command shares."""

from __future__ import annotations

import contextlib
import json
import logging
import math
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.base.errors import CuadranteError, Misuse
from planner.base.i18n import t
from planner.base.streams import says_everything
from planner.domain.time import iso_week_monday

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

log = logging.getLogger(__name__)

SHORT = 30  # characters of a cell that shares its line with others below a row
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@dataclass
class Globals:
    """The global options of this run."""

    workspace: str | None = None
    verbose: bool = False


GLOBALS = Globals()


def narrate(text: str) -> None:
    """A line for the person, on stderr; where that cannot be written nobody can be told."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def workspace() -> Workspace:
    """The workspace chosen by --workspace, the environment or the default; a context manager.

    A damaged one is said to be so; the weekly backup is made when it is due.
    """
    from planner.db.backup import weekly
    from planner.db.opening import open_workspace

    ws = open_workspace(GLOBALS.workspace)
    if ws.damage:
        narrate(t("{damage} It is open for reading only.", damage=ws.damage))
    try:
        weekly(ws)
    except CuadranteError as error:
        log.warning("the weekly backup was not made", exc_info=error)
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


def _json(value: object) -> str:
    """The value as JSON; with escapes where stdout's encoding lacks a character, since data is not to be replaced."""
    return json.dumps(plain(value), ensure_ascii=not says_everything(), indent=1)


def table(rows: Sequence[Mapping[str, object]], as_json: bool) -> None:
    """Print rows on stdout: aligned text with a header, or a JSON list.

    What is wider than the terminal is told below its row, so that lines are never broken; files and pipes have
    every column in its place.
    """
    if as_json:
        print(_json(list(rows)))
        return
    if not rows:
        return
    columns = list(rows[0])
    cells = [[_cell(row.get(c)) for c in columns] for row in rows]
    numeric = [all(isinstance(row.get(c), int | float | Decimal | None) for row in rows) for c in columns]
    widths = [max(len(c), *(len(line[i]) for line in cells)) for i, c in enumerate(columns)]
    room = _room()
    beside = list(range(len(columns))) if room is None else _beside(cells, widths, room)
    below = [i for i in range(len(columns)) if i not in beside]
    for n, line in enumerate([columns, *cells]):
        print("  ".join(line[i].rjust(widths[i]) if numeric[i] else line[i].ljust(widths[i]) for i in beside).rstrip())
        if n and room is not None:
            for text in _told(columns, line, below, room):
                print(text)


def _room() -> int | None:
    """Characters of a line on the terminal; None where stdout is a file or a pipe, which hold any line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _beside(cells: Sequence[Sequence[str]], widths: Sequence[int], room: int) -> list[int]:
    """The columns that fit beside each other: empty ones go first when there are too many, then the widest."""

    def too_wide(kept: Sequence[int]) -> bool:
        return sum(widths[i] for i in kept) + 2 * (len(kept) - 1) > room

    kept = list(range(len(widths)))
    if too_wide(kept):
        kept = [i for i in kept if i == 0 or any(line[i] for line in cells)]
    while too_wide(kept) and len(kept) > 1:
        kept.remove(max(kept[1:], key=lambda i: (widths[i], i)))
    return kept


def _told(columns: Sequence[str], line: Sequence[str], below: Sequence[int], room: int) -> Iterator[str]:
    """What did not fit beside, as indented lines: short cells together, each long one by itself."""
    said = [f"{columns[i]}: {line[i]}" for i in below if line[i]]
    short = " · ".join(text for text in said if len(text) <= SHORT)
    for text in [*([short] if short else []), *(text for text in said if len(text) > SHORT)]:
        yield from textwrap.wrap(text, room, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)


def document(value: Mapping[str, object], as_json: bool) -> None:
    """Print one object on stdout: `key  value` lines (the items of a list one below the other), or JSON."""
    if as_json:
        print(_json(value))
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
        with contextlib.suppress(OSError):
            print(f"\r\x1b[K{share:4.0%} {text}", end=end, file=sys.stderr, flush=True)

    return show
