"""Several weeks: each solved as a week of its own after the one before, put together, and priced as a whole.

The programme of several weeks takes many times as long as its weeks by themselves, and what goes from one week to the
next (rest, runs, weekends) moves little. So the weeks give the first good roster and the prices at which the whole is
bounded; annealing over the whole span goes on from there. Lines that keep every rule week by week but not together are
planned anew over the whole span.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from planner.domain.demand import Requirement
from planner.domain.roster import Roster, Shift
from planner.domain.time import TimeGrid
from planner.rostering.kernels.arrays import INF, SIGN, SIGNATURE, SOURCE, TARGET, Core, Lines, empty_lines, whole
from planner.rostering.kernels.cover import rebuild
from planner.rostering.kernels.crowd import insert_all
from planner.rostering.kernels.line import cover_duty, spread_cost
from planner.rostering.model.compile import Model, arcs_within
from planner.rostering.model.deferred import model_of
from planner.rostering.problem import Deferred, RosterProblem
from planner.rostering.rules.context.duty import Duty
from planner.rostering.rules.parts import Parts
from planner.rostering.rules.team.counting import placed
from planner.rostering.search.engine import FOREVER, Run
from planner.rostering.search.phases import complete


def week_problems(problem: RosterProblem) -> list[RosterProblem]:
    """The weeks of a problem, each with its own requirement, locks and published version."""
    grid, found = problem.grid, []
    for first in range(0, grid.days, 7):
        days = min(7, grid.days - first)
        begin, end = grid.first_day + timedelta(days=first), grid.first_day + timedelta(days=first + days)
        week = TimeGrid(begin, days, grid.minutes, grid.zone)
        span = slice(grid.day_indices(first).start, grid.day_indices(first + days - 1).stop)
        required = {c: v[span] for c, v in problem.requirement.required.items()}
        found.append(
            replace(
                problem, grid=week, requirement=Requirement(week, required),
                fixed=tuple(s for s in problem.fixed if begin <= s.day < end),
                baseline=tuple(s for s in problem.baseline if begin <= s.day < end),
                days_fixed=frozenset((who, d) for who, d in problem.days_fixed if begin <= d < end),
                deferred=(),
            )
        )  # fmt: skip
    return found


def _left_waiting(problem: RosterProblem, shifts: Sequence[Shift], span: slice) -> tuple[Deferred, ...]:
    """The deferred work of a span of intervals that the shifts before it have not worked off."""
    grid = problem.grid
    done = placed(Parts(problem, Roster(grid.first_day, grid.days, grid.zone, tuple(shifts))))
    found = []
    for work in problem.deferred:
        gone = sum(done.required[work.channel][: span.start]) * grid.minutes
        released, due = (tuple(max(0.0, v - gone) for v in values[span]) for values in (work.released, work.due))
        found.append(Deferred(work.channel, released, due))
    return tuple(found)


def week_by_week(
    problem: RosterProblem, weeks: list[RosterProblem], until: float, run: Run
) -> Iterator[tuple[Model, Run]]:  # fmt: skip
    """The weeks of a problem solved one after another by a moment of the clock (or each with a part of the steps of
    `run`), each knowing those before it.

    Each has the deferred work that those before it left. Ends early when there is no time for a week.
    """
    steps = None if run.steps == FOREVER else int(run.settings.weeks_share * run.steps / len(weeks))
    shifts: list[Shift] = []
    for number, week in enumerate(weeks):
        begun = time.perf_counter()
        share = (until - begun) / (len(weeks) - number)
        if share < 0.2:
            return
        first = problem.grid.day_indices(7 * number).start
        left = _left_waiting(problem, shifts, slice(first, first + len(week.grid)))
        week_now = replace(week, previous=(*problem.previous, *shifts), deferred=left)
        own, queues = model_of(week_now, arcs_within(share))
        seconds = None if share == FOREVER else share
        if time.perf_counter() - begun > share:
            return
        part = Run(
            own.core, seconds, run.seed, lambda _, phase: run.report(phase), run.stop_event, begun, whole(own.core),
            queues=queues, steps=steps, settings=run.settings,
        )  # fmt: skip
        best = complete(part)
        shifts += own.roster(best.lines.duty, best.lines.pause).shifts
        run.done += part.done + sum(work() for work in part.work)
        yield own, part


def rolled(problem: RosterProblem, model: Model, run: Run) -> np.ndarray | None:
    """Give `run` the roster of the weeks one after another; the prices they ended at, None where time did not suffice.

    `model` is that of the whole problem and `run` its run, which keeps the roster if it is better than its own. Weeks
    that there was no time for are as `run` had them.
    """
    core, lines, places = run.core, empty_lines(run.core), _Places(model)
    for mine, theirs in zip(lines, run.best.lines, strict=True):
        mine[...] = theirs
    prices: list[np.ndarray] = []
    until, weeks, done = run.part(run.settings.weeks_share), week_problems(problem), 0
    for own, part in week_by_week(problem, weeks, until, run):
        run.best.stopped = run.best.stopped or part.best.stopped
        if len(own.agents) == len(model.agents):
            places.put(lines, own, part.best.lines, 7 * done)
            prices += [part.prices] if part.prices is not None else []
            done += 1
        if run.over():
            break
    if not done:
        return None
    for i in run.free:
        cover_line(core, lines, int(i))
        lines.own[i] = line_cost(core, int(i), lines.duty[i])
    broken = lines.own >= INF / 2
    broken[[i for i in range(len(core.group)) if i not in run.free]] = True
    lines.duty[broken], lines.cover[broken], lines.own[broken] = -1, 0.0, 0.0
    anew = np.array([i for i in run.free if broken[i]], np.int64)
    rebuild(core, lines)
    insert_all(core, run.works[0], lines, anew, 0.0, run.states[0], run.guide, 0.0)
    cost = run.total_cost(lines)
    run.keep(lines, cost, "improving")
    return np.concatenate(prices, axis=1) if len(prices) == len(weeks) else None


class _Places:
    """Where the duties of a week stand in the whole model: by day, first cell, presence, breaks and lock."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.known: dict[int, dict[tuple[object, ...], int]] = {}

    def _of(self, s: int) -> dict[tuple[object, ...], int]:
        if s not in self.known:
            core, duty = self.model.core, self.model.duty
            span = range(int(core.duty_first[s]), int(core.duty_first[s + 1]))
            self.known[s] = {_key(duty[q], 0, 0): q for q in span}
        return self.known[s]

    def put(self, lines: Lines, own: Model, part: Lines, first: int) -> None:
        """Copy the days of a week's lines (its first day is `first`) into those of the whole; not cover and cost."""
        shift = self.model.problem.grid.day_indices(first).start
        days = own.problem.grid.days
        lines.duty[:, first : first + days] = -1
        for i, d in zip(*np.nonzero(part.duty >= 0), strict=True):
            known = self._of(int(self.model.core.set_of[i]))
            there = known.get(_key(own.duty[part.duty[i, d]], first, shift))
            if there is not None:
                lines.duty[i, first + d] = there
                breaks = part.pause[i, d] + shift
                lines.pause[i, first + d, : len(breaks)] = breaks


def cover_line(core: Core, lines: Lines, i: int) -> None:
    """The cover of a line from its shifts and breaks."""
    lines.cover[i] = 0.0
    for d in np.flatnonzero(lines.duty[i] >= 0):
        cover_duty(
            core.duties, core.d_tail, core.templates, core.pauses, core.t_frac, core.mask[core.mask_of[i]],
            lines.duty[i, d], lines.pause[i, d], lines.cover[i],
        )  # fmt: skip


def _key(duty: Duty, days: int, cells: int) -> tuple[object, ...]:
    return duty.day + days, duty.cell + cells, duty.presence, duty.template, duty.exact


def line_cost(core: Core, i: int, duty: np.ndarray) -> float:
    """What a line costs by itself: its arcs, shifts and days off; INF when it does not keep the hard rules."""
    if core.nodes[core.graph_of[i]] == 0:
        return INF
    layer, first = core.layer[core.graph_of[i]], int(core.cost_first[i]) - int(core.duty_first[core.set_of[i]])
    node, cost = 0, 0.0
    for d, q in enumerate(duty.tolist()):
        low, high = int(layer[d]), int(layer[d + 1])
        begin, end = low + np.searchsorted(core.arcs[SOURCE, low:high], (node, node + 1))
        sign = -1 if q < 0 else int(core.duties[SIGN, q])
        found = np.flatnonzero(core.arcs[SIGNATURE, begin:end] == sign)
        if not len(found):
            return INF
        arc = int(begin + found[0])
        cost += float(core.arc_cost[arc] + (core.off_cost[i, d] if q < 0 else core.duty_cost[q + first]))
        node = int(core.arcs[TARGET, arc])
    return cost + float(spread_cost(core, i, duty))
