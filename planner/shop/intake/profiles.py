"""How each system writes its exports, as data: one TOML file a system, in the package and in the user's data folder.

A profile says by which columns a file is known (`needs`), what shape it has, and from which columns each field is made.
Shapes: `interval` (a row is an interval), `contact` (a row is a contact), `leg` (several rows are one call, joined by
`contact_id`), `event` (a log of what befell calls), `rows` (a table of another kind under other names). Column names
are compared without case and accents; `A|B` are names of which the first that stands in the header counts, `*` stands
for anything (the zone in "Conversation started at (*)").

    [[profile]]
    name = "zendesk-talk"; title = "Zendesk Talk: calls"; kind = "contacts"; shape = "contact"
    needs = ["created_at", "completion_status", "talk_time"]
    [profile.fields]
    interval_start = "created_at"
    aht_s = ["talk_time", "wrap_up_time"]          # durations add up, texts join with a space
    channel = { value = "phone" }
    [[profile.left_out]]
    reason = "outbound"
    when = { direction = ["outbound"] }            # a value, a list, "" (empty), true (filled), { matches = "…" }
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from planner.base.config import data_dir
from planner.base.errors import Misuse, Refused
from planner.base.i18n import t
from planner.tables.durations import UNITS
from planner.tables.opening import fold

FOLDER = Path(__file__).parent / "profiles"
SHAPES = ("interval", "contact", "leg", "event", "rows", "grid")
DURATIONS = ("aht_s", "first_reply_s", "wait_s", "handle_total_s")
FIELDS = (
    "contact_id", "changed_at", "interval_start", "interval_end", "channel", "contacts", "answered", "abandoned",
    "language", "priority", "topic", "queue", "bot_solved", "in_20s", "in_180s", *DURATIONS,
)  # fmt: skip
"""What a contacts file may tell."""
TESTS = ("answered", "lost", "bot")


@dataclass(frozen=True, slots=True)
class Take:
    """How one field is made: `all` (add up, or join), `span` (from the first to the second), `less` (the first less
    the others), `fixed` (`value`)."""

    columns: tuple[str, ...] = ()
    how: str = "all"
    unit: str = ""
    value: str = ""
    """What holds for every row; beside columns, where none of them stands in the file."""
    first_of: str = ""
    """Cut a cell at these marks and take the first part (a list of tags)."""


@dataclass(frozen=True, slots=True)
class Test:
    """A reason, and what must hold of a row: column → accepted values, or a pattern."""

    reason: str
    when: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Profile:
    """A system's export; see the module's text."""

    name: str
    kind: str
    shape: str
    title: str = ""
    found: str = ""
    """Where the export is found in the system."""
    needs: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    """Names of the columns of a file that has no header."""
    first_cells: str = ""
    """A pattern of a row of such a file, its cells joined by a bar."""
    fields: Mapping[str, Take] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field → what the system calls it → what we call it."""
    left_out: tuple[Test, ...] = ()
    tests: Mapping[str, tuple[Test, ...]] = field(default_factory=dict)
    """answered, lost and bot: a contact is when one of the tests holds."""
    zone: str = ""
    """'' is the workspace's, `header` the one in brackets in the column's name, or an IANA name; `ask` says so."""
    date_order: str = ""
    """`region`: as the workspace's region writes dates, where the file does not decide it."""
    zeros: str = ""
    events: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    """Columns about people or in their words: never read."""
    notes: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    """Columns that stand in the first row of an order only and hold for all its rows (those of equal `fill_by`)."""
    fill_by: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    """Field → the reason under which a row without it is left out."""
    unpivot: bool = False
    """Every further column is a row of its own: `metric` its name, `value` its cell (a wide sheet of KPIs)."""
    own: bool = False

    def score(self, header: Sequence[str]) -> float:
        """How well a header fits: 0 where a needed column is missing, else the columns it knows."""
        names = [fold(cell) for cell in header]
        if not self.needs or not all(place(names, need) is not None for need in self.needs):
            return 0.0
        used = {column for take in self.fields.values() for column in take.columns}
        return len(self.needs) + 0.1 * sum(place(names, column) is not None for column in used)


def place(names: Sequence[str], wanted: str) -> int | None:
    """Where a column stands among folded header cells; None when it does not."""
    for name in wanted.split("|"):
        low = fold(name)
        if "*" in low:
            found = next((i for i, cell in enumerate(names) if fnmatchcase(cell, low)), None)
        else:
            found = names.index(low) if low in names else None
        if found is not None:
            return found
    return None


def zone_in(header: Sequence[str], wanted: str) -> str:
    """The zone in brackets in a column's name: "Started at (Europe/Madrid)"."""
    at = place([fold(cell) for cell in header], wanted)
    match = re.search(r"\(([A-Za-z_]+(?:/[A-Za-z_+-]+)*)\)", header[at]) if at is not None else None
    return match[1] if match else ""


def profiles(kind: str | None = None) -> tuple[Profile, ...]:
    """All profiles (of a kind), the user's own first; a broken file of theirs is refused with the reason."""
    folder = data_dir() / "profiles"
    mine = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    found = [p for path in mine for p in _own(path)] + list(_shipped())
    return tuple(p for p in found if kind is None or p.kind == kind)


@cache
def _shipped() -> tuple[Profile, ...]:
    return tuple(p for path in sorted(FOLDER.glob("*.toml")) for p in parse(path.read_text(encoding="utf-8")))


def _own(path: Path) -> list[Profile]:
    try:
        return [replace(p, own=True) for p in parse(path.read_text(encoding="utf-8"))]
    except (
        tomllib.TOMLDecodeError,
        OSError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise Refused(
            t("The profile {file} cannot be read: {why}.", file=path, why=error), t("Mend it or move it away.")
        ) from error


def named(name: str, kind: str) -> Profile:
    """The profile of that name; Misuse with the names there are."""
    found = profiles(kind)
    low = fold(name)
    matches = [p for p in found if fold(p.name) == low] or [p for p in found if fold(p.name).startswith(low)]
    if not matches:
        raise Misuse(
            t("{name} is not a source of {kind}.", name=name, kind=kind),
            t("The sources are {names}.", names=", ".join(p.name for p in found) or "–"),
        )
    return matches[0]


def parse(text: str) -> list[Profile]:
    """The profiles in a TOML text. Raises ValueError for fields, shapes and units that there are not."""
    return [_profile(table) for table in tomllib.loads(text)["profile"]]


def _profile(table: Mapping[str, Any]) -> Profile:
    values = dict(table)
    if values["shape"] not in SHAPES:
        raise ValueError(f"shape {values['shape']}")
    fields = {name: take(raw) for name, raw in values.pop("fields", {}).items()}
    if values["kind"] == "contacts" and (unknown := set(fields) - set(FIELDS)):
        raise ValueError(f"fields {', '.join(sorted(unknown))}")
    words = {
        name: {fold(key): str(word) for key, word in mapping.items()}
        for name, mapping in values.pop("words", {}).items()
    }
    left_out = tuple(Test(raw["reason"], _when(raw["when"])) for raw in values.pop("left_out", ()))
    tests = {
        name: tuple(Test(name, _when(raw)) for raw in _listed(values.pop(name))) for name in TESTS if name in values
    }
    values |= {name: tuple(values.get(name, ())) for name in ("needs", "header", "private", "notes", "fill")}
    return Profile(fields=fields, words=words, left_out=left_out, tests=tests, **values)


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def take(raw: Any) -> Take:
    """A field's entry: a column, columns, or a table with column, unit, value, from and to, first_of."""
    if isinstance(raw, str):
        return Take((raw,))
    if isinstance(raw, list):
        return Take(tuple(map(str, raw)))
    unit = str(raw.get("unit", ""))
    if unit and unit not in UNITS and unit not in ("epoch", "epoch_ms"):
        raise ValueError(f"unit {unit}")
    first_of = str(raw.get("first_of", ""))
    if "value" in raw and "column" not in raw:
        return Take((), "fixed", unit, str(raw["value"]))
    if "from" in raw:
        return Take((raw["from"], raw["to"]), "span", unit)
    columns = _listed(raw.get("column", raw.get("columns", ())))
    return Take(tuple(map(str, columns)), str(raw.get("how", "all")), unit, str(raw.get("value", "")), first_of)


def _when(raw: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    out: list[tuple[str, Any]] = []
    for column, accepted in raw.items():
        if isinstance(accepted, Mapping):
            out.append((column, re.compile(accepted["matches"], re.IGNORECASE)))
        elif isinstance(accepted, bool):
            out.append((column, accepted))
        else:
            out.append((column, frozenset(fold(str(one)) for one in _listed(accepted))))
    return tuple(out)
