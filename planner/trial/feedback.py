"""The requirement put right by simulation: more where the formula falls short, fewer where it is generous.

What comes out is stored as the requirement of the week (source `simulation`), so that the roster engine takes it. It is
undone by working the requirement out by the formula again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.base.errors import Cancelled, Refused
from planner.base.i18n import number, t
from planner.db import audit
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.domain.demand import ChannelKind, Requirement
from planner.domain.remark import packed
from planner.domain.time import TimeGrid, iso_week_label
from planner.requirement import requirements
from planner.requirement.shrinkage import shares
from planner.requirement.staffing_inputs import read_inputs
from planner.requirement.store import read_requirement, save_requirement
from planner.roster import rosters
from planner.staffing.feedback import adjusted, corrected_requirement
from planner.staffing.required import performance, shrunk
from planner.trial import simulation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.db.workspace import Workspace
    from planner.requirement.requirements import Formula, RequirementView
    from planner.requirement.staffing_inputs import Inputs

Progress = Callable[[float, str], None]
SOURCE = "simulation"
SAME = 1e-5
"""Agents by which two requirements may differ by rounding."""
AS_ASKED = 0.5
"""Agents by which a roster may differ from the requirement and still say something about it."""


@dataclass(frozen=True)
class ChannelCorrection:
    """One channel before and after, in agent-hours with shrinkage; intervals that got more and fewer agents."""

    channel: str
    formula_hours: float
    hours: float
    more: int
    fewer: int


@dataclass(frozen=True)
class Correction:
    """What the simulation changed. Hours are those of the requirement (shrinkage and minimum staff in them).

    `from_roster`: the roster of the week was simulated (shared skills, blended work); otherwise each channel by itself.
    `short_before` and `short_after` count intervals that miss a target by more than tolerance and chance.
    """

    formula_hours: float
    hours: float
    short_before: int
    short_after: int
    from_roster: bool
    channels: tuple[ChannelCorrection, ...]
    stopped: bool = False
    """Ended before the last trial in simulation."""

    def sentence(self) -> str:
        """What was asked and what suffices, for the user."""
        text = self._sentence()
        return f"{text} {t('Stopped before the last trial in simulation.')}" if self.stopped else text

    def _sentence(self) -> str:
        asked, enough = number(round(self.formula_hours)), number(round(self.hours))
        if self.from_roster:
            return t("The roster was simulated: {n} intervals short. The requirement goes from {asked} to {enough} "
                     "agent-hours.", n=self.short_before, asked=asked, enough=enough)  # fmt: skip
        if self.short_before == 0 or self.hours <= self.formula_hours:
            return t("The formula asked {asked} agent-hours, {enough} suffice.", asked=asked, enough=enough)
        return t("The formula asked {asked} agent-hours and leaves {n} intervals short; {enough} meet the targets.",
                 asked=asked, enough=enough, n=self.short_before)  # fmt: skip


def feedback(
    ws: Workspace,
    first_day: date,
    days: int = 7,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    seed: int = 1,
) -> tuple[RequirementView, Correction]:
    """Find the fewest agents that meet every interval's targets in simulation, and store them as the requirement.

    Each channel stands by itself here: deferred channels keep what the formula asks. Raises Refused when no forecast
    covers the span, Cancelled when stopped before every channel was gone through (nothing is stored then). Stopped
    later, while the whole is tried in simulation, the agents found so far are kept.
    """
    with ws.read():
        settings = read_settings(ws)
        data = read_inputs(ws, TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone))
        asked, stands_on = requirements.formula(ws, data.grid), requirements.fingerprint(ws, data.grid)

    def relay(share: float, channel: str) -> None:
        if channel and cancelled is not None and cancelled():
            raise Cancelled(t("Stopped; nothing was changed."))
        if progress is not None:
            progress(share, t("simulating {channel}", channel=channel) if channel else t("simulating the week"))

    deferred = np.array([c.kind is ChannelKind.DEFERRED for c in data.channels])
    done = corrected_requirement(
        data.channels, data.volumes, data.aht_s, data.interval_s, spread=data.spread, day_of=data.day_of,
        open_=data.open_, seed=seed, progress=relay,
        stopped=cancelled,
    )  # fmt: skip
    before = np.array([asked.required[c.name] for c in data.channels])
    after = np.array([_with_shrinkage(data, i, row) for i, row in enumerate(done.agents)])
    after[deferred] = before[deferred]
    correction = _correction(data, before, after, done.short_before, done.short_after, from_roster=False,
                             stopped=done.stopped)  # fmt: skip
    agents = {c.name: done.agents[i] for i, c in enumerate(data.channels)}
    levels = {c.name: done.expected_sl[i] for i, c in enumerate(data.channels)}
    return _store(ws, data, asked, stands_on, after, correction, agents, levels), correction


def feedback_from_roster(
    ws: Workspace, first_day: date, weeks: int = 1, *, simulated_days: int = 3500, seed: int = 1,
    progress: Progress | None = None, cancelled: Callable[[], bool] | None = None,
) -> tuple[RequirementView, Correction]:  # fmt: skip
    """Simulate the newest roster and move the requirement by one agent where it fell short or was generous.

    Only where the roster does what the requirement asks (within half an agent): elsewhere the roster is to blame, not
    the requirement. To be repeated with a solve in between: shared skills and deferred work done in quiet minutes count
    here. Stopped, it judges by the days simulated so far. Raises Refused when there is no roster, requirement or
    forecast.
    """
    with ws.read():
        shown = rosters.view(ws, first_day, weeks)
        data = simulation.inputs(ws, shown)
        stored = requirements.view(ws, first_day, weeks * 7)
        asked, stands_on = requirements.formula(ws, data.grid), requirements.fingerprint(ws, data.grid)
    if stored.requirement is None:
        raise Refused(
            t("No requirement is stored for {day}.", day=first_day),
            t("Run it first: {command}", command=f"cuadrante staffing run --week {iso_week_label(first_day)}"),
        )
    _, _, seen = simulation.run(ws, shown, simulated_days=simulated_days, seed=seed, progress=progress,
                                stopped=cancelled, data=data)  # fmt: skip
    nothing = (0.0,) * len(data.grid)
    before = np.array([stored.requirement.required.get(c.name, nothing) for c in data.channels])
    scheduled = shown.coverage.scheduled if shown.coverage else {}
    there = np.array([scheduled.get(c.name, nothing) for c in data.channels])
    as_asked = data.needed & (np.abs(there - before) <= AS_ASKED)
    after = np.where(as_asked, adjusted(data.channels, before, seen), before)
    short = sum(int((simulation.missed(c, seen, i) & data.needed[i]).sum()) for i, c in enumerate(data.channels))
    asked_days = simulation.replications(simulated_days, shown.days)
    correction = _correction(data, before, after, short, short, from_roster=True,
                             stopped=seen.replications < asked_days)  # fmt: skip
    agents = {c.name: after[i] * (1.0 - np.array(shares(c, data.grid), float)) for i, c in enumerate(data.channels)}
    levels = {c.name: seen.service_level[i] for i, c in enumerate(data.channels)}
    return _store(ws, data, asked, stands_on, after, correction, agents, levels), correction


def undo(ws: Workspace, first_day: date, days: int = 7) -> RequirementView:
    """The requirement as the formula asks for it, again."""
    return requirements.run(ws, first_day, days)


@reads
def stored_correction(ws: Workspace, first_day: date, days: int = 7) -> Correction | None:
    """What the simulation changed in the requirement in force; None when it is the formula's or came from a file."""
    found = read_requirement(ws, first_day, days)
    details = json.loads(found[1].details) if found else {}
    if details.get("source") != SOURCE:
        return None
    kept = dict(details["correction"])
    channels = tuple(ChannelCorrection(**c) for c in kept.pop("channels"))
    return Correction(**kept, channels=channels)


def _with_shrinkage(data: Inputs, i: int, agents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Agents to roster so that `agents` are there, with the minimum staff of the open hours."""
    channel = data.channels[i]
    floored = np.where(data.open_[i], np.maximum(agents, channel.min_staff), 0.0)
    return shrunk(floored, shares(channel, data.grid))


def _correction(
    data: Inputs, before: NDArray[np.float64], after: NDArray[np.float64], short_before: int, short_after: int, *,
    from_roster: bool, stopped: bool = False,
) -> Correction:  # fmt: skip
    hours = data.grid.minutes / 60
    channels = tuple(
        ChannelCorrection(c.name, round(float(before[i].sum() * hours), 4), round(float(after[i].sum() * hours), 4),
                          int((after[i] > before[i] + SAME).sum()), int((after[i] < before[i] - SAME).sum()))
        for i, c in enumerate(data.channels)
    )  # fmt: skip
    return Correction(
        sum(c.formula_hours for c in channels), sum(c.hours for c in channels), short_before, short_after, from_roster,
        channels, stopped,
    )  # fmt: skip


def _store(
    ws: Workspace, data: Inputs, asked: Formula, stands_on: str, after: NDArray[np.float64], correction: Correction,
    agents: dict[str, NDArray[np.float64]], levels: dict[str, NDArray[np.float64]],
) -> RequirementView:  # fmt: skip
    """Store the requirement with the formula's drivers, corrected agents and simulated service level."""
    grid = data.grid
    required: dict[str, tuple[float, ...]] = {}
    rows: dict[str, dict[str, Any]] = {}
    for i, channel in enumerate(data.channels):
        required[channel.name] = tuple(round(float(v), 6) for v in after[i])
        row: dict[str, Any] = dict(asked.rows[channel.name])
        rows[channel.name] = row
        if channel.kind is ChannelKind.DEFERRED:
            continue
        now = np.where(data.open_[i], agents[channel.name], 0.0)
        changed = np.abs(after[i] - np.array(asked.required[channel.name])) > SAME
        busy = performance(channel, data.volumes[i], data.aht_s[i], data.interval_s, np.ceil(now - 1e-9))[3]
        row |= {"agents": _numbers(now), "service_level": _numbers(levels[channel.name]), "occupancy": _numbers(busy)}
        row["binding"] = [SOURCE if c else b for c, b in zip(changed, asked.rows[channel.name]["binding"], strict=True)]
    details = {
        "source": SOURCE, "from": stands_on, "channels": rows, "warnings": list(map(packed, asked.warnings)),
        "correction": asdict(correction),
    }  # fmt: skip
    with ws.write():
        save_requirement(ws, Requirement(grid, required), json.dumps(details))
        audit.append(ws, "requirement corrected", f"{grid.first_day} +{grid.days}",
                     {"formula_hours": correction.formula_hours, "hours": correction.hours})  # fmt: skip
    return requirements.view(ws, grid.first_day, grid.days)


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [round(float(v), 6) if isfinite(float(v)) else None for v in values]
