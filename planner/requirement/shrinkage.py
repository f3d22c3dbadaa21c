"""Paid time lost to contacts by kind: entered, checked, read from a file, and what it comes to hour by hour.

The kinds of a channel stand in place of its one share as soon as there is one. Absences that are entered as such are
out of the roster already and are no shrinkage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.base.errors import Refused
from planner.base.i18n import percent, t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.domain.demand import Channel
from planner.domain.shrinkage import Away, ShrinkageKind, in_force
from planner.domain.time import TimeGrid
from planner.shop.labels import label_of
from planner.shop.store.channels import read_channels, write_channels
from planner.tables.tables import read_records
from planner.tables.writing import write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

COLUMNS = ("channel", "kind", "share", "planned", "whole_day", "weekdays", "from_hour", "to_hour")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_ES = ("lun", "mar", "mie", "jue", "vie", "sab", "dom")
ALL = "all"
USUAL = (
    ("leave", True, True), ("training", True, False), ("meetings", True, False),
    ("sickness", False, True), ("lateness", False, False),
)  # fmt: skip
"""Kinds that most teams have: name, planned, for whole days."""
_YES = ("1", "yes", "y", "true", "planned", "si", "sí", "s", "planificado", "planificada", "x")
_NO = ("0", "no", "n", "false", "unplanned", "imprevisto", "imprevista", "")


def checked(kinds: Iterable[ShrinkageKind]) -> tuple[ShrinkageKind, ...]:
    """The kinds; refused when a share is none, hours or days are none, two entries contradict, or nobody is left."""
    found = tuple(kinds)
    for one in found:
        if not one.kind.strip():
            raise Refused(t("A kind of shrinkage has no name."), t("Call it {example}.", example=t("sickness")))
        if not 0 <= one.share < 1:
            raise Refused(t("{name} = {value} is not a share.", name=one.kind, value=one.share),
                          t("Give it from 0 to below 1."))  # fmt: skip
        if any(not 0 <= d <= 6 for d in one.weekdays):
            raise Refused(t("{kind}: {value} is no day of the week.", kind=one.kind, value=one.weekdays),
                          t("Write them as {example}.", example="mon;tue"))  # fmt: skip
        if one.hours is not None and not 0 <= one.hours[0] < one.hours[1] <= 24:
            raise Refused(t("{kind}: {a} to {b} are no hours of a day.", kind=one.kind, a=one.hours[0], b=one.hours[1]),
                          t("Give whole hours, such as 8 to 12; a night is two lines."))  # fmt: skip
        if one.whole_day and one.hours is not None:
            raise Refused(t("{kind} lasts whole days and has hours.", kind=one.kind),
                          t("Leave the hours out, or say that it does not last the whole day."))  # fmt: skip
    first: dict[str, ShrinkageKind] = {}
    for one in found:
        same = first.setdefault(one.kind, one)
        if (same.planned, same.whole_day) != (one.planned, one.whole_day):
            raise Refused(t("{kind} is both planned and unplanned, or both of whole days and of moments.",
                            kind=one.kind), t("Give the two different names."))  # fmt: skip
    for day in range(7):
        for hour in range(24):
            counted = [k for k in found if k.counts(day, hour)]
            top = {k.kind: max(o.rank for o in counted if o.kind == k.kind) for k in counted}
            for kind, rank in top.items():
                if sum(k.kind == kind and k.rank == rank for k in counted) > 1:
                    raise Refused(t("{kind} is given twice for {day} {hour}.", kind=kind, day=t(WEEKDAYS[day]),
                                    hour=f"{hour}:00"), t("Keep one of the two lines."))  # fmt: skip
            for planned in (True, False):
                share = sum(k.share for k in in_force(found, day, hour) if k.planned is planned)
                if share >= 0.99:
                    raise Refused(t("Shrinkage of {share} on {day} {hour} leaves nobody.", share=percent(share),
                                    day=t(WEEKDAYS[day]), hour=f"{hour}:00"), t("Give smaller shares."))  # fmt: skip
    return found


@writes
def set_kinds(ws: Workspace, channel: str, kinds: Iterable[ShrinkageKind]) -> tuple[str, ...]:
    """Keep the kinds of a channel, or of every channel ("all"); returns the channels. Refused with the mend."""
    found = checked(kinds)
    chosen = named(ws, channel)
    write_channels(ws, [replace(c, shrinkage_kinds=found) for c in chosen])
    audit.append(ws, "shrinkage changed", ", ".join(c.name for c in chosen))
    return tuple(c.name for c in chosen)


@writes
def put(ws: Workspace, channel: str, kind: ShrinkageKind) -> tuple[str, ...]:
    """Add an entry, or change the one of the same kind, days and hours; the other entries of the kind take its nature.

    Returns the channels changed.
    """
    out: list[str] = []
    for one in named(ws, channel):
        kept = [
            k for k in one.shrinkage_kinds if (k.kind, k.weekdays, k.hours) != (kind.kind, kind.weekdays, kind.hours)
        ]
        out += set_kinds(ws, one.name, [*with_nature(kept, kind), kind])
    return tuple(out)


def with_nature(kinds: Iterable[ShrinkageKind], like: ShrinkageKind) -> list[ShrinkageKind]:
    """The entries, those of the same kind as planned and as long as `like`."""
    return [replace(k, planned=like.planned, whole_day=like.whole_day) if k.kind == like.kind else k for k in kinds]


@writes
def remove(ws: Workspace, channel: str, kind: str) -> tuple[str, ...]:
    """Take every entry of a kind out; refused where no channel named has it. Returns the channels changed."""
    chosen = [c for c in named(ws, channel) if any(k.kind == kind for k in c.shrinkage_kinds)]
    if not chosen:
        raise Refused(t("{channel} has no shrinkage of the kind {kind}.", channel=channel, kind=kind),
                      t("List them: {command}", command="cuadrante staffing shrinkage"))  # fmt: skip
    for one in chosen:
        set_kinds(ws, one.name, [k for k in one.shrinkage_kinds if k.kind != kind])
    return tuple(c.name for c in chosen)


@reads
def named(ws: Workspace, channel: str) -> list[Channel]:
    """The channel of that name, or every one ("all"); refused where there is none."""
    known = read_channels(ws)
    found = [c for c in known if channel in (ALL, c.name)]
    if not found:
        raise Refused(t("There is no channel {channel}.", channel=channel),
                      t("Channels: {names}", names=", ".join([ALL, *(c.name for c in known)])))  # fmt: skip
    return found


def away(channel: Channel, grid: TimeGrid) -> list[Away]:
    """What is lost in each interval of a grid, by its local weekday and hour."""
    if not channel.shrinkage_kinds:
        return [channel.away_at(0, 0)] * len(grid)
    return [channel.away_at(start.weekday(), start.hour) for start in grid.local_starts]


def shares(channel: Channel, grid: TimeGrid) -> list[Fraction]:
    """The whole shrinkage of each interval, exactly; the same object where the same is lost."""
    found = away(channel, grid)
    totals = {id(one): one.total for one in found}
    return [totals[id(one)] for one in found]


def kind_rows(channels: Sequence[Channel]) -> list[dict[str, Any]]:
    """One row an entry, columns `COLUMNS`; the one share of a channel without kinds stands as its only line."""
    rows: list[dict[str, Any]] = []
    for channel in channels:
        for one in channel.shrinkage_kinds:
            rows.append({
                "channel": channel.name, "kind": one.kind, "share": one.share, "planned": int(one.planned),
                "whole_day": int(one.whole_day), "weekdays": ";".join(WEEKDAYS[d] for d in one.weekdays),
                "from_hour": one.hours[0] if one.hours else None, "to_hour": one.hours[1] if one.hours else None,
            })  # fmt: skip
        if not channel.shrinkage_kinds and channel.shrinkage:
            rows.append({**dict.fromkeys(COLUMNS), "channel": channel.name, "kind": ALL, "share": channel.shrinkage,
                         "planned": 1, "whole_day": 0, "weekdays": ""})  # fmt: skip
    return rows


def hour_rows(channels: Sequence[Channel]) -> list[dict[str, Any]]:
    """One row an opening hour of the week and channel: planned, unplanned, total, and how much of it is whole days."""
    return [
        {
            "channel": channel.name, "weekday": WEEKDAYS[day], "hour": hour, "planned": float(one.planned),
            "unplanned": float(one.unplanned), "total": float(one.total), "whole_day": float(one.whole_day),
        }
        for channel in channels
        for day in range(7)
        for hour in range(24)
        if channel.open_at(day, time(hour))
        for one in [channel.away_at(day, hour)]
    ]  # fmt: skip


@reads
def export(ws: Workspace, path: Path) -> int:
    """Write every entry as CSV or XLSX; the file is read back by `load`. Returns the rows written."""
    rows = kind_rows([c for c in read_channels(ws) if c.shrinkage_kinds])
    return write_table(path, COLUMNS, [tuple(row[c] for c in COLUMNS) for row in rows])


@writes
def load(ws: Workspace, path: Path) -> tuple[str, ...]:
    """Replace the kinds of the channels that the file names with its lines; nothing is kept when a line is wrong.

    Columns `COLUMNS`; channel empty or `all` is every channel; whole_day, weekdays and hours may be left out. Returns
    the channels changed.
    """
    names = [c.name for c in read_channels(ws)]
    by_channel: dict[str, list[ShrinkageKind]] = {}
    for row, record in enumerate(read_records(path), start=2):
        given = {str(k).strip().lower(): str(v or "").strip() for k, v in record.items() if k is not None}
        if not any(given.values()):
            continue
        where = given.get("channel", "").lower() or ALL
        if where != ALL and where not in names:
            raise Refused(
                t("{file}, row {row}: there is no channel {channel}.", file=path.name, row=row, channel=where),
                t("Channels: {names}", names=", ".join([ALL, *names])))  # fmt: skip
        try:
            one = parsed(given)
        except Refused as problem:
            raise Refused(f"{path.name}, {t('row')} {row}: {problem.title}", problem.hint) from None
        for name in names if where == ALL else [where]:
            by_channel.setdefault(name, []).append(one)
    if not by_channel:
        raise Refused(t("{file} has no lines.", file=path.name),
                      t("Columns: {names}", names=", ".join(COLUMNS)))  # fmt: skip
    for name, kinds in by_channel.items():
        set_kinds(ws, name, kinds)
    return tuple(by_channel)


def parsed(given: Mapping[str, str]) -> ShrinkageKind:
    """An entry from text, the keys those of `COLUMNS`; refused with the mend when it cannot be read."""
    text = given.get("share", "")
    first, last = given.get("from_hour", ""), given.get("to_hour", "")
    one = ShrinkageKind(
        given.get("kind", "").lower(), share(text), _flag("planned", given.get("planned", "1") or "1"),
        weekdays(given.get("weekdays", "")), hours(f"{first}-{last}") if first or last else None,
        _flag("whole_day", given.get("whole_day", "")),
    )  # fmt: skip
    checked([one])
    return one


def share(text: str) -> float:
    """A share from 0.06, 0,06, 6 % or 6%; refused when it is none."""
    plain = text.replace("%", "").replace(" ", "").replace(",", ".")
    try:
        value = Fraction(plain) / (100 if "%" in text else 1)
    except (ValueError, ZeroDivisionError):
        raise Refused(t("{value!r} is not a share.", value=text),
                      t("Write it as {example}.", example="0.06")) from None  # fmt: skip
    if not 0 <= value < 1:
        raise Refused(t("{value!r} is not a share.", value=text), t("Give it from 0 to below 1."))
    return float(value)


def weekdays(text: str) -> tuple[int, ...]:
    """Days of the week from mon;tue or lun,mar or 1;2 (1 = Monday), or a span mon-fri; empty: every day."""
    out: set[int] = set()
    for part in text.lower().replace("é", "e").replace("á", "a").replace(",", ";").split(";"):
        if part.strip():
            first, _, last = part.strip().partition("-")
            a, b = _weekday(first, text), _weekday(last or first, text)
            out |= set(range(a, b + 1)) if a <= b else {*range(a, 7), *range(b + 1)}
    return tuple(sorted(out)) if len(out) < 7 else ()


def _weekday(name: str, text: str) -> int:
    short = name.strip()[:3]
    for names in (WEEKDAYS, _WEEKDAYS_ES, tuple("1234567")):
        if short in names:
            return names.index(short)
    raise Refused(t("{value!r} is no day of the week.", value=text), t("Write them as {example}.", example="mon;tue"))


def hours(text: str) -> tuple[int, int] | None:
    """Hours of the day from 8-12; None: all day."""
    if not text.strip():
        return None
    first, _, last = text.replace("–", "-").partition("-")
    one = ShrinkageKind("?", 0.0, hours=(_hour(first.strip(), 0), _hour(last.strip(), 24)))
    return checked([one])[0].hours


def _hour(text: str, default: int) -> int:
    digits = text.removesuffix(":00").strip()
    if not digits:
        return default
    if not digits.isdigit():
        raise Refused(t("{value!r} is no whole hour.", value=text),
                      t("Give whole hours, such as 8 to 12; a night is two lines."))  # fmt: skip
    return int(digits)


def _flag(name: str, text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise Refused(t("{name} {value!r} is neither yes nor no.", name=name, value=text), t("Write yes or no."))


def replaced(channel: Channel) -> str:
    """What became of the one share when kinds came or went, in a sentence."""
    name, one = label_of(channel), percent(channel.shrinkage, 1)
    if channel.shrinkage_kinds:
        return t("{channel}: the kinds replace the one share of {share}; on average they come to {mean}.", channel=name,
                 share=one, mean=percent(channel.mean_shrinkage(), 1))  # fmt: skip
    return t("{channel}: the one share of {share} counts again.", channel=name, share=one)


def in_words(channel: Channel, weekday: int, hour: int) -> str:
    """What is lost in an hour, kind by kind: leave 8 % + training 3 %, then sickness 6 % = 16.3 %."""
    if not channel.shrinkage_kinds:
        return percent(channel.shrinkage, 1)
    counted = in_force(channel.shrinkage_kinds, weekday, hour)

    def listed(planned: bool) -> str:
        return " + ".join(f"{t(k.kind)} {percent(k.share, 1)}" for k in counted if k.planned is planned)

    parts = [p for p in (listed(True), listed(False)) if p]
    total = percent(float(channel.away_at(weekday, hour).total), 1)
    return (t(", then ").join(parts) + f" = {total}") if parts else total
