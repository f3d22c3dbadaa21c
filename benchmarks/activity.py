"""Public multi-activity instances (Qu & Curtois) through the engine, answers in the checker's form.

python -m benchmarks activity INSTANCE.txt [--seconds 60] [--seed K] --out roster.json
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from benchmarks.kinds.cores import ACTIVITIES, ActivityFrame, ActivityPerson, activity_core, activity_operators
from benchmarks.kinds.table import TableProgramme
from benchmarks.shift import engine, parsed, sections
from planner.rostering.kernels.arrays import INF
from planner.rostering.search.columns import classes_of
from planner.rostering.search.engine import Run

SHORT = 100.0  # points for one person missing: minimum cover is hard
LEAD = 24  # the horizon starts at 06:00: quarters of an hour after midnight


def read(path: Path) -> tuple[list[str], int, int, np.ndarray, ActivityFrame, list[ActivityPerson]]:
    """Staff, periods, tasks, cover table, shift frame and people of an instance."""
    s = sections(path)
    periods, tasks = int(s["HORIZON"][0][0]) * 96, int(s["TASKS"][0][0])
    days = (periods + LEAD - 1) // 96 + 1
    starts: list[tuple[int, ...]] = []
    for d in range(days):
        begins = []
        for hour in range(96):
            p = 96 * d + hour - LEAD
            good = hour == 0 or 24 <= hour <= 40 or 56 <= hour <= 72 or hour >= 80
            if good and p >= 0 and p + 24 <= periods:
                begins.append(p)
        starts.append(tuple(begins))
    frame = ActivityFrame(tuple(starts), 24, 40, 56, 5, 4, 96, LEAD)
    staff = [r[0] for r in s["STAFF"]]
    free = np.zeros(days)
    people = [ActivityPerson(-(-int(low) // 15), int(high) // 15, free, free) for _, low, high in s["STAFF"]]
    n = np.arange(len(staff) + 2)
    table = np.zeros((periods * tasks, len(staff) + 2))
    for day, span, task, low, high in s["COVER"]:
        hour, minute = map(int, span.split("-")[0].split(":"))
        p = (int(day) - 1) * 96 + hour * 4 + minute // 15 - LEAD
        cell = p * tasks + int(task) - 1
        table[cell] += SHORT * np.maximum(0, int(low) - n) + np.maximum(0, n - int(high)) ** 2
    return staff, periods, tasks, table, frame, people


def warm_up() -> None:
    """Compile the kernels of shifts cut into activities, or load them."""
    frame = ActivityFrame(((0, 2), (24, 26)), 6, 8, 12, 5, 3, 24, 0)
    table = np.abs(np.arange(4.0) - 1.0)[None, :].repeat(96, axis=0)
    people = [ActivityPerson(6, 16, np.zeros(2), np.zeros(2)) for _ in range(2)]
    operators = activity_operators()
    run = Run(activity_core(2, 48, 2, table, frame, people), None, 0, settings=ACTIVITIES, operators=operators)
    run.first()
    assert operators.prove is not None
    operators.prove(run, TableProgramme(run.core, classes_of(run.core, operators.alike), operators))
    run.best.bound = -INF  # nothing is improved that is proven to be the best
    run.polish(0.01, "preparing", 1.0)


def main(argv: list[str]) -> int:
    """Run the command; the figures as JSON on the last line."""
    args = parsed(argv, "benchmarks activity")
    warm_up()
    staff, periods, tasks, table, frame, people = read(args.instance)
    core = activity_core(len(frame.starts), periods, tasks, table, frame, people)
    best = engine(core, args, ACTIVITIES, activity_operators())
    answer = {}
    for i, who in enumerate(staff):
        cover = best.lines.cover[i].reshape(periods, tasks)
        answer[who] = [int(row.argmax()) + 1 if row.any() else 0 for row in cover]
    if args.out:
        args.out.write_text(json.dumps(answer), encoding="utf-8")
    return 0
