"""How long a month of variable pay takes: `python -m benchmarks pay-month AGENTS LINES`.

A made-up month (seeded) with tiers, a bonus with a team part, a spiff with a budget, a pot, a cap and a gate is
credited, computed, and written as a workbook with one statement per person; LibreOffice stores values when it is
there (not with `--no-values`). With `--database` the same goes through imports, workspace and services. Prints one JSON
line.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from engagement.pay.book.model import workbook
from engagement.pay.engine import run
from engagement.pay.inputs import Hours, Kpi, PeriodInputs, Person, Refund, Sale
from engagement.pay.plan import Period
from engagement.pay.plan_toml import loads
from planner.pay.files.lines import write_lines
from planner.pay.files.workbook import titles, write_workbook

PLAN = """
id = "bench"
version = 1
effective_from = 2026-01-01
protected_leave = "keep_target"
negative = "carry"
cap = "2500.00"

[[gate]]
metric = "csat"
min = "80.0"
fail_factor = "0.50"

[[component]]
id = "commission"
kind = "tier_marginal"
tiers = [["0", "0.005"], ["10000", "0.010"], ["20000", "0.015"]]
channels = ["phone", "chat"]

[[component]]
id = "bonus"
kind = "bonus"
target_bonus = "300.00"
quota = "24000.00"
curve = [["0.80", "0.50"], ["1.00", "1.00"]]
above_slope = "2"
cap_factor = "1.50"
individual_weight = "0.70"
team_weight = "0.30"

[[component]]
id = "friday"
kind = "spiff"
per_unit = "0.50"
from = 2026-11-27
to = 2026-11-30
budget = "5000.00"

[[component]]
id = "pot"
kind = "pot"
pot = "20000.00"
share_by = "hours"
"""


def month(agents: int, lines: int, seed: int = 1) -> PeriodInputs:
    """A made-up November of `agents` people and `lines` order lines."""
    draw = random.Random(seed)
    people = tuple(
        Person(f"a{i:04d}", f"Agent {i}", f"team{i % 20:02d}", language=("es", "en")[i % 2]) for i in range(agents)
    )
    begin = datetime(2026, 11, 1, 6, tzinfo=UTC)
    sales, refunds = [], []
    for index in range(lines):
        at = begin + timedelta(minutes=draw.randrange(29 * 24 * 60))
        first, second = draw.sample(people, 2) if draw.random() < 0.1 else (draw.choice(people), None)
        split = () if second is None else ((first.agent_id, Decimal("0.6")), (second.agent_id, Decimal("0.4")))
        currency, rate = ("EUR", None) if draw.random() < 0.9 else ("GBP", Decimal("0.8613"))
        net = Decimal(draw.randrange(500, 12_000)) / 100
        channel = draw.choice(("phone", "chat", "email"))
        stage = draw.choice(("pre", "during", "post"))
        agent = "" if split else first.agent_id
        sales.append(Sale(f"O{index // 2:07d}", str(index), agent, at, net, currency, rate, channel, stage, "", split))
        if draw.random() < 0.05:
            refunds.append(Refund(sales[-1].order_id, sales[-1].line_id, at + timedelta(days=2), net))
    kpis = tuple(Kpi(p.agent_id, "csat", Decimal(draw.randrange(7500, 9900)) / 100, 30) for p in people)
    hours = tuple(Hours(p.agent_id, p.team, Decimal(draw.randrange(80, 168))) for p in people)
    return PeriodInputs(Period("2026-11"), people, tuple(sales), tuple(refunds), kpis=kpis, hours=hours)


def main(argv: Sequence[str]) -> int:
    """Measure one month and print seconds, peak memory and rows as JSON."""
    parser = argparse.ArgumentParser(prog="pay-month")
    parser.add_argument("agents", type=int)
    parser.add_argument("lines", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--no-values", action="store_true", help="do not let LibreOffice store values")
    parser.add_argument("--database", action="store_true", help="import, run and export through a workspace")
    options = parser.parse_args(argv)
    inputs = month(options.agents, options.lines)
    if options.database:
        from benchmarks.pay_database import measure

        with tempfile.TemporaryDirectory() as folder:
            found = measure(inputs, PLAN, Path(folder), not options.no_values)
        print(json.dumps({"agents": options.agents, "lines": options.lines, **found}))
        return 0
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, began_cpu = time.perf_counter(), time.process_time()
    result = run(loads(PLAN), inputs)
    computed = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "month.xlsx"
        book = workbook(result, titles("en"))
        described = time.perf_counter()
        if book.aggregated:
            write_lines(result.credits.credits, path.with_suffix(".lines.csv"))
        write_workbook(book, path, "en", values=False)
        written = time.perf_counter()
        cpu_s = time.process_time() - began_cpu
        valued = False if options.no_values else write_workbook(book, path, "en")
        done = time.perf_counter()
        size = path.stat().st_size
    figures = {
        "agents": options.agents,
        "lines": options.lines,
        "seconds": round(written - began, 2),
        "seconds_with_values": round(done - written + described - began, 2) if valued else None,
        "engine_s": round(computed - began, 2),
        "workbook_s": round(written - computed, 2),
        "cpu_s": round(cpu_s, 2),
        "values_stored": valued,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "peak_children_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        "before_mb": round(before_mb, 1),
        "rows": sum(len(sheet.rows) for sheet in book.sheets),
        "file_mb": round(size / 1e6, 2),
        "payable": str(result.payable),
        "credits": len(result.credits.credits),
    }
    print(json.dumps(figures))
    return 0
