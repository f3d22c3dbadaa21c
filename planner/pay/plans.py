"""Plans of variable pay as they are kept: versions in TOML, checked before they are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engagement.pay.plan import Period, Plan, PlanProblem, overlaps
from engagement.pay.plan_fields import PlanError
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads
from planner.base.errors import InputProblems, Refused
from planner.base.i18n import t
from planner.domain.problems import RowProblem

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def plans(ws: Workspace) -> tuple[Plan, ...]:
    """Every stored version, by plan and number."""
    from planner.pay.store.pay import read_plans

    return tuple(loads(row.body, f"{row.plan_id} v{row.version}") for row in read_plans(ws))


def check_plan(text: str, source: str) -> Plan:
    """The plan that a TOML text says; InputProblems names every mistake with its place and mend."""
    try:
        return loads(text, source)
    except PlanError as error:
        raise InputProblems(t("{file} is not a plan that can be used.", file=source),
                            [_problem(source, one) for one in error.problems]) from None  # fmt: skip


def _problem(source: str, found: PlanProblem) -> RowProblem:
    from planner.pay.plan_words import place, said

    return RowProblem(source, 0, place(found.where, source), said(found.message), said(found.fix))


def import_plan(ws: Workspace, text: str, source: str = "plan.toml") -> tuple[Plan, tuple[str, ...]]:
    """Keep a plan version; returns it with warnings.

    Raises InputProblems for mistakes and for another plan that would pay the same people on the same days; Refused when
    the version was used in a month that is under way or paid, and says something else now.
    """
    from planner.db import audit
    from planner.pay.store import pay as store

    plan = check_plan(text, source)
    known = {(row.plan_id, row.version): row for row in store.read_plans(ws)}
    old = known.get((plan.id, plan.version))
    if old is not None and loads(old.body, source) != plan:
        used = [
            row.period
            for row in store.read_periods(ws, plan.id)
            if row.state != "draft" and row.body.get("rule_version") == plan.rule_version
        ]
        if used:
            raise Refused(
                t("{plan} was used in {months} and cannot say something else now.", plan=plan.rule_version,
                  months=", ".join(used)),
                t("Give the changed plan the version {n}.", n=max(v for i, v in known if i == plan.id) + 1),
            )  # fmt: skip
    others = [p for p in plans(ws) if (p.id, p.version) != (plan.id, plan.version)]
    rivals = [one for other in others if other.id != plan.id for one in overlaps([other, plan])]
    if rivals:
        raise InputProblems(t("{file} overlaps another plan.", file=source), [_problem(source, one) for one in rivals])
    replaced = [p.rule_version for p in others if p.id == plan.id and p.effective_from == plan.effective_from]
    with ws.write():
        store.save_plan(ws, plan.id, plan.version, text, plan.effective_from)
        audit.append(ws, "pay plan", plan.rule_version, {"from": plan.effective_from.isoformat()})
    warnings = tuple(
        t("{plan} begins on the same day as {other}; the higher version holds.", plan=plan.rule_version, other=other)
        for other in replaced
    )
    return plan, warnings


def plan_text(ws: Workspace, plan_id: str = "", version: int | None = None) -> str:
    """The TOML of a version (the newest one unless told)."""
    from planner.pay.store.pay import read_plans

    rows = [r for r in read_plans(ws) if (not plan_id or r.plan_id == plan_id) and version in (None, r.version)]
    if not rows:
        raise Refused(t("There is no plan {plan}.", plan=plan_id), t("See `cuadrante pay plan list`."))
    if len({row.plan_id for row in rows}) > 1:
        raise Refused(t("There are several plans: {names}.", names=", ".join(sorted({r.plan_id for r in rows}))),
                      t("Name one."))  # fmt: skip
    return rows[-1].body


def new_version_text(plan: Plan, period: str) -> str:
    """TOML of the next version of a plan, in force from the first of a month."""
    return dumps(replace(plan, version=plan.version + 1, effective_from=Period(period).start))
