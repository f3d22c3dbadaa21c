"""Drives a run to good rosters and a proven bound: insert, anneal, price, dive, anneal again until time is up.

The sequence of what is tried depends on the problem and the seed only; the clock decides how far along it gets. The
best roster is in plain arrays at every moment, so that a stop, a time limit or a failure of a part never loses it.
"""

from __future__ import annotations

import time
from threading import Thread

import numpy as np

from planner.rostering.kernels.arrays import INF
from planner.rostering.search.columns import classes_of
from planner.rostering.search.engine import FOREVER, Best, Run
from planner.rostering.search.master import Programme
from planner.rostering.search.small_team import branch


def complete(run: Run) -> Best:
    """All phases; the best of them."""
    watcher = Thread(target=run.watch, daemon=True)
    watcher.start()
    try:
        run.first()
        prices = None
        if run.opening is not None:
            prices = run.opening(run)
        else:
            run.polish(run.budget(run.settings.opening), "improving", run.settings.opening_heat)
        if len(run.core.group) and not run.over():
            _programme(run, prices)
        if not run.over() and not run.optimal():
            run.polish(FOREVER, "improving", run.settings.last_heat[0 if run.small else 1])
    except (MemoryError, RuntimeError, ValueError, AssertionError) as problem:
        run.best.trouble.append(str(problem) or type(problem).__name__)
    finally:
        run.flag[0] = 1
    return run.best


def _programme(run: Run, prices: np.ndarray | None) -> None:
    """Column generation to the bound, from `prices` where there are any, then dives with annealing in between."""
    core, settings = run.core, run.settings
    fixed = frozenset(range(len(core.group))) - frozenset(int(i) for i in run.free)
    classes = classes_of(core, run.operators.alike, fixed)
    if not classes.members:
        return
    programme = (run.operators.programme or Programme)(core, classes, run.operators, run.queues)
    run.interrupts.append(programme.interrupt)
    run.work.append(lambda: programme.spent)
    try:
        if run.operators.prove is not None:
            run.operators.prove(run, programme)
            return
        place = {i: c for c, members in enumerate(classes.members) for i in members}
        run.offer(programme, place)
        limit = run.until
        if settings.patient_s < run.seconds and run.until < FOREVER:
            limit = min(run.until, run.begun + settings.converge_share * run.seconds)

        def told() -> None:
            if programme.bound > -INF / 2:
                run.bounded(programme.bound)
            run.report("proving")

        if prices is not None:
            programme.open(prices)
            told()
            limit = min(limit, run.part(settings.opened_share))
        converged = programme.generate(limit, 100000, run.over, report=told)
        run.best.proved = converged
        run.prices = None if programme.center is None else programme.center.rows
        if run.prices is not None and settings.lean > 0.0:
            run.guide, run.lean = np.ascontiguousarray(programme.group_prices(run.prices)), settings.lean
        run.best.bound_s = time.perf_counter() - run.begun
        blur, after = 0.0, settings.after_heat
        run.polish(run.budget(settings.after), "improving", after)  # a small team's dives take long when it is busy
        run.offer(programme, place)
        patient = settings.tree_s is not None and run.seconds >= settings.tree_s and run.steps == FOREVER  # two threads
        if run.small and patient and converged and run.opening is None:
            branch(run, programme, place)
            blur = settings.blur
        while not run.over() and not run.optimal() and (converged or run.opening is None):
            until = min(run.until, time.perf_counter() + settings.dive_share * run.seconds)
            rounds = settings.dive_rounds[0 if run.small else 1]
            chosen = programme.dive(run.until if run.until == FOREVER else until, run.over, run.rng, blur, rounds)
            if chosen is None:
                break
            lines = run.lines_of(chosen)
            cost = run.total_cost(lines)
            run.keep(lines, cost, "dive")
            run.polish(run.budget(settings.after), "improving", after, lines, cost)
            if run.small:  # what dives cannot find for few people, annealing from hot may, and the other way round
                run.polish(run.budget(settings.hot), "improving", settings.hot_heat)
            run.offer(programme, place)
            blur = settings.blur
    finally:
        run.interrupts.clear()
        programme.close()
