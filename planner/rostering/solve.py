"""Solve a roster problem: run, progress, stop, keep the best so far.

Deterministic for a seed: the sequence of rosters that is tried follows from the problem and the seed alone, and the
clock only decides how far along it the solve gets. Two runs that end for the same reason before their time limit, or
after the same number of steps, give the same roster; a slower machine stops earlier on the same way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import numpy as np

from planner.domain.demand import Requirement
from planner.domain.people import Agent, Contract
from planner.domain.roster import Roster
from planner.domain.time import TimeGrid
from planner.rostering.audit import audit, breakdown, penalties
from planner.rostering.kernels.arrays import INF, Core, empty_lines, whole
from planner.rostering.kernels.crowd import anneal, price_classes
from planner.rostering.model.compile import Model, arcs_within, compile_model
from planner.rostering.model.deferred import model_of
from planner.rostering.packs.pack import base_pack
from planner.rostering.problem import Progress, Reason, RosterProblem, RosterResult, gap_of
from planner.rostering.search.engine import FOREVER, Best, Run
from planner.rostering.search.phases import complete
from planner.rostering.search.settings import Settings
from planner.rostering.search.weeks import rolled

_warm = {"done": False}


def solve(
    problem: RosterProblem,
    *,
    seconds: float | None,
    seed: int = 0,
    steps: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> RosterResult:
    """The best roster found within `seconds`, with its cost, the proven bound and the reasons for what is missing.

    `steps` of annealing in each thread end it too (`seconds` None: they alone): the roster then follows from problem
    and seed, however loaded the machine.

    `stop` ends it within half a second with the best so far. The first solve of an installation compiles the kernels
    before its clock starts (progress says so; `warm_up` does it beforehand). Never raises for bad input.
    """
    warm_up(progress)
    begun, settings = time.perf_counter(), Settings()
    limit = FOREVER if seconds is None else seconds
    model, queues = model_of(problem, arcs_within(limit))
    # weeks by themselves have a graph for each way into the week: not where graphs alone take long
    rolls = problem.grid.days > 7 and time.perf_counter() - begun < settings.weeks_compile * limit
    margin = min(0.25 * limit, 0.1 + 0.0012 * len(model.agents))
    told = {"at": -1.0, "cost": INF}

    def report(best: Best, phase: str) -> None:
        if progress is None:
            return
        now = time.perf_counter() - begun
        fresh = best.cost < told["cost"] - 1e-9
        if now - told["at"] < (0.5 if told["at"] >= 0 else 0.0):
            return
        told["at"], told["cost"] = now, best.cost
        roster = model.roster(best.lines.duty, best.lines.pause) if fresh else None
        cost, bound = _known(best.cost), _bound(model, best)
        progress(Progress(now, cost, bound, gap_of(cost, bound), phase, roster))

    def opening(run: Run) -> np.ndarray | None:
        return rolled(problem, model, run)

    run = Run(model.core, None if seconds is None else seconds - margin, seed, report, stop, begun, whole(model.core),
              opening if rolls else None, queues, steps, settings)  # fmt: skip
    best = complete(run)
    roster = model.roster(best.lines.duty, best.lines.pause)
    return _result(problem, model, best, roster, begun)


def _known(value: float) -> float | None:
    return None if abs(value) >= INF / 2 else round(value, 6)


def _bound(model: Model, best: Best) -> float | None:
    """The bound; of a model with some of the shifts only what holds of any roster: that none costs less than zero."""
    if not model.thinned:
        return _known(best.bound)
    return best.floor if best.cost <= best.floor + 1e-9 else None


def _result(problem: RosterProblem, model: Model, best: Best, roster: Roster, begun: float) -> RosterResult:
    found = dict(breakdown(penalties(problem, roster)))
    cost = _known(best.cost)
    rest = (cost or 0.0) - sum(found.values())
    if problem.deferred and not model.bent:  # late work beside live shortage is priced here as though each was alone
        cost = best.cost = round(sum(found.values()), 6)
        best.bound = min(best.bound, best.cost)
    elif abs(rest) > 0.5:
        found["rules_bent"] = round(rest, 6)
    bound = _bound(model, best)
    able = any(np.any(model.core.duty_cost[_span(model.core, i)] < INF) for i in range(len(model.agents)))
    bent = {model.agents[i].agent_id for i in model.bent}
    reasons = [*model.reasons, *_reasons(problem, roster, bent, able)]
    reasons += [Reason("solver_stopped", params={"detail": text}) for text in best.trouble]
    gap = gap_of(cost, bound)
    if not roster.shifts and (
        not model.agents or any(r.code in ("no_requirement", "nobody_available") for r in reasons)
    ):
        status = "empty"
    elif gap is not None and gap <= 1e-9:
        status = "optimal"
    else:
        status = "stopped" if best.stopped else "feasible"
    spent = time.perf_counter() - begun
    return RosterResult(
        roster, cost, bound, gap, status, spent, found, tuple(reasons), best.first_s,
        None if bound is None else best.bound_s,
    )  # fmt: skip


def _reasons(problem: RosterProblem, roster: Roster, bent: set[str], any_able: bool) -> list[Reason]:
    """Why something could not be had, from the finished roster; `bent` are people who cannot keep every rule."""
    found: list[Reason] = []
    if not problem.agents:
        found.append(Reason("no_agents"))
    sums = {c: sum(v) for c, v in problem.requirement.required.items()}
    if not any(v > 0 for v in sums.values()) and not problem.deferred:
        found.append(Reason("no_requirement"))
    elif problem.agents and not any_able:
        found.append(Reason("nobody_available"))
    at_work = {s.agent_id for s in roster.shifts}
    for channel, total in sums.items():
        if total > 0 and not any(channel in a.skills for a in problem.agents if a.agent_id in at_work):
            hours = round(total * problem.grid.minutes / 60, 1)
            found.append(Reason("no_skill", params={"channel": channel, "hours": hours}))
    broken: dict[str, set[str]] = {}
    not_kept: dict[tuple[str, str], list[date]] = {}
    for violation in audit(problem, roster) if roster.shifts else ():
        if violation.agent_id in bent and violation.rule == "contract_hours":
            found.append(Reason("hours_not_reached", violation.agent_id, violation.day, violation.params))
        elif violation.agent_id in bent:
            broken.setdefault(violation.agent_id, set()).add(violation.rule)
        else:
            not_kept.setdefault((violation.agent_id, violation.rule), []).append(
                violation.day or problem.grid.first_day
            )
    for agent_id, rules in broken.items():
        found.append(Reason("rules_in_conflict", agent_id, params={"rules": tuple(sorted(rules))}))
    for (agent_id, rule), days in not_kept.items():
        code = "rule_not_kept" if agent_id else "minimum_not_kept"
        found.append(Reason(code, agent_id, min(days), {"rules": (rule,), "n": len(days)}))
    return found


def _span(core: Core, i: int) -> slice:
    first = int(core.cost_first[i])
    return slice(first, int(core.cost_first[i + 1]))


def warm_up(progress: Callable[[Progress], None] | None = None) -> None:
    """Compile the kernels, or load them from the user's cache folder.

    Once an installation this takes some seconds; afterwards well under one.
    """
    if _warm["done"]:
        return
    if progress is not None:
        progress(Progress(0.0, None, None, None, "preparing"))
    _warm["done"] = True
    grid = TimeGrid(date(2026, 11, 23), 7, 60, "Etc/UTC")
    required = tuple(2.0 if 9 <= s.hour < 21 else 0.0 for s in grid.local_starts)
    agents = tuple(Agent(f"w{n}", "", "", ("phone",), Contract(2400, 5, (480,))) for n in range(4))
    rules = base_pack().replace({"daily_rest": {"minutes": 720}})
    problem = RosterProblem(grid, agents, Requirement(grid, {"phone": required}), rules=rules)
    core = compile_model(problem).core
    run = Run(core, 60.0, 0)
    run.first()
    lines, best = empty_lines(core), empty_lines(core)
    everybody = np.arange(len(agents))
    with ThreadPoolExecutor(2) as pool:  # the two large kernels compile side by side
        annealing = pool.submit(
            anneal, core, run.works[0], lines, best, 1e9, 1e9, everybody, run.states[0], 1, 2.0, 1.0, 2, 0.5,
            run.guide, 0.0, run.flag,
        )  # fmt: skip
        found = (np.zeros(4), np.zeros(4), np.zeros((4, 7), np.int32), np.zeros((4, 7, core.max_breaks), np.int32))
        prices = np.zeros((core.hit.shape[0], core.cells))
        price_classes(core, run.works[1], everybody, prices, *found, np.zeros((4, core.cells)))
        annealing.result()
