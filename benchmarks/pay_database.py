"""The same month through the program: imports from CSV into a new workspace, the run, the workbook.

Part of `python -m benchmarks pay-month AGENTS LINES --database`; every step is the one the commands take.
"""

from __future__ import annotations

import csv
import os
import resource
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from engagement.pay.inputs import PeriodInputs

_T = TypeVar("_T")


def measure(inputs: PeriodInputs, plan: str, folder: Path, values: bool) -> dict[str, object]:
    """Seconds of each step and what came out."""
    os.environ["CUADRANTE_TODAY"] = "2026-12-03"
    os.environ["CUADRANTE_HOME"] = str(folder)
    from planner.domain.people import Agent, Contract
    from planner.pay import plans, steps
    from planner.pay.files import files
    from planner.shop.intake import imports
    from planner.shop.store.people import write_agents
    from planner.workspace import opening

    zone = ZoneInfo(inputs.period.zone)
    sales = folder / "sales.csv"
    with sales.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        names = "order_id line_id agent_id ordered_at net_amount currency eur_rate channel stage campaign split"
        writer.writerow(names.split())
        for s in inputs.sales:
            split = ";".join(f"{who}:{weight}" for who, weight in s.split)
            when = f"{s.ordered_at.astimezone(zone):%Y-%m-%d %H:%M}"
            writer.writerow((s.order_id, s.line_id, s.agent_id, when, s.net_amount, s.currency, s.eur_rate or "",
                             s.channel, s.stage, s.campaign, split))  # fmt: skip
    refunds = folder / "refunds.csv"
    with refunds.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("order_id", "line_id", "refunded_at", "net_amount"))
        writer.writerows((r.order_id, r.line_id, f"{r.refunded_at.astimezone(zone):%Y-%m-%d %H:%M}", r.net_amount)
                         for r in inputs.refunds)  # fmt: skip
    seconds: dict[str, float] = {}

    def timed(name: str, call: Callable[[], _T]) -> _T:
        began, began_cpu = time.perf_counter(), time.process_time()
        result = call()
        seconds[f"{name}_s"] = round(time.perf_counter() - began, 2)
        seconds[f"{name}_cpu_s"] = round(time.process_time() - began_cpu, 2)
        return result

    with opening.init(str(folder / "shop.sqlite"), time_zone=inputs.period.zone, language="en") as ws:
        write_agents(ws, [Agent(p.agent_id, p.name, p.team, ("phone", "chat"), Contract(2400)) for p in inputs.people])
        timed("import_sales", lambda: imports.commit(ws, imports.preview(ws, "sales", sales)))
        timed("import_refunds", lambda: imports.commit(ws, imports.preview(ws, "refunds", refunds)))
        plans.import_plan(ws, plan.replace('share_by = "hours"', 'share_by = "sales"'), "plan.toml")
        month = timed("run", lambda: steps.run(ws, inputs.period.id))
        timed("export", lambda: files.export(month, folder / "month.xlsx", values=values))
        timed("review", lambda: steps.review(ws, month.seen))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        **seconds,
        "run_and_export_s": round(seconds["run_s"] + seconds["export_s"], 2),
        "run_and_export_cpu_s": round(seconds["run_cpu_s"] + seconds["export_cpu_s"], 2),
        "payable": str(month.run.payable),
        "credited": str(sum((c.amount for c in month.run.credits.credits), Decimal(0))),
        "peak_mb": round(peak, 1),
    }
