"""One line before budgets and rounding: a person and a component through base, goal, curve or tier, cap, gates, weight.

Every value that was used is kept as a step, so that screen, statement, workbook and audit tell the same story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from engagement.pay.bonus import PartInput, attainment, blend, pass_gates, shaped
from engagement.pay.flags import Flag
from engagement.pay.inputs import PeriodInputs, Person
from engagement.pay.measure import Measures, monthly_quota, quota_factor, team_quota
from engagement.pay.money import CENT, ZERO, Exact, exact, round_line, to_decimal
from engagement.pay.plan import SALES, UNITS, Component, Part, Plan
from engagement.pay.results import Line, PartResult, Reason, Step

LEAVE_ALL_PERIOD = "leave_all_period"


@dataclass
class Draft:
    """A line in the making; `value` is exact euros, None when not calculable."""

    agent_id: str
    component_id: str
    value: Fraction | None = Fraction(0)
    steps: list[Step] = field(default_factory=list)
    parts: list[PartResult] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    def step(self, slot: str, formula: str, value: Exact | None, *inputs: tuple[str, Exact | str | None]) -> None:
        """Keep an intermediate value with what it came from."""
        shown = tuple((name, v if v is None or isinstance(v, str) else to_decimal(v)) for name, v in inputs)
        self.steps.append(Step(slot, formula, shown, None if value is None else to_decimal(value)))

    def fail(self, code: str, **values: Decimal | str) -> None:
        """Not calculable: say why, and block approval."""
        self.value = None
        self.reasons.append(Reason(code, tuple(values.items())))
        self.flags.append(Flag(code, "blocks", self.agent_id, self.component_id, tuple(values.items())))

    def line(
        self, amount: Decimal | None, status: Literal["due", "nothing_due", "not_calculable"], rule_version: str
    ) -> Line:
        """The finished line."""
        parts = (tuple(self.steps), tuple(self.parts), tuple(self.reasons))
        return Line(self.agent_id, self.component_id, amount, status, *parts, rule_version)


def draft_line(
    plan: Plan,
    inputs: PeriodInputs,
    measures: Measures,
    person: Person,
    component: Component,
    pot_share: Decimal | None,
) -> Draft:
    """Everything up to the weighted, unrounded amount."""
    draft = Draft(person.agent_id, component.id)
    share = measures.prorations[person.agent_id]
    if not share.days_active:
        draft.reasons.append(Reason("not_active"))
        draft.step("gross", "no active day in the period", 0)
        draft.step("weighted", "gross", 0, ("gross", 0))
        return draft
    if not component.pays(person.team):
        draft.reasons.append(Reason("other_team", (("teams", ", ".join(component.teams)),)))
        draft.step("gross", "for other teams", 0)
        draft.step("weighted", "gross", 0, ("gross", 0))
        return draft
    if component.kind == "bonus":
        _bonus(draft, inputs, measures, person, component)
    elif component.kind == "pot":
        _pot(draft, measures, component, pot_share)
    else:
        _commission(draft, inputs, measures, person, component)
    if draft.value is not None:
        _shape(draft, plan, measures, component)
    return draft


def _commission(draft: Draft, inputs: PeriodInputs, measures: Measures, person: Person, component: Component) -> None:
    by_unit = component.per_unit is not None
    base = exact(measures.actual(person.agent_id, component, UNITS if by_unit else SALES))
    draft.step("base", "credited units" if by_unit else "credited sales minus refunds", base)
    if component.tiers is None:
        rate = exact(component.per_unit if component.per_unit is not None else component.rate or 0)
        draft.step("factor", "per_unit" if by_unit else "rate", rate)
        draft.value = base * rate
        draft.step("gross", "base * factor", draft.value, ("base", base), ("factor", rate))
    else:
        unit = Fraction(1)
        if component.tiers_of_quota:
            quota = _quota(draft, inputs, measures, person, component, None)
            share = measures.prorations[person.agent_id]
            away = 0 < share.days_leave == share.days_active
            if quota is None or (quota <= 0 and not away):
                draft.fail("quota_missing")
                return
            if away:  # no quota is asked of them: any sale reaches every tier, and without sales nothing is due
                draft.reasons.append(Reason(LEAVE_ALL_PERIOD))
            unit = quota
        rate = exact(component.tiers.rate(base, unit))
        draft.step("factor", "rate of the tier reached", rate, ("base", base))
        draft.value = component.tiers.amount(base, unit)
        formula = "base * factor" if component.tiers.whole else "each slice at its tier's rate"
        draft.step("gross", formula, draft.value, ("base", base), ("factor", rate))
        first = round_line(exact(component.tiers.steps[0][0]) * unit)
        if not draft.value and 0 <= base < first:
            missing = first - round_line(base)
            draft.reasons.append(Reason("under_threshold", (("missing", missing), ("part", component.id))))
    if not base:
        draft.reasons.append(Reason("no_units" if by_unit else "no_sales"))


def _quota(
    draft: Draft, inputs: PeriodInputs, measures: Measures, person: Person, component: Component, part: Part | None
) -> Fraction | None:
    """Prorated quota as a step; None when nobody set one."""
    monthly = monthly_quota(inputs, person.agent_id, component, part)
    if monthly is None:
        return None
    factor = quota_factor(measures, inputs, person, component)
    share = measures.prorations[person.agent_id]
    quota = exact(monthly) * factor
    if part is None or len(component.parts) == 1:
        draft.step(
            "quota",
            "monthly quota * counted days / days * fte * ramp",
            quota,
            ("monthly quota", monthly),
            ("counted days", share.days_active - share.days_leave),
            ("days", share.days_period),
            ("fte", share.fte),
            ("ramp", factor / share.quota_share if share.quota_share else 1),
        )
    return quota


def _bonus(draft: Draft, inputs: PeriodInputs, measures: Measures, person: Person, component: Component) -> None:
    share = measures.prorations[person.agent_id]
    target = exact(component.target_bonus or 0) * share.target_share
    kept = share.days_active - (share.days_leave if share.policy == "prorate_both" else 0)
    draft.step(
        "target",
        "target bonus * counted days / days * fte",
        target,
        ("target bonus", component.target_bonus),
        ("counted days", kept),
        ("days", share.days_period),
        ("fte", share.fte),
    )
    decided = inputs.decided.get((person.agent_id, component.id))
    if share.days_leave == share.days_active and component.attainment_override is None and decided is None:
        if share.policy == "prorate_both":
            draft.value = Fraction(0)
            draft.reasons.append(Reason(LEAVE_ALL_PERIOD))
            draft.step("gross", "target", 0, ("target", target))
        else:  # the whole target stands and nothing can be measured: a person decides
            draft.fail(LEAVE_ALL_PERIOD)
        return
    if decided is not None:
        factor: Fraction | None = exact(decided)
        draft.step("factor", "decided by hand", factor)
    elif component.attainment_override is not None:
        factor = exact(component.attainment_override)
        draft.step("factor", "attainment set by the plan", factor)
    else:
        factor = _parts(draft, inputs, measures, person, component)
    if factor is None:
        return
    draft.value = target * factor
    draft.step("gross", "target * factor", draft.value, ("target", target), ("factor", factor))


def _parts(
    draft: Draft, inputs: PeriodInputs, measures: Measures, person: Person, component: Component
) -> Fraction | None:
    """Blend the parts; each team of a team part is a part of its own, weighed by scheduled hours."""
    ready: list[PartInput] = []
    facts: list[tuple[Part, str, Exact | None, Exact | None]] = []
    for part in component.parts:
        for team, weight in _scopes(measures, person, part):
            actual, goal = _actual_and_goal(draft, inputs, measures, person, component, part, team)
            reached = attainment(actual, goal, lower_is_better=part.lower_is_better)
            ready.append(PartInput(part.id, reached, part.curve, weight))
            facts.append((part, team, actual, goal))
        if part.scope == "team" and not measures.teams[person.agent_id]:
            draft.fail("team_missing", part=part.id)
            return None
    whole = blend(ready)
    for item, (part, team, actual, goal), factor in zip(ready, facts, whole.factors, strict=True):
        reached = item.attainment
        draft.parts.append(
            PartResult(
                part.id, part.measure, team, _shown(actual), _shown(goal), _shown(reached.value),
                None if factor is None else to_decimal(factor.value), to_decimal(item.weight), reached.reason,
            )
        )  # fmt: skip
        if reached.reason:
            draft.fail(reached.reason, part=part.id, measure=part.measure)
        elif factor is not None and factor.under_threshold:
            draft.reasons.append(_under(part, team, actual, goal))
    if whole.value is None:
        return None
    if len(ready) == 1:
        part, _, actual, goal = facts[0]
        names = ("goal", "actual") if part.lower_is_better else ("base", "quota")
        draft.step("base", "credited sales minus refunds" if part.has_quota else part.measure, actual)
        draft.step(
            "attainment", f"{names[0]} / {names[1]}", ready[0].attainment.value,
            (names[0], goal if part.lower_is_better else actual), (names[1], actual if part.lower_is_better else goal),
        )  # fmt: skip
        found = whole.factors[0]
        if found is not None and found.cap_applied:
            draft.step("factor_uncapped", "curve(attainment)", found.uncapped)
        draft.step("factor", "curve(attainment)", whole.value, ("attainment", ready[0].attainment.value))
    else:
        formula = " + ".join(f"weight {i} * factor {i}" for i in range(1, len(ready) + 1))
        pairs: list[tuple[str, Exact | str | None]] = []
        for index, (item, factor) in enumerate(zip(ready, whole.factors, strict=True), 1):
            pairs += [(f"weight {index}", item.weight), (f"factor {index}", factor.value if factor else None)]
        draft.step("factor", formula, whole.value, *pairs)
    return whole.value


def _scopes(measures: Measures, person: Person, part: Part) -> list[tuple[str, Fraction]]:
    if part.scope == "individual":
        return [("", exact(part.weight))]
    return [(team, exact(part.weight) * share) for team, share in measures.teams[person.agent_id].items()]


def _actual_and_goal(
    draft: Draft,
    inputs: PeriodInputs,
    measures: Measures,
    person: Person,
    component: Component,
    part: Part,
    team: str,
) -> tuple[Exact | None, Exact | None]:
    if not part.has_quota:
        reading = measures.kpis.get(person.agent_id, {}).get(part.measure)
        return (None if reading is None else reading.value), part.target
    if team:
        return (
            measures.actual(team, component, part.measure, team=True),
            team_quota(measures, inputs, team, component, part),
        )
    actual = measures.actual(person.agent_id, component, part.measure)
    return actual, _quota(draft, inputs, measures, person, component, part)


def _under(part: Part, team: str, actual: Exact | None, goal: Exact | None) -> Reason:
    """Under the threshold, with what was missing: euros (or units) for sales, both ratios for KPIs."""
    named: list[tuple[str, Decimal | str]] = [("part", f"{part.id} {team}".strip())]
    if part.measure == SALES and actual is not None and goal is not None:
        short = exact(part.curve.threshold) * exact(goal) - exact(actual)
        missing = round_line(short)
        return Reason("under_threshold", (("missing", missing if missing >= short else missing + CENT), *named))
    reached = attainment(actual, goal, lower_is_better=part.lower_is_better)
    values = [("attainment", to_decimal(reached.value or 0)), ("threshold", part.curve.threshold)]
    return Reason("under_threshold_ratio", (*values, *named))


def _pot(draft: Draft, measures: Measures, component: Component, share: Decimal | None) -> None:
    if share is None:
        share = ZERO
        draft.reasons.append(Reason("pot_without_weights"))
    draft.value = exact(share)
    draft.step("gross", f"share of the pot by {component.share_by}, largest remainder", share, ("pot", component.pot))


def _shape(draft: Draft, plan: Plan, measures: Measures, component: Component) -> None:
    """Component cap, gates, weight."""
    value = draft.value if draft.value is not None else Fraction(0)
    if component.cap is not None:
        draft.step("capped", "min(gross, cap)", min(value, exact(component.cap)), ("gross", value),
                   ("cap", component.cap))  # fmt: skip
    factor = Fraction(1)
    gates = (*plan.gates, *component.gates)
    if gates:
        readings = measures.kpis.get(draft.agent_id, {})
        judged = pass_gates(gates, readings, plan.min_sample)
        facts: list[tuple[str, Exact | str | None]] = []
        for gate in gates:
            reading = readings.get(gate.metric)
            name, limit = gate.limit
            facts += [(gate.metric, None if reading is None else reading.value), (f"{gate.metric} {name}", limit)]
        draft.step("gate", "the worst factor of the gates missed", judged.factor, *facts)
        for gate in judged.no_data:
            reading = readings.get(gate.metric)
            n = "0" if reading is None or reading.n is None else str(reading.n)
            least = str(plan.min_sample if gate.min_n is None else gate.min_n)
            values = (("metric", gate.metric), ("n", n), ("min_n", least))
            code = f"gate_{gate.metric}_no_data"
            owner = "" if gate in plan.gates else draft.component_id
            draft.flags.append(Flag(code, "acknowledge", draft.agent_id, owner, values))
        for gate in judged.failed:
            if value > 0:
                found = readings[gate.metric].value
                name, limit = gate.limit
                named = (("metric", gate.metric), ("value", found if found is not None else ""), (name, limit))
                draft.reasons.append(Reason("gate_failed" if name == "min" else "gate_over", named))
        factor = judged.factor
    value = shaped(value, component.cap, factor)
    if component.weight != 1:
        draft.step("weight", "weight", component.weight)
        value *= exact(component.weight)
    draft.value = value
    names = [name for name in ("gross", "capped", "gate", "weight") if any(s.slot == name for s in draft.steps)]
    if "capped" in names:
        names.remove("gross")
    values_of = {step.slot: step.value for step in draft.steps}
    draft.step("weighted", " * ".join(names), value, *((name, values_of[name]) for name in names))


def _shown(value: Exact | None) -> Decimal | None:
    return None if value is None else to_decimal(value)
