"""Which table of a file is meant and how it is to be read: our own columns, a named profile, or what a person said.

Order: what was told (`--source`, `--map`), our own columns, what was told of this header before, the profile that fits
best. Nothing is guessed in between: a file that nobody knows is refused with its columns and the words that map them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.base.errors import InputProblems, Misuse
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.shop.intake import grids
from planner.shop.intake.kind import Kind
from planner.shop.intake.profiles import FIELDS, Profile, Take, named, place, profiles
from planner.shop.intake.reading import Problems, map_header
from planner.shop.store.channels import usual_name
from planner.tables.durations import UNITS
from planner.tables.opening import at_row, first_rows, fold, headed, open_all, without_header
from planner.tables.table import Table, plain, refusal
from planner.tables.values import Habits, shown

GRID = Profile("names-by-days", "roster", "grid", "A roster of names and days")
MATRIX = "Contacts by day and hour"
GUESSES = {
    "interval_start": "created at|created|created time|created on|date|datetime|start|start time|started at|time|fecha|"
    "fecha de creacion|fecha creacion|creado|creado el|inicio|fecha inicio|hora inicio|fecha y hora|timestamp",
    "channel": "channel|canal|source|via|origen|medio|media|media type|type of contact|tipo de contacto",
    "contacts": "contacts|contactos|calls|llamadas|offered|ofrecidas|recibidas|received|volume|volumen|total|entrantes",
    "aht_s": "aht|tmo|handle time|handling time|duration|duracion|talk time|tiempo de gestion|tiempo medio",
    "answered": "answered|handled|atendidas|contestadas|atendidos",
    "abandoned": "abandoned|lost|abandonadas|perdidas|abandonados",
    "queue": "queue|cola|group|grupo|team|equipo|skill",
    "topic": "topic|motivo|reason|category|categoria|type|tipo|tema|tags|etiquetas",
    "contact_id": "id|ticket id|case id|call id|numero|number|ticket",
}
"""Usual names of columns, only to propose a mapping."""
HOURS = "hora|franja|franja horaria|tramo|hour|time slot"
"""Names of a column of hours beside one of days."""


@dataclass(frozen=True)
class Choice:
    """A table and how it is read. `profile` is None for our own columns of a kind other than contacts."""

    table: Table
    profile: Profile | None
    others: tuple[str, ...] = ()
    """Further tables of the file that would fit as well."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    """Rows and columns that went when a grid became rows."""


def own_profile(kind: Kind) -> Profile:
    """Our own contacts columns as a profile: what is read from a file that needs no mapping."""
    fields = {spec.field: Take(("|".join((spec.field, *spec.aliases)),)) for spec in kind.columns}
    return Profile("own", kind.name, "interval", fields=fields)


def mapped_profile(kind: Kind, told: Sequence[str], base: Profile | None, header: Sequence[str] = ()) -> Profile:
    """A profile from `COLUMN=FIELD` words (`=phone=channel`: the same for every row), over a base where there is one.

    Raises Misuse for words that are none and for fields the kind does not have.
    """
    known = FIELDS if kind.name == "contacts" else tuple(spec.field for spec in kind.columns)
    fields = dict(base.fields) if base else {}
    columns: dict[str, list[str]] = {}
    for word in told:
        column, sign, field_ = word.rpartition("=")
        name = field_.strip()
        if not sign or not column or name not in known:
            raise Misuse(
                t("--map {word!r} does not say which column is which field.", word=word),
                t('Write it as --map "Created at=interval_start"; the fields are {names}.', names=", ".join(known)),
            )
        columns.setdefault(name, []).append(column.strip())
    for name, found in columns.items():
        if found[0].startswith("="):
            fields[name] = Take((), "fixed", "", found[0][1:].strip())
        else:
            fields[name] = Take(tuple(found))
    if base is not None:
        return replace(base, fields=fields)
    shape = "rows" if kind.name != "contacts" else "interval" if "contacts" in fields else "contact"
    return Profile(
        "mapped", kind.name, shape, fields=fields, needs=tuple(c for f in fields.values() for c in f.columns)
    )


def choose(
    path: Path,
    kind: Kind,
    options: Mapping[str, str],
    *,
    source: str = "",
    told: Sequence[str] = (),
    remembered: Mapping[str, Sequence[str]] | None = None,
) -> Choice:
    """The table to read and its profile. Raises InputProblems when nothing of the file fits."""
    tables = open_all(path, dict(options))
    wanted = options.get("sheet")
    if wanted and len(tables) > 1:
        chosen = [table for table in tables if wanted in (table.dialect.sheet, table.file, Path(table.file).name)]
        if not chosen:
            names = ", ".join(dict.fromkeys(table.dialect.sheet or Path(table.file).name for table in tables))
            raise refusal(
                path, t("There is no sheet {sheet}.", sheet=wanted), t("The file has {sheets}.", sheets=names)
            )
        tables = chosen
    base = named(source, kind.name) if source else None
    if told:
        profile = mapped_profile(kind, told, base)
        channel = profile.fields.get("channel")
        if kind.name == "contacts" and set(profile.fields) == {"channel"} and channel is not None and channel.value:
            hours = _matrix(tables, options, channel.value)
            if hours is not None:
                return hours
        return _by(profile, tables, path)
    if base is not None:
        return _by(base, tables, path)
    own = [(score, table) for table in tables for score, table in [headed(table, lambda h: _own(kind, h))] if score]
    if own:
        best = max(score for score, _ in own)
        fitting = [table for score, table in own if score == best]
        _one_of_many(path, fitting)
        ours = own_profile(kind) if kind.name == "contacts" else None
        return Choice(fitting[0], ours, tuple(table.dialect.sheet for table in fitting[1:]))
    if kind.name == "roster" and (grid := _grid(tables)) is not None:
        return grid
    for table in tables if remembered else ():
        for number, cells in first_rows(table):
            words = (remembered or {}).get(hash_of(plain(cell).strip() for cell in cells))
            if words:
                return Choice(at_row(table, number), mapped_profile(kind, words, None))
    found = [
        (score, profile, table)
        for profile in profiles(kind.name)
        for table in tables
        for score, table in [fit(profile, table)]
        if score
    ]
    if found:
        score, profile, table = max(found, key=lambda one: one[0])
        same = [other for value, named_, other in found if value == score and named_ is profile]
        _one_of_many(path, same, strict=True)
        return Choice(table, profile)
    if kind.name == "contacts" and (hours := _matrix(tables, options)) is not None:
        return hours
    raise unknown(tables, kind)


def _grid(tables: Sequence[Table]) -> Choice | None:
    """A roster of names and days as rows of our own, if a table is one. Raises InputProblems for its cells."""
    for table in tables:
        problems = Problems()
        grid = grids.roster_grid(table, problems)
        if grid is not None:
            problems.refuse(table.file)
            return Choice(grids.roster_rows(table, grid), GRID, (), grid.left_out, grid.unread)
    return None


def _matrix(tables: Sequence[Table], options: Mapping[str, str], channel: str = "") -> Choice | None:
    """Contacts by day and hour as intervals, if one of the tables is a matrix whose channel its names tell."""
    habits = Habits(options.get("decimal") or ".", options.get("date_order") or "DMY")
    for table in tables:
        found = grids.matrix(table, habits)
        if found is not None:
            title = " ".join(plain(cell) for cell in table.header[:3])
            name = channel or next(
                (usual for text in (table.dialect.sheet, title, Path(table.file).stem) if (usual := usual_name(text))),
                "",
            )
            if not name:
                raise refusal(
                    table.path,
                    t("A table of days and hours, and nothing says of which channel."),
                    t('Write it as --map "{example}".', example="=phone=channel"),
                )
            fields = {
                "interval_start": Take(("interval_start",)),
                "contacts": Take(("contacts",)),
                "channel": Take((), "fixed", "", name),
            }
            return Choice(found, Profile("matrix", "contacts", "interval", MATRIX, fields=fields))
    return None


def _one_of_many(path: Path, tables: Sequence[Table], strict: bool = False) -> None:
    """Ask which when several tables fit: always in an archive, in a workbook where it is not our own."""
    files = {table.file for table in tables}
    if len(files) > 1 or (strict and len(tables) > 1):
        names = [table.dialect.sheet or Path(table.file).name for table in tables]
        raise refusal(
            path,
            t("{n} tables of it fit: {names}.", n=len(tables), names=shown(", ".join(names), 300)),
            t("Say which: --sheet {name}", name=names[0]),
        )


def _own(kind: Kind, header: Sequence[str]) -> float:
    """How many of our own columns a header has; 0 where a required one is missing."""
    known = {fold(alias): spec.field for spec in kind.columns for alias in (spec.field, *spec.aliases)}
    there = [known[name] for cell in header if (name := fold(cell)) in known]
    required = {spec.field for spec in kind.columns if spec.required}
    if not required <= set(there) or (kind.either and not set(kind.either) & set(there)):
        return 0.0
    return float(len(there))


def fit(profile: Profile, table: Table) -> tuple[float, Table]:
    """How well a profile fits a table, and the table with its header where it fits."""
    if profile.header:
        _, cells = first_rows(table, 3)[0]
        line = "|".join(plain(cell) for cell in cells)
        if re.match(profile.first_cells, line):
            return float(len(profile.header)), without_header(table, profile.header)
        return 0.0, table
    return headed(table, profile.score)


def _by(profile: Profile, tables: Sequence[Table], path: Path) -> Choice:
    """The table that a named or told profile reads; InputProblems with the columns it misses."""
    if profile.header:
        return Choice(without_header(tables[0], profile.header), profile)
    found = [(score, table) for one in tables for score, table in [headed(one, _told_score(profile))]]
    _, table = max(found, key=lambda one: one[0])
    missing = [need for need in profile.needs if place([fold(cell) for cell in table.header], need) is None]
    if missing:
        raise InputProblems(
            t("{file} is not read by {source}.", file=table.file, source=profile.title or profile.name),
            [
                RowProblem(
                    table.file, table.header_row, need, t("The column is missing."),
                    t("The columns are: {header}.", header=", ".join(filter(None, table.header))),
                )
                for need in missing
            ],
        )  # fmt: skip
    if profile.kind == "contacts":
        for need in ("interval_start", "channel"):
            if need not in profile.fields:
                raise Misuse(
                    t("Nothing says which column is {field}.", field=need),
                    t('Write it as --map "{example}".', example=_proposal(table.header, need)),
                )
    return Choice(table, profile)


def _told_score(profile: Profile) -> Callable[[Sequence[str]], float]:
    def score(header: Sequence[str]) -> float:
        names = [fold(cell) for cell in header]
        return float(sum(place(names, need) is not None for need in profile.needs))

    return score


def _proposal(header: Sequence[str], field: str) -> str:
    names = [fold(cell) for cell in header]
    at = place(names, GUESSES.get(field, field))
    if at is not None:
        return f"{header[at]}={field}"
    return "=phone=channel" if field == "channel" else f"COLUMN={field}"


def unknown(tables: Sequence[Table], kind: Kind) -> InputProblems:
    """The refusal of a file that nobody knows: what its columns are, and the words that map them."""
    table = widest(tables)
    try:
        map_header(table, kind)
    except InputProblems as error:
        required = ["interval_start", "channel"] if kind.name == "contacts" else [
            spec.field for spec in kind.columns if spec.required
        ]  # fmt: skip
        optional = ["contacts"] if kind.name == "contacts" else []
        names = [fold(cell) for cell in table.header]
        proposals = [f'--map "{_proposal(table.header, field)}"' for field in required]
        hour = place(names, HOURS) if kind.name == "contacts" else None
        if hour is not None:
            proposals.insert(1, f'--map "{table.header[hour]}=interval_start"')
        proposals += [
            f'--map "{_proposal(table.header, field)}"'
            for field in optional
            if place(names, GUESSES.get(field, field)) is not None
        ]
        hint = t("Say which column is what: {words}", words=" ".join(proposals))
        return InputProblems(error.title, error.problems, f"{error.hint} {hint}")
    return InputProblems(t("{file} is not a table of {kind}.", file=table.file, kind=kind.name), [])


def widest(tables: Sequence[Table]) -> Table:
    """The table with the most columns, its header in the row that names the most."""
    found = [headed(table, lambda row: float(len({fold(cell) for cell in row if cell}))) for table in tables]
    return max(found, key=lambda one: one[0])[1]


@dataclass(frozen=True)
class Proposals:
    """A file's columns with a few samples of each, our fields, and the column that each may be made of."""

    columns: tuple[str, ...]
    samples: dict[str, str]
    fields: tuple[str, ...]
    required: tuple[str, ...]
    guesses: dict[str, str]


def proposals(path: Path, kind: Kind, options: Mapping[str, str]) -> Proposals:
    """What to ask of a file that nobody knows: the table with the widest header, and a guess for each field."""
    spelled = {key: options[key] for key in ("encoding", "decimal", "date_order", "sheet") if options.get(key)}
    table = widest(open_all(path, spelled))
    rows = [row for _, row in first_rows(table, 20)[1:]]
    samples = {
        name: " · ".join(plain(row[at]) for row in rows[:3] if len(row) > at and plain(row[at]))[:60]
        for at, name in enumerate(table.header)
        if name
    }
    contacts = kind.name == "contacts"
    fields = FIELDS if contacts else tuple(spec.field for spec in kind.columns)
    required = ("interval_start", "channel") if contacts else tuple(s.field for s in kind.columns if s.required)
    names = [fold(cell) for cell in table.header]
    guesses = {}
    for name in fields:
        spec = next((one for one in kind.columns if one.field == name), None)
        wanted = "|".join([GUESSES.get(name, name), *(spec.aliases if spec else ())])
        at = place(names, wanted)
        if at is not None:
            guesses[name] = table.header[at]
    shown = tuple(f for f in fields if f not in ("in_20s", "in_180s", "handle_total_s", "bot_solved", "interval_end"))
    return Proposals(tuple(filter(None, table.header)), samples, shown, required, guesses)


def header_hash(table: Table) -> str:
    """What a source is known by: its header."""
    return hash_of(table.header)


def hash_of(header: Iterable[str]) -> str:
    """A header without case and marks, as a hash."""
    letters = ["".join(ch for ch in cell.lower() if ch.isascii() and ch.isalnum()) for cell in header]
    return hashlib.sha256("|".join(letters).encode()).hexdigest()


def told_units(words: Sequence[str]) -> dict[str, str]:
    """`--unit FIELD=s|min|ms|hms|h|days` as a mapping; Misuse otherwise."""
    units = {}
    for word in words:
        name, sign, unit = word.partition("=")
        if not sign or unit not in UNITS:
            raise Misuse(
                t("--unit {word!r} is not FIELD=UNIT.", word=word),
                t("Write it as --unit aht_s=min; the units are {names}.", names=", ".join(UNITS)),
            )
        units[name.strip()] = unit
    return units
