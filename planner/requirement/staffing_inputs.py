"""What simulation, feedback, what-if and value stand on: the forecast in force as arrays, and a roster as groups.

Invariants: rows are the channels that have a forecast, in their order; live and concurrent contacts outside opening
hours are left out (nobody answers them), deferred ones arrive at any time; aht_s has no gaps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.transactions import reads
from planner.domain.demand import Channel, ChannelKind
from planner.domain.roster import Roster
from planner.domain.time import TimeGrid
from planner.forecast import volumes
from planner.forecast.handle_times import handle_factor, scaled
from planner.forecast.overrides import QUANTILES
from planner.requirement import requirements
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import productive_shares, reaching_in
from planner.shop.store.channels import read_channels
from planner.shop.store.history import read_contacts
from planner.staffing.required import spread_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.db.workspace import Workspace
    from planner.rostering.problem import RosterProblem
    from planner.staffing.simulate import AgentDays

Routing = Literal["skills", "planned"]
"""skills: an agent's planned channel first, then whatever else they can do; planned: nothing but the planned one."""

BACKLOG_LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Inputs:
    """C channels x T intervals of one span; `spread` is the log-scale spread of the contact rates."""

    grid: TimeGrid
    channels: tuple[Channel, ...]
    volumes: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    spread: NDArray[np.float64]
    open_: NDArray[np.bool_]
    day_of: NDArray[np.int64]
    backlog_min: NDArray[np.float64]
    """C: agent-minutes of deferred work that wait when the span begins."""

    @property
    def interval_s(self) -> float:
        """Length of an interval."""
        return self.grid.minutes * 60.0

    @property
    def needed(self) -> NDArray[np.bool_]:
        """C x T: where a channel's promise is looked at: open, and something arrives (deferred: open)."""
        deferred = np.array([c.kind is ChannelKind.DEFERRED for c in self.channels])
        return np.asarray(self.open_ & ((self.volumes > 0) | deferred[:, None]))


@reads
def read_inputs(ws: Workspace, grid: TimeGrid) -> Inputs:
    """The forecast in force on a grid. Raises Refused when no channel has one."""
    channels, mean, aht, spread, opened = [], [], [], [], []
    for channel in read_channels(ws):
        found = volumes.on_grid(ws, grid, channel.name)
        if found is None:
            continue
        is_open = np.array(requirements.open_mask(channel, grid), bool)
        volume = np.array(found.mean, float)
        sigma = spread_of(volume, requirements.LEVELS, [found.quantiles[q] for q in QUANTILES])
        handle = np.array(found.aht_s, float)
        handle = np.where(np.isnan(handle) | ((handle == 0) & (volume == 0)), channel.aht_s, handle)
        factor = handle_factor(ws, grid, channel) if channel.handle_s_by_level else ()
        moved = volume.sum() > 0 and any(f != 1 for f in factor)  # by level there is one ladder for the whole span
        channels.append(scaled(channel, float(np.average(factor, weights=volume))) if moved else channel)
        mean.append(volume if channel.kind is ChannelKind.DEFERRED else np.where(is_open, volume, 0.0))
        aht.append(handle)
        spread.append(sigma)
        opened.append(is_open)
    if not channels:
        raise Refused(
            t("No forecast covers {day} and the {n} days from it.", day=grid.first_day, n=grid.days),
            t("Run the forecast first: {command}",
              command=f"cuadrante forecast run --start {grid.first_day} --weeks {math.ceil(grid.days / 7)}"),
        )  # fmt: skip
    return Inputs(
        grid, tuple(channels), np.array(mean), np.array(aht), np.array(spread), np.array(opened),
        np.array([grid.day_of(i) for i in range(len(grid))], np.int64),
        np.array(list(opening_backlogs(ws, channels, grid.start, grid.zone).values())),
    )  # fmt: skip


@reads
def opening_backlogs(ws: Workspace, channels: Sequence[Channel], start: datetime, zone: str) -> dict[str, float]:
    """Agent-minutes that wait at `start`, by channel: of a deferred channel what came after it last closed, else 0.

    What came while it was open is taken to be done by then. The contacts are those of the history, of the same hours a
    week before where history does not reach that far, and none where it has neither.
    """
    waiting = {c.name: c for c in channels if c.kind is ChannelKind.DEFERRED and c.opening}
    found = dict.fromkeys((c.name for c in channels), 0.0)
    if not waiting:
        return found
    closed = {name: _last_close(c, start, zone) for name, c in waiting.items()}
    rows = read_contacts(ws, list(waiting), min(closed.values()) - BACKLOG_LOOK_BACK, start)
    for name, channel in waiting.items():
        mine = rows["channel"] == name
        at, contacts, handle = (rows[column][mine] for column in ("interval_start", "contacts", "aht_s"))
        for back in (timedelta(), BACKLOG_LOOK_BACK):
            inside = ((closed[name] - back).timestamp() <= at) & (at < (start - back).timestamp())
            if inside.any():
                known = [channel.aht_s if math.isnan(a) or a <= 0 else a for a in handle[inside].tolist()]
                found[name] = sum(n * a for n, a in zip(contacts[inside].tolist(), known, strict=True) if n > 0) / 60.0
                break
    return found


def _last_close(channel: Channel, start: datetime, zone: str) -> datetime:
    """When the channel last closed before `start`; `start` itself when it is open until then (or never opens)."""
    grid = TimeGrid((start - BACKLOG_LOOK_BACK).date(), 9, 15, zone)
    closed = start
    for i in range(grid.index(start) - 1, -1, -1):
        at = grid.local_starts[i]
        if channel.open_on(at.date(), at.time()):
            return closed
        closed = grid.instants[i]
    return start


@dataclass(frozen=True)
class Groups:
    """A roster as G groups of agents alike: same skills, same planned channel (empty: none told)."""

    skills: tuple[tuple[str, ...], ...]
    planned: tuple[str, ...]
    on_duty: NDArray[np.float64]
    """G x T agents, breaks taken out; fractions where somebody pauses for part of the interval."""
    ranks: NDArray[np.int64]
    """G x C: 0 = does not serve the channel, 1 = takes it first, ..."""
    present: NDArray[np.float64]
    """G x T: share of the time on duty not lost for a moment (meetings, lateness), of those not away for the day."""
    shifts: AgentDays
    """The shifts, each with the probability that its agent is away for all of it (sickness)."""


_ORDER = {ChannelKind.LIVE: 1, ChannelKind.CONCURRENT: 2, ChannelKind.DEFERRED: 3}


def group_roster(problem: RosterProblem, roster: Roster, data: Inputs, routing: Routing = "skills") -> Groups:
    """The agents on duty of a roster by skills and planned channel, counted as the auditor counts them: nobody in
    training or a meeting, screen pauses taken off where the rules say so, last week's nights with this week's.

    Who serves what: the planned channel first, then calls, then chats, then what may wait; with `routing="planned"`
    only the planned channel. Shifts without activities serve all skills of their agent.
    """
    from planner.requirement import shrinkage
    from planner.rostering.channels import channel_shares
    from planner.staffing.simulate import AgentDays

    parts = Parts(problem, roster)
    names = [c.name for c in data.channels]
    skills = {a.agent_id: tuple(n for n in names if n in a.skills) for a in parts.agents}
    rows: dict[tuple[tuple[str, ...], str], NDArray[np.float64]] = {}

    def row(able: tuple[str, ...], planned: str) -> NDArray[np.float64]:
        return rows.setdefault((able, planned), np.zeros(len(data.grid)))

    duties: list[list[tuple[tuple[tuple[str, ...], str], int, float]]] = []
    for shift in (*roster.shifts, *reaching_in(parts)):
        cells: list[tuple[tuple[tuple[str, ...], str], int, float]] = []
        duties.append(cells)
        able = skills.get(shift.agent_id, ())
        if not shift.activities and able:
            for i, part in productive_shares(parts, shift):
                row(able, "")[i] += part
                cells.append(((able, ""), i, part))
        for (told, i), part in channel_shares(parts, shift).items():
            if told in names:
                known = able if told in able else (*able, told)
                key = (known if routing == "skills" else (told,), told)
                row(*key)[i] += part
                cells.append((key, i, part))
    keys = sorted(rows) or [((), "")]
    ranks = np.zeros((len(keys), len(names)), np.int64)
    away = [shrinkage.away(c, data.grid) for c in data.channels]
    share = np.array([[float(a.total) for a in row] for row in away])
    day_share = np.array([[float(a.whole_day) for a in row] for row in away])
    present = np.ones((len(keys), len(data.grid)))
    all_day = np.zeros((len(keys), len(data.grid)))
    for g, (able, planned) in enumerate(keys):
        for c, channel in enumerate(data.channels):
            if channel.name in able:
                ranks[g, c] = 1 if channel.name == planned else _ORDER[channel.kind] + bool(planned)
        lost = [i for i, c in enumerate(data.channels) if c.name == planned or (not planned and c.name in able)]
        if lost:
            total, whole = share[lost].mean(axis=0), day_share[lost].mean(axis=0)
            present[g] = (1.0 - total) / (1.0 - whole)
            all_day[g] = whole
    duty = np.array([rows[key] for key in keys]) if rows else np.zeros((1, len(data.grid)))
    place = {key: g for g, key in enumerate(keys)}
    shifts = AgentDays.of([[(place[key], i, part) for key, i, part in cells] for cells in duties], all_day)
    return Groups(tuple(k[0] for k in keys), tuple(k[1] for k in keys), duty, ranks, present, shifts)
