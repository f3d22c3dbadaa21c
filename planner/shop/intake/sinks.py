"""Where the rows of each kind go. A sink stores parsed rows within the import's transaction and returns counts.

`SINKS` names a function as `module:function`, so that a room plugs its kind in with one line and is only loaded for it:

    def sink(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult

It raises InputProblems (through `Problems.refuse`) for rows that do not fit what is stored; the import then leaves
nothing behind. Contacts have a way of their own in imports.py.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.domain.demand import Requirement
from planner.domain.time import WIDTHS_MIN, TimeGrid
from planner.shop.intake.reading import Parsed, Problems

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

SINKS: dict[str, str] = {
    "events": "planner.shop.intake.sinks:events",
    "agents": "planner.shop.intake.sinks:agents",
    "absences": "planner.shop.intake.sinks:absences",
    "preferences": "planner.shop.intake.sinks:preferences",
    "requirement": "planner.shop.intake.sinks:requirement",
    "answers": "planner.surveys.foreign.answers:answers",
    "sales": "planner.pay.imports:sales",
    "refunds": "planner.pay.imports:refunds",
    "kpis": "planner.pay.imports:kpis",
    "conversations": "planner.pay.imports:conversations",
    "rates": "planner.pay.imports:rates",
    "campaign_costs": "planner.pay.imports:campaign_costs",
}


@dataclass(frozen=True)
class SinkResult:
    """Rows new, changed and same, and what else is worth saying."""

    new: int
    changed: int
    same: int
    notes: tuple[str, ...] = field(default=())


Sink = Callable[["Workspace", Sequence[Parsed], str, str], SinkResult]


def sink_of(kind: str) -> Sink:
    """The sink of a kind; Refused when no room takes it yet."""
    if kind not in SINKS:
        raise Refused(t("{kind} cannot be stored yet.", kind=kind))
    module, _, name = SINKS[kind].partition(":")
    return cast(Sink, getattr(importlib.import_module(module), name))


def events(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Events by name, channel and start."""
    from planner.shop.store.events import write_events

    counts = write_events(ws, [r.value for r in rows])
    return SinkResult(counts.new, counts.changed, counts.same)


def agents(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Agents by id; what the file does not tell (availability, lengths of days) stays as it was."""
    from dataclasses import replace

    from planner.shop.store.channels import read_channels
    from planner.shop.store.people import read_agents, write_agents

    known = {agent.agent_id: agent for agent in read_agents(ws)}
    merged = []
    for row in rows:
        agent, old = row.value, known.get(row.value.agent_id)
        if old is not None:
            contract = replace(agent.contract, daily_minutes=old.contract.daily_minutes)
            agent = replace(agent, contract=contract, availability=old.availability)
        merged.append(agent)
    counts = write_agents(ws, merged)
    channels = {channel.name for channel in read_channels(ws)}
    unknown = sorted({skill for agent in merged for skill in agent.skills} - channels) if channels else []
    notes = (t("Skills without a channel of that name: {names}.", names=", ".join(unknown)),) if unknown else ()
    return SinkResult(counts.new, counts.changed, counts.same, notes)


def _known_agents(ws: Workspace, rows: Sequence[Parsed], file: str) -> None:
    """Refuse rows of agents that are not in the workspace."""
    from planner.shop.store.people import read_agents

    known = {agent.agent_id for agent in read_agents(ws)}
    problems = Problems()
    for row in rows:
        if row.value.agent_id not in known:
            problems.add(
                RowProblem(
                    file,
                    row.row,
                    "agent_id",
                    t("There is no agent {agent}.", agent=row.value.agent_id),
                    t("Import the agents first, or mend the id."),
                )
            )
    problems.refuse(file)


def absences(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Time off by agent, start and end."""
    from planner.shop.store.people import write_time_off

    _known_agents(ws, rows, file)
    counts = write_time_off(ws, [r.value for r in rows])
    return SinkResult(counts.new, counts.changed, counts.same)


def preferences(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """Wishes by agent, day, wish and start."""
    from planner.shop.store.people import write_preferences

    _known_agents(ws, rows, file)
    counts = write_preferences(ws, [r.value for r in rows])
    return SinkResult(counts.new, counts.changed, counts.same)


def requirement(ws: Workspace, rows: Sequence[Parsed], file: str, zone: str) -> SinkResult:
    """The requirement by ISO week; each week the file touches gets a new stored requirement.

    Intervals of a touched week that the file leaves out keep the stored value, or 0 where there is none; that is said.
    """
    from planner.db.workspace import read_settings
    from planner.requirement.store import read_requirement, save_requirement
    from planner.shop.store.channels import ensure_channels

    problems, tz = Problems(), ZoneInfo(zone)
    minutes = _width([r.value.interval_start for r in rows], read_settings(ws).interval_minutes)
    weeks: dict[date, list[Parsed]] = {}
    for row in rows:
        day = row.value.interval_start.astimezone(tz).date()
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(row)
    new = changed = same = filled = 0
    ensure_channels(ws, dict.fromkeys(r.value.channel for r in rows))
    for monday, found in sorted(weeks.items()):
        grid = TimeGrid(monday, 7, minutes, zone)
        stored = read_requirement(ws, monday)
        old = stored[0] if stored and stored[0].grid == grid else None
        values = {channel: list(numbers) for channel, numbers in old.required.items()} if old else {}
        touched: dict[str, set[int]] = {}
        changes = 0
        for row in found:
            place = grid.index(row.value.interval_start)
            if grid.instants[place] != row.value.interval_start:
                problems.add(
                    RowProblem(
                        file,
                        row.row,
                        "interval_start",
                        t("The interval does not start on the grid of {minutes} minutes.", minutes=minutes),
                        t("Use one width for the whole file."),
                    )
                )
                continue
            series = values.setdefault(row.value.channel, [0.0] * len(grid))
            had = old is not None and row.value.channel in old.required
            new += not had
            same += had and series[place] == row.value.required
            changes += not had or series[place] != row.value.required
            changed += had and series[place] != row.value.required
            series[place] = row.value.required
            touched.setdefault(row.value.channel, set()).add(place)
        if old is None:
            filled += sum(len(grid) - len(places) for places in touched.values())
        if changes and not problems.total:
            required = {channel: tuple(numbers) for channel, numbers in values.items()}
            save_requirement(ws, Requirement(grid, required), '{"source":"file"}')
    problems.refuse(file)
    notes = (t("{n} intervals that the file leaves out count as 0.", n=filled),) if filled else ()
    return SinkResult(new, changed, same, notes)


def _width(starts: Sequence[datetime], usual: int) -> int:
    """The widest width whose grid holds all starts; the workspace's where the distances fit it."""
    distinct = sorted({int(s.astimezone(UTC).timestamp()) for s in starts})
    gaps = [b - a for a, b in pairwise(distinct)]
    if gaps and min(gaps) >= 23 * 3600:
        return 1440
    if all(start % (usual * 60) == 0 for start in distinct) and (not gaps or min(gaps) <= usual * 60):
        return usual
    return next(
        (w for w in sorted(WIDTHS_MIN[:-1], reverse=True) if all(g % (w * 60) == 0 for g in gaps)), WIDTHS_MIN[0]
    )
