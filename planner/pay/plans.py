"""Plans of variable pay as they are kept: versions in TOML, checked before they are taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engagement.pay.plan import Period, Plan, PlanProblem, overlaps
from engagement.pay.plan_fields import PlanError
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads
from engagement.pay.whatif import Change
from planner.base.errors import InputProblems, Refused
from planner.base.i18n import money, t
from planner.base.problems import RowProblem
from planner.db import audit
from planner.db.transactions import reads
from planner.pay import months
from planner.pay.inputs import plans
from planner.pay.plan_words import place, said
from planner.pay.store import pay as store
from planner.pay.store.pay import read_plans

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


def check_plan(text: str, source: str) -> Plan:
    """The plan that a TOML text says; InputProblems names every mistake with its place and mend."""
    try:
        return loads(text, source)
    except PlanError as error:
        raise InputProblems(t("{file} is not a plan that can be used.", file=source),
                            [_problem(source, one) for one in error.problems]) from None  # fmt: skip


def _problem(source: str, found: PlanProblem) -> RowProblem:
    return RowProblem(source, 0, place(found.where, source), said(found.message), said(found.fix))


class ReachesBack(Refused):
    """A version that changes closed months: who gains and who loses, and the `token` with which it is accepted."""

    def __init__(self, plan: Plan, changes: Sequence[Change], token: str) -> None:
        gain = sum((c.delta for c in changes if c.delta > 0), Decimal(0))
        loss = sum((c.delta for c in changes if c.delta < 0), Decimal(0))
        super().__init__(
            t("{plan} reaches back into closed months: {n} people, {gain} more and {loss} less, paid as adjustments.",
              plan=plan.rule_version, n=len(changes), gain=money(gain), loss=money(-loss)),
            t("Accept it by {option}, or let it begin later.", option=f"--accept {token}"),
            "\n".join(f"{c.agent_id} {money(c.delta)}" for c in changes),
        )  # fmt: skip
        self.changes = tuple(changes)
        self.token = token


def import_plan(
    ws: Workspace, text: str, source: str = "plan.toml", accepted: str = ""
) -> tuple[Plan, tuple[str, ...]]:
    """Keep a plan version; returns it with warnings.

    Raises InputProblems for mistakes and for another plan that would pay the same people on the same days; Refused when
    the version was used in a month that is under way or paid, and says something else now than that it ends after them;
    ReachesBack when it changes what closed months come to, unless `accepted` is the token of just these changes.
    """
    plan = check_plan(text, source)
    with ws.write():
        known = {(one.id, one.version): one for one in plans(ws)}
        old = known.get((plan.id, plan.version))
        if old is not None and old != plan:
            _refuse_used(ws, plan, old, max(v for i, v in known if i == plan.id) + 1)
        others = [one for key, one in known.items() if key != (plan.id, plan.version)]
        rivals = [one for other in others if other.id != plan.id for one in overlaps([other, plan])]
        if rivals:
            raise InputProblems(
                t("{file} overlaps another plan.", file=source), [_problem(source, one) for one in rivals]
            )
        changes = months.reach_back(ws, (*others, plan), plan)
        token = hashlib.sha256(f"{text}{changes}".encode()).hexdigest()[:8]
        if changes and accepted != token:
            raise ReachesBack(plan, changes, token)
        store.save_plan(ws, plan.id, plan.version, text, plan.effective_from)
        audit.append(ws, "pay plan", plan.rule_version, {"from": plan.effective_from.isoformat()})
    warnings = tuple(
        t("{plan} begins on the same day as {other}; the higher version holds.", plan=plan.rule_version,
          other=other.rule_version)
        for other in others
        if other.id == plan.id and other.effective_from == plan.effective_from
    )  # fmt: skip
    return plan, warnings


def _refuse_used(ws: Workspace, plan: Plan, old: Plan, version: int) -> None:
    """A version that was used says what it said; only its end may move, not before the months it was used in."""
    used = [
        row.period
        for row in store.read_periods(ws, plan.id)
        if row.state != "draft" and row.body.get("rule_version") == plan.rule_version
    ]
    ends = plan.effective_to
    only_end = replace(old, effective_to=ends) == plan
    if used and not (only_end and (ends is None or ends >= Period(max(used)).end)):
        raise Refused(
            t("{plan} was used in {months} and cannot say something else now.", plan=plan.rule_version,
              months=", ".join(used)), t("Give the changed plan the version {n}.", n=version),
        )  # fmt: skip


@reads
def plan_text(ws: Workspace, plan_id: str = "", version: int | None = None) -> str:
    """The TOML of a version (the newest one unless told)."""
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
