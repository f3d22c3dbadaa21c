"""Closed periods never change: what a full recomputation differs by becomes dated lines in the open period.

The delta is of the whole recomputation (a refund that drops a tier moves the whole month), less what earlier
adjustments of the same period already booked; each line cites the closed period and the orders that moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from engagement.pay.credit import Credit
from engagement.pay.flags import Flag, flag_key
from engagement.pay.money import ZERO
from engagement.pay.results import Adjustment, Run

CreditKey = tuple[str, str, str, bool, Decimal]
"""agent, order, line, refund?, euros"""


@dataclass(frozen=True)
class ClosedPeriod:
    """What was paid: line amounts by (agent, component), the rule version, and the credits they were computed from."""

    period: str
    rule_version: str
    lines: Mapping[tuple[str, str], Decimal]
    credits: frozenset[CreditKey] = field(default_factory=frozenset)


def close_run(run: Run) -> ClosedPeriod:
    """Freeze a run. Raises ValueError while a line is not calculable."""
    lines: dict[tuple[str, str], Decimal] = {}
    for statement in run.statements:
        for line in statement.lines:
            if line.amount is None:
                raise ValueError(f"{line.agent_id}, {line.component_id} is not calculable; the period cannot close")
            lines[line.agent_id, line.component_id] = line.amount
    credits = frozenset(map(_key, run.credits.credits))
    return ClosedPeriod(run.inputs.period.id, run.plan.rule_version, lines, credits)


def adjustments(
    closed: ClosedPeriod,
    recomputed: Run,
    booked_in: str,
    booked: Iterable[Adjustment] = (),
    same_plan: Run | None = None,
) -> tuple[tuple[Adjustment, ...], tuple[Flag, ...]]:
    """Lines for the open period, and a blocking flag for each line that can no longer be computed.

    Args:
        closed: what was paid.
        recomputed: the closed period run again with everything known today, or with a plan changed in retrospect.
        booked_in: the open period that takes the lines.
        booked: adjustments of the same closed period in earlier months.
        same_plan: with everything known today and the plan that it was paid by, where `recomputed` has another: what it
            does not explain is the plan's doing.

    Raises:
        ValueError: the recomputation is of another period, or the lines would go into the closed period itself.
    """
    if recomputed.inputs.period.id != closed.period:
        raise ValueError(f"recomputed {recomputed.inputs.period.id}, but {closed.period} was closed")
    if booked_in <= closed.period:
        raise ValueError(f"an adjustment of {closed.period} cannot be booked in {booked_in}")
    before = dict(closed.lines)
    for earlier in booked:
        if earlier.closed_period == closed.period:
            key = (earlier.agent_id, earlier.component_id)
            before[key] = before.get(key, ZERO) + earlier.amount
    after: dict[tuple[str, str], Decimal] = {}
    flags: list[Flag] = []
    for statement in recomputed.statements:
        for line in statement.lines:
            key = (line.agent_id, line.component_id)
            if line.amount is None:
                values = (("period", closed.period),)
                flags.append(Flag("closed_line_not_calculable", "blocks", *key, values=values))
                before.pop(key, None)
            else:
                after[key] = line.amount
    moved: dict[str, list[CreditKey]] = {}
    for credit in frozenset(map(_key, recomputed.credits.credits)) ^ closed.credits:
        moved.setdefault(credit[0], []).append(credit)
    everybody = [credit for credits in moved.values() for credit in credits]
    changed = recomputed.plan.rule_version != closed.rule_version
    unplanned = _lines(same_plan) if same_plan else (dict(before) if changed else after)
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key, ZERO), after.get(key, ZERO)
        if old == new:
            continue
        by_plan = changed and unplanned.get(key, ZERO) != new
        mine = moved.get(key[0], [])
        if by_plan:
            mine = mine if unplanned.get(key, ZERO) != old else []
        else:
            mine = mine or everybody
        cause = "plan_change" if by_plan else _cause(mine)
        orders = tuple(sorted({credit[1] for credit in mine}))
        version = recomputed.plan.rule_version
        found.append(Adjustment(*key, closed.period, booked_in, new - old, old, new, cause, orders, version))
    return tuple(found), tuple(flags)


def new_flags(then: Run, today: Run) -> tuple[Flag, ...]:
    """What would stop the closed period were it open, as far as it did not stand there when it was closed."""
    known = {flag_key(flag): flag.count for flag in then.flags}
    return tuple(
        replace(flag, period=today.inputs.period.id)
        for flag in today.flags
        if flag.severity != "note" and flag.count > known.get(flag_key(flag), 0)
    )


def _lines(run: Run) -> dict[tuple[str, str], Decimal]:
    return {(x.agent_id, x.component_id): x.amount for s in run.statements for x in s.lines if x.amount is not None}


def _cause(moved: list[CreditKey]) -> Literal["refund", "late_sale", "correction"]:
    if any(credit[3] for credit in moved):
        return "refund"
    return "late_sale" if moved else "correction"


def _key(credit: Credit) -> CreditKey:
    return credit.agent_id, credit.order_id, credit.line_id, credit.refund, credit.amount
