"""The month: plan and inputs in, statements out. Pure, deterministic; money is exact until each line is rounded once.

Order: credit, net base, prorated quota, attainment, threshold, curve or tier, component cap, gates (the worst factor
wins), weights, plan cap, budget, round, carry and draw. Budgets and the plan cap, when they bite, are shared by the
largest remainder so that the cents add up to them; that sharing is then the rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from engagement.pay.checks import input_flags
from engagement.pay.credit import credit_sales
from engagement.pay.flags import Flag, merge
from engagement.pay.inputs import PeriodInputs, Person, input_hash
from engagement.pay.ledger import settle
from engagement.pay.lines import Draft, draft_line
from engagement.pay.measure import Measures, measure, proration
from engagement.pay.money import ZERO, allocate, exact, round_line, scale_to_budget, total
from engagement.pay.plan import Component, Plan
from engagement.pay.results import Adjustment, Line, Reason, Run, Statement

Progress = Callable[[int, int], None]
RULES = 2
"""Rises when the same plan and inputs come out otherwise than before."""


@dataclass
class _Sheet:
    """Lines while they are worked on, by (agent, component)."""

    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)


def run(
    plan: Plan,
    inputs: PeriodInputs,
    *,
    carried: Mapping[str, Decimal] | None = None,
    adjustments: Iterable[Adjustment] = (),
    progress: Progress | None = None,
    rules: int = RULES,
) -> Run:
    """Compute a period.

    Args:
        plan: the version in force on the first day of the period.
        inputs: everything measured.
        carried: balance of each person from the month before, zero or negative.
        adjustments: lines about closed periods, from `adjust.adjustments`.
        progress: called with (done, all) while sales are credited.
        rules: the arithmetic of the program that closed a month, so that it comes out as it was paid. 1 held budgets
            against the sum of all lines, negative ones included.

    Returns:
        The run: one statement for each covered person, flags, and the hash of all it was computed from.

    Raises:
        ValueError: an instant without time zone, an amount that is not finite, or a positive balance.
    """
    balances = dict(carried or {})
    report = credit_sales(inputs, plan.assisted_window_h, progress)
    measures = measure(plan, inputs, report.credits)
    sheet = _Sheet(flags=[*report.flags, *input_flags(plan, inputs, measures, report)])
    pots = _pots(plan, measures, sheet)
    for person in measures.members:
        for component in plan.components:
            draft = draft_line(plan, inputs, measures, person, component, pots.get((person.agent_id, component.id)))
            sheet.drafts[person.agent_id, component.id] = draft
            sheet.flags += draft.flags
    _cap_people(plan, measures, sheet)
    hold = _budget if rules >= RULES else _early_budget
    for component in plan.components:
        if component.budget is not None:
            hold(sheet, [[key] for key in sheet.drafts if key[1] == component.id], component.budget, component.id)
    if plan.budget is not None:
        people = [[(person.agent_id, component.id) for component in plan.components] for person in measures.members]
        hold(sheet, people, plan.budget, "")
    booked: dict[str, list[Adjustment]] = {}
    extra = sorted(adjustments, key=lambda a: (a.agent_id, a.closed_period, a.component_id, a.orders))
    for adjustment in extra:
        booked.setdefault(adjustment.agent_id, []).append(adjustment)
    statements = [
        _statement(plan, inputs, measures, sheet, person, booked.pop(person.agent_id, []), balances)
        for person in measures.members
    ]
    for agent_id, orphans in sorted(booked.items()):
        known = measures.people.get(agent_id, Person(agent_id))
        statements.append(_leaver(plan, inputs, known, orphans, balances, sheet))
    statements.sort(key=lambda s: s.agent_id)
    done = {statement.agent_id for statement in statements}
    for agent_id, balance in sorted(balances.items()):
        if balance and agent_id not in done:
            owing = measures.people.get(agent_id)
            left = owing is None or (owing.end is not None and owing.end < inputs.period.start)
            # Of somebody who left it was accepted in their last month; there is nothing more to decide.
            flag = Flag("open_balance_outside_plan", "note" if left else "acknowledge", agent_id)
            sheet.flags.append(replace(flag, values=(("balance", balance),)))
    return Run(
        plan,
        inputs,
        tuple(statements),
        report,
        merge(sheet.flags),
        run_hash(plan, inputs, extra, balances, rules),
        measures,
        balances,
        rules,
    )


def run_hash(
    plan: Plan,
    inputs: PeriodInputs,
    adjustments: Iterable[Adjustment] = (),
    carried: Mapping[str, Decimal] | None = None,
    rules: int = RULES,
) -> str:
    """The hash of everything that `run` would compute from, without computing."""
    return input_hash(inputs, plan, [*adjustments, *sorted((carried or {}).items()), *range(2, rules + 1)])


def _pots(plan: Plan, measures: Measures, sheet: _Sheet) -> dict[tuple[str, str], Decimal]:
    """Shares of every pot, to the cent."""
    found: dict[tuple[str, str], Decimal] = {}
    for component in plan.components:
        if component.kind != "pot":
            continue
        for members in pot_groups(measures, component).values():
            active = [p for p in members if measures.prorations[p.agent_id].days_active]
            if component.per_team and not active:
                continue
            weights = {p.agent_id: pot_weight(measures, p, component) for p in active}
            amount = pot_amount(measures, active, component)
            if amount and not any(weights.values()):
                sheet.flags.append(Flag("pot_without_weights", "acknowledge", component_id=component.id))
                continue
            found |= {(agent, component.id): share for agent, share in allocate(amount, weights).items()}
    return found


def pot_groups(measures: Measures, component: Component) -> dict[str, list[Person]]:
    """Who shares a pot with whom: everybody it pays under "", or each home team of its own."""
    found: dict[str, list[Person]] = {}
    for person in measures.members:
        if component.pays(person.team):
            found.setdefault(person.team if component.per_team else "", []).append(person)
    return dict(sorted(found.items()))


def pot_amount(measures: Measures, members: Sequence[Person], component: Component) -> Decimal:
    """Euros in a pot: fixed, or a rate of what its members sold."""
    if component.pot is not None:
        return component.pot
    sold = sum((exact(measures.actual(p.agent_id, component, "sales")) for p in members), Fraction(0))
    return round_line(sold * exact(component.rate or 0))


def pot_weight(measures: Measures, person: Person, component: Component) -> Fraction:
    """Weight of a member in a pot; negative sales weigh nothing."""
    if component.share_by == "equal":
        return Fraction(1)
    if component.share_by == "hours":
        return exact(measures.hours.get(person.agent_id, ZERO))
    return max(exact(measures.actual(person.agent_id, component, component.share_by)), Fraction(0))


def _cap_people(plan: Plan, measures: Measures, sheet: _Sheet) -> None:
    if plan.cap is None:
        return
    for person in measures.members:
        keys = [(person.agent_id, component.id) for component in plan.components]
        _share(sheet, keys, plan.cap, "plan_cap", "plan cap")


def _budget(sheet: _Sheet, people: Sequence[Sequence[tuple[str, str]]], budget: Decimal, component_id: str) -> None:
    """Hold what people get to a budget, shared by what each one's lines come to, then within each one's lines.

    What one person loses makes no room for others: it is carried or written off, and never flows back.
    """
    drafts = {
        f"{index:08d}": [sheet.drafts[key] for key in keys if sheet.drafts[key].value is not None]
        for index, keys in enumerate(people)
    }
    rounded = {who: total(round_line(d.value or 0) for d in mine) for who, mine in drafts.items()}
    if total(max(amount, ZERO) for amount in rounded.values()) <= budget:
        return
    nets = {who: max(_sum(mine), Fraction(0)) for who, mine in drafts.items()}
    whole = sum(nets.values(), Fraction(0))
    shares = allocate(budget, nets)
    for who, mine in drafts.items():
        if not nets[who] or (len(mine) > 1 and rounded[who] <= shares[who]):
            continue
        gains = {f"{index:08d}": draft for index, draft in enumerate(mine) if draft.value and draft.value > 0}
        room = shares[who] - total(round_line(d.value or 0) for d in mine if d.value and d.value < 0)
        alone = len(mine) == 1
        scaled = allocate(room, {key: draft.value or 0 for key, draft in gains.items()})
        for key, draft in gains.items():
            limits = (budget, whole) if alone else (room, _sum(gains.values()))
            _scale(draft, scaled[key], "budget", "budget", *limits)
    values = (("budget", budget), ("uncapped", round_line(whole)))
    sheet.flags.append(Flag("budget_scaled", "note", component_id=component_id, values=values))


def _early_budget(sheet: _Sheet, people: Sequence[Sequence[tuple[str, str]]], budget: Decimal, component: str) -> None:
    keys = [key for mine in people for key in mine]
    before = _sum(sheet.drafts[key] for key in keys)
    if _share(sheet, keys, budget, "budget", "budget"):
        values = (("budget", budget), ("uncapped", round_line(before)))
        sheet.flags.append(Flag("budget_scaled", "note", component_id=component, values=values))


def _sum(drafts: Iterable[Draft]) -> Fraction:
    return sum((draft.value or Fraction(0) for draft in drafts), Fraction(0))


def _scale(draft: Draft, scaled: Decimal, slot: str, name: str, limit: Decimal, whole: Fraction) -> None:
    weighted = draft.value
    inputs = ((name, limit), ("weighted", weighted), ("all", whole))
    draft.step(slot, f"{name} * weighted / all, largest remainder", scaled, *inputs)
    draft.value = exact(scaled)
    if weighted and not scaled:
        draft.reasons.append(Reason("budget_spent", (("limit", limit),)))


def _share(sheet: _Sheet, keys: Sequence[tuple[str, str]], limit: Decimal, slot: str, name: str) -> bool:
    """Scale lines to a limit when their sum exceeds it; returns whether it did."""
    # Keys come by agent id, then in the plan's order; numbering them makes ties fall that way.
    numbered = {f"{index:08d}": sheet.drafts[key] for index, key in enumerate(keys)}
    amounts = {key: draft.value for key, draft in numbered.items() if draft.value is not None}
    if total(round_line(value) for value in amounts.values()) <= limit:
        return False
    whole = sum(amounts.values(), Fraction(0))
    for key, amount in scale_to_budget(amounts, limit).items():
        _scale(numbered[key], amount, slot, name, limit, whole)
    return True


def _line(plan: Plan, draft: Draft) -> Line:
    if draft.value is None:
        draft.step("amount", "not calculable", None)
        return draft.line(None, "not_calculable", plan.rule_version)
    amount = round_line(draft.value)
    draft.step("amount", "round(weighted, 2)", amount, ("weighted", draft.value))
    if amount == 0 and not draft.reasons:
        draft.reasons.append(Reason("rounds_to_zero" if draft.value else "nothing_earned"))
    return draft.line(amount, "due" if amount else "nothing_due", plan.rule_version)


def _statement(
    plan: Plan,
    inputs: PeriodInputs,
    measures: Measures,
    sheet: _Sheet,
    person: Person,
    adjustments: list[Adjustment],
    balances: Mapping[str, Decimal],
) -> Statement:
    lines = tuple(_line(plan, sheet.drafts[person.agent_id, c.id]) for c in plan.components)
    reasons: list[Reason] = []
    if inputs.as_of is not None and inputs.as_of <= inputs.period.end:
        reasons.append(Reason("period_open", (("end", inputs.period.end.isoformat()),)))
    settlement = None
    balance = balances.get(person.agent_id, ZERO)
    amounts = [line.amount for line in lines if line.amount is not None]
    if len(amounts) == len(lines):
        earned = total([*amounts, *(a.amount for a in adjustments)])
        draw = plan.draw if measures.prorations[person.agent_id].days_active else None
        settlement = settle(earned, balance, policy=plan.negative, draw=draw)
        if not settlement.pay:
            if balance and earned > 0:
                reasons.append(Reason("earlier_balance", (("balance", balance),)))
            elif earned < 0:
                reasons.append(Reason("negative_result", (("earned", earned),)))
        if settlement.balance_after and person.end is not None and person.end <= inputs.period.end:
            values = (("balance", settlement.balance_after),)
            sheet.flags.append(Flag("open_balance_at_leaving", "acknowledge", person.agent_id, values=values))
    return Statement(
        person.agent_id,
        lines,
        tuple(adjustments),
        measures.prorations[person.agent_id],
        settlement,
        tuple(reasons),
    )


def _leaver(
    plan: Plan,
    inputs: PeriodInputs,
    person: Person,
    adjustments: list[Adjustment],
    balances: Mapping[str, Decimal],
    sheet: _Sheet,
) -> Statement:
    """Statement of somebody the plan no longer covers, but whose closed periods changed."""
    sheet.flags.append(Flag("adjustment_outside_plan", "acknowledge", person.agent_id))
    earned = total(a.amount for a in adjustments)
    settlement = settle(earned, balances.get(person.agent_id, ZERO), policy=plan.negative)
    return Statement(person.agent_id, (), tuple(adjustments), proration(plan, inputs, person), settlement)
