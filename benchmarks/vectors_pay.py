"""Replay variable-pay cases through the public functions of `engagement.pay` and `engagement.economics`.

`replay(vector)` dispatches on the case's `kind`, reads `plan` and `inputs`, and returns the keys of its `expected` (all
keys it knows of when the case brings none). Nothing is computed here that the product does not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from engagement.economics.payback import payback
from engagement.pay.adjust import adjustments, close_run
from engagement.pay.bonus import Attainment, PartInput, Reading, attainment, blend, pass_gates, shaped, team_shares
from engagement.pay.credit import assisting_agent, credit_sales
from engagement.pay.curve import Curve, Tiers, linear, tier_cliffs
from engagement.pay.engine import run
from engagement.pay.inputs import Contact, PeriodInputs, Person, Refund, Sale
from engagement.pay.ledger import settle, settle_months
from engagement.pay.lines import LEAVE_ALL_PERIOD
from engagement.pay.money import (
    CENT,
    Exact,
    allocate,
    exact,
    net_of_vat,
    round_line,
    round_to,
    scale_to_budget,
    to_decimal,
    to_euros,
    total,
)
from engagement.pay.plan import Component, ComponentKind, Gate, Part, Period, Plan
from engagement.pay.prorate import Proration, active_days
from engagement.pay.whatif import cost_at_attainment

Table = Mapping[str, Any]


def replay(vector: dict[str, Any]) -> dict[str, Any]:
    """The keys of a case's `expected`, computed by the product; money as strings with two decimals."""
    got = KINDS[vector["kind"]](vector.get("plan") or {}, vector.get("inputs") or {})
    wanted = vector.get("expected")
    return {key: got.get(key) for key in wanted} if wanted else got


def _d(value: object) -> Decimal:
    return Decimal(str(value))


def _opt(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _money(value: Exact) -> str:
    return f"{round_line(value):.2f}"


def _moneys(values: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: _money(value) for key, value in values.items()}


def _plain(value: Exact) -> str:
    """A figure that is no money, without zeros at its end."""
    return f"{to_decimal(value).normalize():f}"


def _unknown(reason: str) -> dict[str, Any]:
    return {
        "payout": None,
        "status": "not_calculable",
        "blocks_approval": True,
        "reason": reason,
        "flags": [reason],
    }


def _curve(plan: Table) -> Curve:
    if plan.get("curve"):
        points = tuple((_d(x), _d(y)) for x, y in plan["curve"])
        cap = plan.get("cap_factor", plan.get("cap"))
        return Curve(points, _d(plan.get("above_slope", "1")), _opt(cap))
    return linear(str(plan.get("threshold") or 0), plan.get("cap_factor", plan.get("cap")))


def _bonus(plan: Table, inputs: Table) -> dict[str, Any]:
    target = _d(plan["target_bonus"])
    reached = attainment(_opt(inputs.get("sales")), _opt(plan.get("quota")))
    return _paid(target, reached, _curve(plan))


def _paid(target: Exact, reached: Attainment, curve: Curve) -> dict[str, Any]:
    if reached.value is None:
        return _unknown(reached.reason)
    factor = curve.factor(reached.value)
    payout = round_line(exact(target) * factor.value)
    uncapped = round_line(exact(target) * factor.uncapped)
    return {
        "payout": _money(payout),
        "attainment_display": f"{round_to(reached.value * 100, 1)}%",
        "cap_applied": factor.cap_applied,
        "lost_to_cap": _money(uncapped - payout),
        "status": "due" if payout else "nothing_due",
        "blocks_approval": False,
        "reason": "under_threshold" if factor.under_threshold else None,
        "flags": [],
    }


def _nothing(reason: str) -> dict[str, Any]:
    return {"payout": "0.00", "status": "nothing_due", "blocks_approval": False, "reason": reason, "flags": []}


def _flat_net(plan: Table, inputs: Table) -> dict[str, Any]:
    discounts = _d(inputs.get("discount_incl_vat", inputs.get("discounts_incl_vat", 0)))
    shipping, vat = _d(inputs.get("shipping_incl_vat", 0)), _d(plan["vat"])
    base = net_of_vat(_d(inputs["gross_incl_vat"]), shipping, vat, discounts)
    base -= net_of_vat(_d(inputs.get("refund_incl_vat", inputs.get("refunds_incl_vat", 0))), 0, vat)
    base -= exact(_d(inputs.get("refunds_net", 0)))
    return {"base": _money(base), "payout": _money(base * exact(_d(plan["rate"])))}


def _tiers(plan: Table, whole: bool) -> Tiers:
    return Tiers(tuple((_d(low), _d(rate)) for low, rate in plan["tiers"]), whole)


def _tier(whole: bool) -> Callable[[Table, Table], dict[str, Any]]:
    def paid(plan: Table, inputs: Table) -> dict[str, Any]:
        tiers = _tiers(plan, whole)
        sales = _d(inputs["sales"])
        return {
            "payout": _money(tiers.amount(sales)),
            "rate": str(tiers.rate(sales)),
            "cliffs": {str(cliff.at): str(cliff.jump) for cliff in tier_cliffs(tiers)},
        }

    return paid


def _gated(plan: Table, inputs: Table) -> dict[str, Any]:
    gates = tuple(
        Gate(row["metric"], _opt(row.get("min")), _d(row["fail_factor"]), row.get("min_n"), _opt(row.get("max")))
        for row in plan.get("gates", ())
    )
    readings = {
        name: Reading(_opt(row.get("value")), row.get("n")) for name, row in (inputs.get("metrics") or {}).items()
    }
    judged = pass_gates(gates, readings, int(inputs.get("min_n", plan.get("min_n", 0))))
    amount = shaped(_d(inputs["component_uncapped"]), _opt(plan.get("component_cap")), judged.factor)
    return {
        "payout": _money(amount),
        "flags": list(judged.flags),
        "factor": _plain(judged.factor),
        "failed": [gate.metric for gate in judged.failed],
    }


def _blended(target: Decimal, parts: list[PartInput]) -> dict[str, Any]:
    whole = blend(parts)
    if whole.value is None:
        return _unknown(whole.reason)
    return {"payout": _money(exact(target) * whole.value), "status": "due", "blocks_approval": False, "flags": []}


def _part(name: str, reached: object, curve: Curve, weight: Exact | str) -> PartInput:
    value = Attainment(None, "actual_missing") if reached is None else Attainment(exact(_d(reached)))
    return PartInput(name, value, curve, exact(weight))


def _scorecard(plan: Table, inputs: Table) -> dict[str, Any]:
    parts = [
        _part(row["id"], inputs["attainment"].get(row["id"]), _curve(row), row["weight"]) for row in plan["components"]
    ]
    return _blended(_d(plan["target_bonus"]), parts)


def _inverse(plan: Table, inputs: Table) -> dict[str, Any]:
    reached = attainment(_opt(inputs.get("actual")), _opt(plan.get("target")), lower_is_better=True)
    return _paid(_d(plan["target_bonus"]), reached, _curve(plan))


def _weighted(plan: Table, _: Table) -> dict[str, Any]:
    parts = [_part(str(i), row["att"], _curve(plan), row["w"]) for i, row in enumerate(plan["parts"])]
    return _blended(_d(plan["target_bonus"]), parts)


def _two_teams(plan: Table, inputs: Table) -> dict[str, Any]:
    curve = _curve(plan)
    shares = team_shares({team["id"]: str(team["hours"]) for team in inputs["teams"]})
    if not shares:
        return _unknown("team_missing")
    parts = [_part("individual", inputs["individual_att"], curve, plan["w_individual"])]
    parts += [
        _part(team["id"], team["att"], curve, exact(str(plan["w_team"])) * shares[team["id"]])
        for team in inputs["teams"]
        if shares[team["id"]]
    ]
    return _blended(_d(plan["target_bonus"]), parts)


def _prorated(plan: Table, inputs: Table) -> dict[str, Any]:
    start, end = map(date.fromisoformat, inputs["period"])
    first, last = (None if day is None else date.fromisoformat(day) for day in inputs["active"])
    days = active_days(start, end, first, last)
    share = Proration((end - start).days + 1, days, fte=_d(inputs.get("fte", "1")))
    target = exact(_d(plan["target_bonus"])) * share.target_share
    quota = exact(_d(plan.get("quota") or 0)) * share.quota_share
    if plan.get("attainment_override") is not None:
        reached = Attainment(exact(_d(plan["attainment_override"])))
    else:
        reached = attainment(_opt(inputs.get("sales")), quota)
    facts = {
        "days_active": days,
        "days_period": share.days_period,
        "quota": _money(quota),
        "target": _money(target),
    }
    if not days:
        return {**_nothing("not_active"), **facts}
    return {**_paid(target, reached, _curve(plan)), **facts}


def _leave(plan: Table, inputs: Table) -> dict[str, Any]:
    if plan.get("policy") not in ("keep_target", "prorate_both"):
        return _unknown("protected_leave_policy_missing")
    days = int(inputs["days_period"])
    active = int(inputs.get("days_active", days))
    fte = _d(inputs.get("fte", "1"))
    share = Proration(days, active, int(inputs["days_protected_leave"]), fte, plan["policy"])
    target = exact(_d(plan["target_bonus"])) * share.target_share
    quota = exact(_d(plan["quota"])) * share.quota_share
    facts = {"quota": _money(quota), "target": _money(target)}
    if share.days_leave == share.days_active:
        away = _nothing(LEAVE_ALL_PERIOD) if plan["policy"] == "prorate_both" else _unknown(LEAVE_ALL_PERIOD)
        return {**away, **facts}
    return {**_paid(target, attainment(_opt(inputs.get("sales")), quota), _curve(plan)), **facts}


def _round_lines(plan: Table, inputs: Table) -> dict[str, Any]:
    rate = exact(_d(plan["rate"]))
    exacts = [exact(_d(base)) * rate for base in inputs["bases"]]
    lines = [round_line(value) for value in exacts]
    # The two "wrong" keys show what other roundings would have given; they are arithmetic on the inputs, not pay.
    even = (_d(inputs["bases"][0]) * _d(plan["rate"])).quantize(CENT, rounding=ROUND_HALF_EVEN) if exacts else CENT * 0
    return {
        "lines": [_money(line) for line in lines],
        "total": _money(total(lines)),
        "wrong_half_even_line": f"{even:.2f}",
        "wrong_round_of_sum": _money(sum(exacts, exact(0))),
    }


def _pot(plan: Table, inputs: Table) -> dict[str, Any]:
    weights = {who: str(weight) for who, weight in inputs["weights"].items()}
    if _d(plan["pot"]) and not any(exact(weight) for weight in weights.values()):
        return {"shares": None, **_unknown("pot_without_weights")}
    return {"shares": _moneys(allocate(_d(plan["pot"]), weights))}


def _flat_refund(plan: Table, inputs: Table) -> dict[str, Any]:
    base = _d(inputs["sales"]) - _d(inputs.get("refunds_same_period", inputs.get("refunds", 0)))
    return {"base": _money(base), "payout": _money(exact(base) * exact(_d(plan["rate"])))}


def _one_agent(component: Component, period: str) -> tuple[Plan, PeriodInputs]:
    plan = Plan("case", 1, date(2000, 1, 1), (component,), "prorate_both", "carry")
    return plan, PeriodInputs(Period(period), (Person("agent"),))


def _noon(period: str, day: int = 1) -> datetime:
    return datetime.fromisoformat(f"{period}-{day:02d}T12:00:00").replace(tzinfo=UTC)


def _refund_after_close(plan: Table, inputs: Table) -> dict[str, Any]:
    kind = plan.get("type", "tier_whole")
    if "tiers" in plan:
        component = Component("commission", kind, tiers=_tiers(plan, kind == "tier_whole"))
    elif "target_bonus" in plan:
        part = Part("sales", quota=_opt(plan.get("quota")), curve=_curve(plan))
        component = Component("commission", "bonus", target_bonus=_d(plan["target_bonus"]), parts=(part,))
    else:
        component = Component("commission", "flat", rate=_d(plan["rate"]))
    period = inputs["closed_period"]
    rules, empty = _one_agent(component, period)
    sale = Sale("order", "1", "agent", _noon(period), _d(inputs["closed_sales"]))
    first = run(rules, replace(empty, sales=(sale,)))
    closed = close_run(first)
    booked_in = inputs["refund_booked_in"]
    refund = Refund("order", "1", _noon(booked_in), _d(inputs["refund"]))
    again = run(rules, replace(empty, sales=(sale,), refunds=(refund,)))
    lines, _ = adjustments(closed, again, booked_in)
    delta = total(line.amount for line in lines)
    month = settle(_d(inputs.get("open_period_own_earning", 0)) + delta)
    return {
        "closed_statement_unchanged": _money(closed.lines["agent", "commission"]),
        "recomputed_closed": _money(again.payable),
        "adjustment_line": _money(delta),
        "open_period_payable": _money(month.pay),
        "open_period_carry": _money(month.balance_after),
        "carry": _money(month.balance_after),
        "booked_in": booked_in,
    }


def _retro(plan: Table, inputs: Table) -> dict[str, Any]:
    period = inputs["closed_period"]
    old, empty = _one_agent(Component("commission", "flat", rate=_d(plan["old_rate"])), period)
    sale = Sale("order", "1", "agent", _noon(period), _d(inputs["closed_base"]))
    month = replace(empty, sales=(sale,))
    closed = close_run(run(old, month))
    applies = date.fromisoformat(plan["effective_from"]) <= month.period.start
    new_component = Component("commission", "flat", rate=_d(plan["new_rate"]))
    new = replace(old, version=2, components=(new_component,)) if applies else old
    lines, _ = adjustments(closed, run(new, month), plan["approved_in"])
    return {
        "closed_statement_unchanged": _money(closed.lines["agent", "commission"]),
        "adjustment_line": _money(total(line.amount for line in lines)),
        "booked_in": plan["approved_in"],
    }


def _carry(plan: Table, inputs: Table) -> dict[str, Any]:
    floor = _opt(plan.get("floor")) or None
    months = settle_months(
        [_d(month["earned"]) + _d(month.get("adj", 0)) for month in inputs["months"]],
        min(_d(inputs.get("carry_in", 0)), Decimal(0)),
        policy=plan.get("policy") or ("carry" if plan.get("carry", True) else "floor_zero"),
        draw=floor,
    )
    return {"pay": [_money(m.pay) for m in months], "carry": [_money(m.balance_after) for m in months]}


def _negative(plan: Table, inputs: Table) -> dict[str, Any]:
    base = exact(_d(inputs["sales"])) - exact(_d(inputs.get("refunds", 0)))
    month = settle(round_line(base * exact(_d(plan["rate"]))), policy=plan["policy"])
    return {"base": _money(base), "pay": _money(month.pay), "carry": _money(month.balance_after)}


def _split(plan: Table, inputs: Table) -> dict[str, Any]:
    sale, rate = _d(inputs["sale"]), exact(_d(plan["rate"]))
    credits = allocate(sale, {who: str(weight) for who, weight in inputs["weights"].items()})
    lines = {who: round_line(exact(credit) * rate) for who, credit in credits.items()}
    return {
        "credits": _moneys(credits),
        "commissions": _moneys(lines),
        "rounding_difference": _money(exact(total(lines.values())) - exact(sale) * rate),
    }


def _window(plan: Table, inputs: Table) -> dict[str, Any]:
    order = datetime.fromisoformat(inputs["order"])
    rows = inputs.get("contacts") or [{"agent": "agent", "at": inputs["contact"]}]
    contacts = [
        Contact(row.get("agent", "agent"), "customer", datetime.fromisoformat(row["at"]), row.get("human", True))
        for row in rows
    ]
    sale = Sale("order", "1", "", order, _d(inputs["net"]), customer="customer")
    agent = assisting_agent(sale, contacts, _d(plan["hours"]))
    credited = agent is not None
    base = exact(_d(inputs["net"])) if credited else exact(0)
    return {"credited": credited, "agent": agent, "payout": _money(base * exact(_d(plan["rate"])))}


def _fx(plan: Table, inputs: Table) -> dict[str, Any]:
    euros = []
    for order in inputs["orders"]:
        rate = order.get("eur_rate", "1" if order.get("currency", "EUR") == "EUR" else None)
        if rate is None or _d(rate) <= 0:
            return {"base": None, **_unknown("fx_rate_missing")}
        euros.append(to_euros(_d(order["amount"]), _d(rate)))
    base = total(euros)
    return {"base": _money(base), "payout": _money(exact(base) * exact(_d(plan["rate"])))}


def _draw(plan: Table, inputs: Table) -> dict[str, Any]:
    months = settle_months([_d(earned) for earned in inputs["earned"]], draw=_d(plan["draw"]))
    return {"pay": [_money(m.pay) for m in months], "balance": [_money(-m.balance_after) for m in months]}


def _spiff(plan: Table, inputs: Table) -> dict[str, Any]:
    each = exact(_d(plan["per_unit"] if "per_unit" in plan else plan["rate"]))
    counted = inputs["units"] if "units" in inputs else inputs["sales"]
    earned = {who: exact(_d(number)) * each for who, number in counted.items()}
    shares = scale_to_budget(earned, _opt(plan.get("budget")))
    return {"uncapped": _money(sum(earned.values(), exact(0))), "shares": _moneys(shares)}


def _payback(_: Table, inputs: Table) -> dict[str, Any]:
    found = payback(**{key: _d(value) for key, value in inputs.items()})
    return {
        "margin_eur": _money(found.margin_eur),
        "team_cost": _money(found.team_cost),
        "ratio": None if found.ratio is None else f"{found.ratio:.4f}",
        "pays_salaries": found.pays_salaries,
        "break_even_sales": None if found.break_even_sales is None else _money(found.break_even_sales),
    }


def _whatif(plan: Table, inputs: Table) -> dict[str, Any]:
    quota = _opt(plan.get("quota"))
    if "target_bonus" in plan:
        part = Part("sales", quota=quota, curve=_curve(plan))
        component = Component("bonus", "bonus", target_bonus=_d(plan["target_bonus"]), parts=(part,))
    elif "tiers" in plan:
        whole = plan.get("type") == "tier_whole"
        kind: ComponentKind = "tier_whole" if whole else "tier_marginal"
        component = Component("commission", kind, tiers=_tiers(plan, whole), quota=quota)
    else:
        component = Component("commission", "flat", rate=_d(plan["rate"]), quota=quota)
    bare = _one_agent(component, "2026-01")[0]
    rules = replace(bare, budget=_opt(plan.get("budget")), cap=_opt(plan.get("plan_cap")))
    costs = cost_at_attainment(rules, int(plan["agents"]), [_d(level) for level in inputs["levels"]])
    return {"cost": [_money(cost) for cost in costs]}


def _refund_split(_: Table, inputs: Table) -> dict[str, Any]:
    sales, refunds = [], []
    for row in inputs["rows"]:
        if row.get("type", row.get("kind")) == "refund":
            refunds.append(Refund(str(row["order"]), str(row["line"]), _noon("2026-01"), _d(row["net"])))
            continue
        split = tuple((who, _d(weight)) for who, weight in (row.get("split") or {}).items())
        agent = row.get("agent") or ""
        sales.append(Sale(str(row["order"]), str(row["line"]), agent, _noon("2026-01"), _d(row["net"]), split=split))
    names = sorted({who for sale in sales for who, _ in (*sale.split, (sale.agent_id, 0)) if who})
    people = tuple(map(Person, names))
    report = credit_sales(PeriodInputs(Period("2026-01"), people, tuple(sales), tuple(refunds)))
    return {
        "credits": _moneys(report.by_agent()),
        "duplicates_ignored": report.duplicates_ignored,
        "total": _money(report.credited),
        "flags": [flag.code for flag in report.flags],
    }


KINDS: dict[str, Callable[[Table, Table], dict[str, Any]]] = {
    "flat_net_of_vat": _flat_net,
    "bonus": _bonus,
    "zero_target": _bonus,
    "tier_marginal": _tier(False),
    "tier_whole": _tier(True),
    "gated": _gated,
    "scorecard": _scorecard,
    "inverse_kpi": _inverse,
    "weighted": _weighted,
    "two_teams": _two_teams,
    "prorated_bonus": _prorated,
    "protected_leave": _leave,
    "round_lines": _round_lines,
    "pot": _pot,
    "flat_refund": _flat_refund,
    "refund_after_close": _refund_after_close,
    "carry": _carry,
    "negative_sales": _negative,
    "split": _split,
    "window": _window,
    "fx": _fx,
    "draw": _draw,
    "spiff": _spiff,
    "payback": _payback,
    "whatif": _whatif,
    "retro": _retro,
    "refund_split_idempotent": _refund_split,
}
