"""A roster tried before it is worked: thousands of days drawn from the forecast's distribution.

The roster is taken as it stands: breaks, training and meetings taken out, each agent away by chance with the shrinkage
of what they do, for the shift where its kind lasts whole days and otherwise for an interval. What could not be said
(nothing arrives, nobody is there) is None, never a number that looks right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.base.i18n import number, t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.demand import Channel, ChannelKind
from planner.domain.time import TimeGrid
from planner.requirement.staffing_inputs import Groups, Inputs, Routing, group_roster, read_inputs
from planner.roster import rosters
from planner.roster.spans import no_roster
from planner.staffing.simulate import simulate as run_simulation
from planner.tables.writing import write_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.db.workspace import Workspace
    from planner.roster.views import RosterView
    from planner.staffing.simulate import Simulation

Values = tuple[float | None, ...]
Progress = Callable[[float, str], None]
DAYS = 3500
"""Days simulated unless said otherwise: five hundred weeks."""
TOLERANCE = 0.005
COLUMNS = (
    "interval_start", "channel", "offered", "service_level", "sl_low", "sl_high", "sl_p10", "sl_p90", "asa_s",
    "asa_low_s", "asa_high_s", "p_abandon", "p_abandon_low", "p_abandon_high", "occupancy", "backlog_h",
    "backlog_p90_h", "target_sl", "short",
)  # fmt: skip


@dataclass(frozen=True)
class ChannelRun:
    """What one channel met, by interval (tuples of len(grid)) and over the span.

    Contacts of deferred channels count in the interval they are due in; their service level is the share done in time,
    their backlog the agent-hours left at the end of the interval. `low` and `high` bound the mean at 95 % confidence;
    one day in ten lies below p10, one above p90. Occupancy is that of everybody who serves the channel. `short` marks
    intervals whose promise is missed by more than chance; they are counted where the channel is open.
    """

    channel: Channel
    offered: Values
    service_level: Values
    sl_low: Values
    sl_high: Values
    sl_p10: Values
    sl_p90: Values
    asa_s: Values
    asa_low_s: Values
    asa_high_s: Values
    p_abandon: Values
    p_abandon_low: Values
    p_abandon_high: Values
    occupancy: Values
    backlog_h: Values
    backlog_p90_h: Values
    short: tuple[bool, ...]
    total_offered: float
    total_sl: tuple[float, float, float] | None
    total_asa_s: float | None
    total_abandon: float | None
    total_occupancy: float | None
    counted: int
    """Intervals in which the promise was looked at."""

    @property
    def promised(self) -> float | None:
        """The share promised in time; all of it for deferred work where no share is given."""
        return promised_sl(self.channel)

    @property
    def short_intervals(self) -> int:
        """How many intervals miss the promise."""
        return sum(self.short)


@dataclass(frozen=True)
class GroupRun:
    """Agents alike: their skills, the channel they were planned on (empty: none), how many, how busy."""

    skills: tuple[str, ...]
    planned: str
    on_duty: tuple[float, ...]
    occupancy: Values


@dataclass(frozen=True)
class SimulationView:
    """A simulated roster. `days` is the span; `simulated_days` how many days were drawn, fewer than `asked_days` when
    it was stopped."""

    first_day: date
    days: int
    grid: TimeGrid
    version_number: int
    simulated_days: int
    asked_days: int
    seed: int
    routing: Routing
    agent_hours: float
    channels: tuple[ChannelRun, ...]
    groups: tuple[GroupRun, ...]

    def channel(self, name: str) -> ChannelRun | None:
        """The run of one channel."""
        return next((c for c in self.channels if c.channel.name == name), None)


def promised_sl(channel: Channel) -> float | None:
    """The share of contacts promised in time; 1 for deferred channels that give none."""
    return 1.0 if channel.target.sl is None and channel.kind is ChannelKind.DEFERRED else channel.target.sl


def simulate(
    ws: Workspace,
    first_day: date,
    *,
    weeks: int = 1,
    simulated_days: int = DAYS,
    seed: int = 1,
    routing: Routing = "skills",
    version_id: str | None = None,
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> SimulationView:
    """Try the newest roster of a span (or the version given) on `simulated_days` days of its forecast.

    `progress` is told the share done; once `stopped` says so, what was simulated until then is returned.
    Raises Refused when there is no roster or no forecast.
    """
    with ws.read():
        shown = rosters.view(ws, first_day, weeks, version_id)
        data = inputs(ws, shown)
    return simulate_roster(ws, shown, simulated_days=simulated_days, seed=seed, routing=routing, progress=progress,
                           stopped=stopped, data=data)  # fmt: skip


def simulate_roster(
    ws: Workspace, shown: RosterView, *, simulated_days: int = DAYS, seed: int = 1, routing: Routing = "skills",
    progress: Progress | None = None, stopped: Callable[[], bool] | None = None, data: Inputs | None = None,
) -> SimulationView:  # fmt: skip
    """Try the roster of a view, on `data` where it was read with the view."""
    data, groups, seen = run(ws, shown, simulated_days=simulated_days, seed=seed, routing=routing, progress=progress,
                             stopped=stopped, data=data)  # fmt: skip
    return _view(shown, data, groups, seen, replications(simulated_days, shown.days) * shown.days, seed, routing)


def replications(simulated_days: int, days: int) -> int:
    """Spans to draw so that at least so many days are."""
    return max(2, -(-simulated_days // days))


def run(
    ws: Workspace, shown: RosterView, *, simulated_days: int = DAYS, seed: int = 1, routing: Routing = "skills",
    progress: Progress | None = None, stopped: Callable[[], bool] | None = None, data: Inputs | None = None,
) -> tuple[Inputs, Groups, Simulation]:  # fmt: skip
    """The simulation of a view's roster as the staffing engine gives it, with what went in."""
    data = data or inputs(ws, shown)
    assert shown.problem is not None
    groups = group_roster(shown.problem, shown.roster, data, routing)
    asked = number(replications(simulated_days, shown.days) * shown.days)

    def tell(share: float) -> None:
        assert progress is not None
        progress(share, t("simulating {n} days", n=asked))

    seen = run_simulation(
        data.channels, data.volumes, data.aht_s, groups.on_duty, groups.ranks, data.interval_s, spread=data.spread,
        day_of=data.day_of, open_=data.open_, opening_backlog_min=data.backlog_min, present=groups.present,
        shifts=groups.shifts,
        replications=replications(simulated_days, shown.days), seed=seed, progress=tell if progress else None,
        stopped=stopped,
    )  # fmt: skip
    return data, groups, seen


@reads
def inputs(ws: Workspace, shown: RosterView) -> Inputs:
    """The forecast on which a view's roster is tried. Raises Refused when there is no roster or no forecast."""
    if shown.version is None or shown.problem is None:
        raise no_roster(ws, shown.first_day, shown.days // 7)
    if shown.requirement is not None:
        return read_inputs(ws, shown.requirement.grid)
    return read_inputs(ws, TimeGrid(shown.first_day, shown.days, read_settings(ws).interval_minutes, shown.zone))


def _view(
    shown: RosterView, data: Inputs, groups: Groups, seen: Simulation, asked: int, seed: int, routing: Routing
) -> SimulationView:
    assert shown.version is not None
    busy = seen.occupancy
    runs = tuple(_channel_run(i, data, groups, seen) for i in range(len(data.channels)))
    return SimulationView(
        shown.first_day, shown.days, data.grid, shown.version.number, seen.replications * shown.days, asked, seed,
        routing, seen.agent_hours, runs,
        tuple(
            GroupRun(skills, planned, tuple(groups.on_duty[g].tolist()), _values(busy[g]))
            for g, (skills, planned) in enumerate(zip(groups.skills, groups.planned, strict=True))
        ),
    )  # fmt: skip


def _channel_run(i: int, data: Inputs, groups: Groups, seen: Simulation) -> ChannelRun:
    channel, needed = data.channels[i], data.needed[i]
    able = groups.ranks[:, i] > 0
    hands = seen.there[able]
    worked = np.where(np.isnan(seen.occupancy[able]), 0.0, seen.occupancy[able]) * hands
    there = hands.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        occupancy = np.where(there > 0, worked.sum(axis=0) / there, np.nan)
    offered = seen.offered[i]
    answered = np.nansum(seen.asa_s[i] * offered)
    total = seen.total_service_level[i]
    deferred = channel.kind is ChannelKind.DEFERRED
    waits = not deferred and offered.sum() > 0
    return ChannelRun(
        channel=channel, offered=_values(offered), service_level=_values(seen.service_level[i]),
        sl_low=_values(seen.service_level_low[i]), sl_high=_values(seen.service_level_high[i]),
        sl_p10=_values(seen.service_level_p10[i]), sl_p90=_values(seen.service_level_p90[i]),
        asa_s=_values(seen.asa_s[i]), asa_low_s=_values(seen.asa_low_s[i]), asa_high_s=_values(seen.asa_high_s[i]),
        p_abandon=_values(seen.p_abandon[i]), p_abandon_low=_values(seen.p_abandon_low[i]),
        p_abandon_high=_values(seen.p_abandon_high[i]), occupancy=_values(occupancy),
        backlog_h=_values(seen.backlog_h[i] if deferred else np.full(len(data.grid), np.nan)),
        backlog_p90_h=_values(seen.backlog_p90_h[i] if deferred else np.full(len(data.grid), np.nan)),
        short=tuple((missed(channel, seen, i) & needed).tolist()), total_offered=float(offered.sum()),
        total_sl=(float(total[0]), float(total[1]), float(total[2])) if isfinite(total[0]) else None,
        total_asa_s=float(answered / offered.sum()) if waits else None,
        total_abandon=float(seen.total_abandon[i]) if waits else None,
        total_occupancy=float(worked.sum() / there.sum()) if there.sum() > 0 else None,
        counted=int((needed & np.isfinite(seen.service_level[i])).sum()),
    )  # fmt: skip


def missed(channel: Channel, seen: Simulation, i: int) -> NDArray[np.bool_]:
    """T: intervals of channel i that miss a target by more than half a point and chance (95 %)."""
    target, sl = channel.target, promised_sl(channel)
    out = np.zeros(seen.offered.shape[1], bool)
    with np.errstate(invalid="ignore"):
        if sl is not None:
            out |= seen.service_level_high[i] < sl - TOLERANCE
        if target.asa_max_s is not None:
            out |= seen.asa_low_s[i] > target.asa_max_s * (1 + TOLERANCE)
        if target.abandon_max is not None:
            out |= seen.p_abandon_low[i] > target.abandon_max + TOLERANCE
    return out


def _values(row: NDArray[np.float64]) -> Values:
    return tuple(v if isfinite(v) else None for v in row.tolist())


def summary_rows(shown: SimulationView) -> list[dict[str, Any]]:
    """One row a channel: what `roster simulate` prints."""
    return [
        {
            "channel": c.channel.name,
            "contacts": round(c.total_offered, 1),
            "service_level": _rounded(c.total_sl[0] if c.total_sl else None),
            "sl_low": _rounded(c.total_sl[1] if c.total_sl else None),
            "sl_high": _rounded(c.total_sl[2] if c.total_sl else None),
            "target_sl": c.promised,
            "asa_s": _rounded(c.total_asa_s, 1),
            "p_abandon": _rounded(c.total_abandon),
            "occupancy": _rounded(c.total_occupancy),
            "backlog_max_h": _rounded(max((b for b in c.backlog_h if b is not None), default=None), 1),
            "intervals": c.counted,
            "short": c.short_intervals,
        }
        for c in shown.channels
    ]


def interval_rows(shown: SimulationView) -> list[dict[str, Any]]:
    """One row an interval and channel in which anything happens, columns `COLUMNS`."""
    out = []
    for c in shown.channels:
        series: Mapping[str, Sequence[Any]] = {
            "offered": c.offered, "service_level": c.service_level, "sl_low": c.sl_low, "sl_high": c.sl_high,
            "sl_p10": c.sl_p10, "sl_p90": c.sl_p90, "asa_s": c.asa_s, "asa_low_s": c.asa_low_s,
            "asa_high_s": c.asa_high_s, "p_abandon": c.p_abandon, "p_abandon_low": c.p_abandon_low,
            "p_abandon_high": c.p_abandon_high, "occupancy": c.occupancy, "backlog_h": c.backlog_h,
            "backlog_p90_h": c.backlog_p90_h,
        }  # fmt: skip
        for i, start in enumerate(shown.grid.local_starts):
            if not c.offered[i] and not c.backlog_h[i]:
                continue
            row: dict[str, Any] = {"interval_start": start.isoformat(timespec="minutes"), "channel": c.channel.name}
            row |= {name: _rounded(values[i]) for name, values in series.items()}
            out.append(row | {"target_sl": c.promised, "short": int(c.short[i])})
    return out


def export_simulation(shown: SimulationView, path: Path) -> int:
    """Write every interval of every channel as CSV or XLSX by the file's ending; returns the rows written."""
    return write_table(path, COLUMNS, [tuple(row[c] for c in COLUMNS) for row in interval_rows(shown)])


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
