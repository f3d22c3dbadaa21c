"""Channels with their targets, and the agents required by interval."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.demand import Channel, ChannelKind, Requirement
from planner.domain.remark import Remark, Told, packed, unpacked
from planner.domain.spoken import remark
from planner.domain.time import TimeGrid, iso_week_label
from planner.forecast import past, volumes
from planner.forecast.handle_times import handle_factor, staff_scaled
from planner.forecast.overrides import QUANTILES
from planner.forecast.store.forecasts import latest_forecast, read_overrides
from planner.requirement.store import read_requirement, save_requirement
from planner.shop.people import contract_hours
from planner.shop.store.channels import read_channels
from planner.staffing.required import requirement_for, volume_at

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.forecast.volumes import Spread
    from planner.staffing.required import ChannelStaffing, PlanOn


EXPORT_COLUMNS = (
    "interval_start", "channel", "required", "contacts", "aht_s", "load", "agents", "shrinkage", "service_level",
    "occupancy", "decided_by",
)  # fmt: skip
"""The stable columns first; the others say what drives the requirement."""

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
"""Probabilities of the forecast's quantiles."""


@dataclass(frozen=True)
class Driver:
    """What drives the requirement of one interval of one channel. `agents` is before floor and shrinkage."""

    start: datetime
    volume: float
    aht_s: float
    load: float
    agents: float
    shrinkage: float
    required: float
    service_level: float | None
    occupancy: float | None
    binding: str
    """What decided: sl, asa, abandonment, occupancy, minimum, deadline, spread (the forecast's doubt), simulation or
    none."""


@dataclass(frozen=True)
class ChannelRequirement:
    """One channel's week."""

    channel: Channel
    drivers: tuple[Driver, ...]
    agent_hours: float
    peak: Driver | None


@dataclass(frozen=True)
class RequirementView:
    """The requirement of a span; `requirement` is None (and `channels` empty) when it was not computed yet."""

    first_day: date
    days: int
    requirement: Requirement | None
    channels: tuple[ChannelRequirement, ...]
    agent_hours: float
    contract_hours: float
    source: str
    """forecast, simulation (the formula's, corrected; see `feedback.py`) or file."""
    stale: bool
    """The forecast, an override or a target changed since."""
    warnings: tuple[Told, ...]
    made_at: datetime | None


def run(ws: Workspace, first_day: date, days: int = 7, *, plan_on: PlanOn = "expected") -> RequirementView:
    """Compute and store the requirement of a span from the forecast in force.

    `plan_on`: the service level expected over the forecast's distribution, the "mean" volume alone, or a probability
    with which each interval's volume shall meet its targets.

    Raises Refused when no forecast covers the span, or the forecast is by day.
    """
    settings = read_settings(ws)
    grid = TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone)
    with ws.read():
        footings, stands_on = _footings(ws, grid, plan_on), fingerprint(ws, grid)
    found = _formula(footings, grid)
    details = {
        "source": "forecast", "from": stands_on, "channels": found.rows,
        "warnings": list(map(packed, found.warnings)),
    }  # fmt: skip
    with ws.write():
        save_requirement(ws, Requirement(grid, found.required), json.dumps(details))
        audit.append(ws, "requirement computed", f"{first_day} +{days}")
    return view(ws, first_day, days)


@dataclass(frozen=True)
class Formula:
    """What the formula asks on a grid: the requirement by channel, its drivers as stored, and remarks."""

    required: dict[str, tuple[float, ...]]
    rows: dict[str, dict[str, list[float | None] | list[float] | list[str]]]
    warnings: list[Remark]


def formula(ws: Workspace, grid: TimeGrid, plan_on: PlanOn = "expected") -> Formula:
    """The requirement from the forecast in force, not stored.

    Raises Refused when no forecast covers the grid, or a whole week of it: nobody would be asked for there.
    """
    return _formula(_footings(ws, grid, plan_on), grid)


@dataclass(frozen=True)
class _Footing:
    """What the requirement of a channel stands on; no spread where it has no forecast. `factor` is of the AHT."""

    channel: Channel
    spread: Spread | None
    factor: tuple[float, ...] = ()
    volume: Sequence[float] = ()
    plan_on: PlanOn = "expected"


@reads
def _footings(ws: Workspace, grid: TimeGrid, plan_on: PlanOn) -> tuple[_Footing, ...]:
    found = []
    for channel in read_channels(ws):
        spread = volumes.on_grid(ws, grid, channel.name)
        if spread is None:
            found.append(_Footing(channel, None))
            continue
        volume, on = planned_volume(ws, grid, channel, spread.mean, plan_on)
        found.append(_Footing(channel, spread, handle_factor(ws, grid, channel), volume, on))
    bare = volumes.first_uncovered(ws, grid)
    if bare is None and all(one.spread is None for one in found):
        bare = grid.first_day
    if bare is not None:
        raise Refused(
            t("No forecast covers {day} and the {n} days from it.", day=bare,
              n=grid.days - (bare - grid.first_day).days),
            t("Run the forecast first: {command}",
              command=f"cuadrante forecast run --start {grid.first_day} --weeks {-(-grid.days // 7)}"),
        )  # fmt: skip
    return tuple(found)


def _formula(footings: Iterable[_Footing], grid: TimeGrid) -> Formula:
    from planner.requirement.shrinkage import shares

    found = Formula({}, {}, [])
    for one in footings:
        channel, spread, factor, volume, on = one.channel, one.spread, one.factor, one.volume, one.plan_on
        if spread is None:
            found.warnings.append(remark("no_forecast", channel=channel.name))
            continue
        aht = [a if isfinite(a) else channel.aht_s * f for a, f in zip(spread.aht_s, factor, strict=True)]
        staffing = staff_scaled(
            channel, factor, partial(staff_channel, grid=grid, volume=volume, aht_s=aht, plan_on=on,
                                     quantiles=spread.quantiles),
        )  # fmt: skip
        found.warnings.extend(staffing.warnings)
        found.required[channel.name] = tuple(round(float(v), 6) for v in staffing.required)
        found.rows[channel.name] = {
            "volume": [round(v, 4) for v in spread.mean],
            "aht_s": [round(v, 1) for v in aht],
            "load": _numbers(staffing.load),
            "agents": _numbers(staffing.agents),
            "shrinkage": _numbers(map(float, shares(channel, grid))),
            "service_level": _numbers(staffing.service_level),
            "occupancy": _numbers(staffing.occupancy),
            "binding": list(staffing.binding),
        }
    return found


@reads
def planned_volume(
    ws: Workspace, grid: TimeGrid, channel: Channel, mean: Sequence[float], plan_on: PlanOn
) -> tuple[Sequence[float], PlanOn]:
    """The volume to plan a channel on, and how.

    Work that may wait is summed up over its deadline: with a probability p it is that of the day's total not exceeded
    with p, in the shape of the mean, because intervals are not all at their p at once.
    """
    if not isinstance(plan_on, float) or channel.kind is not ChannelKind.DEFERRED:
        return mean, plan_on
    factors = {}
    for p in volumes.view(ws, grid.first_day, grid.days, channel=channel.name, width="day").points:
        high = float(volume_at(LEVELS, [getattr(p, q) for q in QUANTILES], plan_on))
        factors[past.local(ws, p.start).date()] = high / p.mean if p.mean > 0 else 1.0
    days = [start.date() for start in grid.local_starts]
    return [v * factors.get(day, 1.0) for v, day in zip(mean, days, strict=True)], "mean"


def staff_channel(
    channel: Channel,
    grid: TimeGrid,
    volume: Sequence[float],
    aht_s: Sequence[float],
    *,
    plan_on: PlanOn = "mean",
    quantiles: Mapping[str, Sequence[float]] | None = None,
) -> ChannelStaffing:
    """Agents required on one channel, by its targets and opening hours. Arrays of len(grid)."""
    from planner.requirement.shrinkage import shares

    return requirement_for(
        channel, volume, aht_s, grid.minutes * 60.0, open_=staffed(channel, grid, volume), plan_on=plan_on,
        levels=LEVELS, shrinkage=shares(channel, grid),
        quantiles=[quantiles[q] for q in QUANTILES] if quantiles else (),
    )  # fmt: skip


def staffed(channel: Channel, grid: TimeGrid, volume: Sequence[float]) -> list[bool]:
    """Which intervals a live channel is staffed in: its opening hours or, unknown, those in which anything is expected.

    Otherwise a minimum would ask for people all night of a shop that has never said when it opens.
    """
    is_open = open_mask(channel, grid)
    if channel.opening or channel.kind is ChannelKind.DEFERRED:
        return is_open
    return [here and v > 0 for here, v in zip(is_open, volume, strict=True)]


def open_mask(channel: Channel, grid: TimeGrid) -> list[bool]:
    """Which intervals of the grid lie in the channel's opening hours."""
    return [channel.open_on(start.date(), start.time()) for start in grid.local_starts]


@reads
def view(ws: Workspace, first_day: date, days: int = 7) -> RequirementView:
    """The stored requirement of a span."""
    hours = contract_hours(ws, first_day, days)
    stored = read_requirement(ws, first_day, days)
    if stored is None:
        return RequirementView(first_day, days, None, (), 0.0, hours, "", False, (), None)
    requirement, meta = stored
    details = json.loads(meta.details)
    grid = requirement.grid
    known = {c.name: c for c in read_channels(ws)}
    shown = []
    for name, required in requirement.required.items():
        channel = known.get(name, Channel(name))
        drivers = _drivers(grid, required, details.get("channels", {}).get(name), channel.mean_shrinkage())
        peak = max(drivers, key=lambda d: d.required, default=None)
        shown.append(
            ChannelRequirement(
                channel,
                drivers,
                sum(required) * grid.minutes / 60,
                peak if peak is not None and peak.required > 0 else None,
            )
        )
    source = str(details.get("source", "file"))
    stale = source in ("forecast", "simulation") and details.get("from") != fingerprint(ws, grid)
    return RequirementView(
        first_day, days, requirement, tuple(shown), requirement.agent_hours(), hours, source, stale,
        tuple(map(unpacked, details.get("warnings", ()))), meta.created_at,
    )  # fmt: skip


def _drivers(
    grid: TimeGrid, required: Sequence[float], rows: dict[str, list[float]] | None, shrinkage: float
) -> tuple[Driver, ...]:
    """Drivers of each interval; only the requirement where it came from a file."""
    if rows is None:
        return tuple(
            Driver(start, 0.0, 0.0, 0.0, value, 0.0, value, None, None, "file")
            for start, value in zip(grid.instants, required, strict=True)
        )
    flat = [shrinkage] * len(required)  # a requirement stored before there were kinds
    columns = [rows[k] for k in ("volume", "aht_s", "load", "agents", "service_level", "occupancy", "binding")]
    return tuple(
        Driver(start, volume, aht_s, load, agents, lost, value, sl, occupancy, str(binding))
        for start, value, lost, volume, aht_s, load, agents, sl, occupancy, binding in zip(
            grid.instants, required, rows.get("shrinkage", flat), *columns, strict=True
        )
    )


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [round(float(v), 6) if isfinite(float(v)) else None for v in values]


STANDS_ON = (
    "kind", "target", "aht_s", "patience_s", "concurrency", "handle_s_by_level", "min_staff", "shrinkage", "opening",
    "shrinkage_kinds", "dated",
)  # fmt: skip
"""What of a channel a requirement stands on; its labels are none of it."""


@reads
def fingerprint(ws: Workspace, grid: TimeGrid) -> str:
    """What a requirement stands on: the forecast, its overrides, the channels. It changes when any of them does.

    A hash of named fields, without those at their defaults: a field that is new in the program leaves requirements
    stored before as they were. Revision 0021 speaks the same form.
    """
    found = latest_forecast(ws, grid.start, grid.end)
    stands_on = {
        "forecast": found[0].forecast_id if found else None,
        "overrides": [o.override_id for o in read_overrides(ws, grid.start, grid.end)],
        "channels": {c.name: {n: v for n, v in _plain(c).items() if n in STANDS_ON} for c in read_channels(ws)},
    }
    text = json.dumps(stands_on, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "2:" + hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    """A domain value as JSON holds it; of a dataclass, the fields that are not at their defaults."""
    if is_dataclass(value) and not isinstance(value, type):
        given = {
            f.name: (getattr(value, f.name), f.default_factory() if f.default_factory is not MISSING else f.default)
            for f in fields(value)
        }
        return {name: _plain(now) for name, (now, default) in given.items() if now != default}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, (bool, str)) or value is None:
        return str(value) if isinstance(value, str) else value
    return float(value) if isinstance(value, (int, float)) else value.isoformat("minutes")


@reads
def export_requirement(ws: Workspace, first_day: date, days: int, path: Path) -> int:
    """Write interval_start, channel, required and what drives it as CSV or XLSX; returns the rows written."""
    from planner.tables.writing import write_table

    shown = view(ws, first_day, days)
    if shown.requirement is None:
        raise Refused(
            t("No requirement is stored for {day}.", day=first_day),
            t("Run it first: {command}", command=f"cuadrante staffing run --week {iso_week_label(first_day)}"),
        )
    grid = shown.requirement.grid
    nothing = (None,) * (len(EXPORT_COLUMNS) - 4)
    rows = [
        (start.isoformat(timespec="minutes"), c.channel.name, round(d.required, 4),
         *(nothing if d.binding == "file" else (round(d.volume, 4), d.aht_s, d.load, d.agents, d.shrinkage,
                                                d.service_level, d.occupancy)), d.binding)
        for c in shown.channels
        for start, d in zip(grid.local_starts, c.drivers, strict=True)
    ]  # fmt: skip
    write_table(path, EXPORT_COLUMNS, rows)
    return len(rows)


def calc(path: Path, export: Path | None = None) -> list[dict[str, str]]:
    """The Erlang calculator on a table: each row answered or given a `problem`."""
    from planner.staffing.table import SPARE, calc_rows
    from planner.tables.tables import read_records
    from planner.tables.writing import write_table

    rows = calc_rows(read_records(path, spare=SPARE))
    if not rows:
        raise Refused(t("{file} has no lines.", file=path.name),
                      t("Columns: {names}", names="model, volume, interval_s, aht_s, sl, awt_s …"))  # fmt: skip
    if export is not None and rows:
        write_table(export, tuple(rows[0]), [tuple(r.values()) for r in rows])
    return rows
