"""Flags about the inputs as a whole: people, plan dates, cliffs, rows about strangers."""

from __future__ import annotations

from collections import Counter

from engagement.pay.credit import CreditReport
from engagement.pay.curve import tier_cliffs
from engagement.pay.flags import Flag
from engagement.pay.inputs import PeriodInputs
from engagement.pay.measure import Measures
from engagement.pay.plan import Plan


def input_flags(plan: Plan, inputs: PeriodInputs, measures: Measures, report: CreditReport) -> list[Flag]:
    """Everything about plan and inputs that a reviewer must know before trusting the lines."""
    return [*_plan_flags(plan, inputs), *_people_flags(inputs, measures, report), *_row_flags(inputs, measures, report)]


def _plan_flags(plan: Plan, inputs: PeriodInputs) -> list[Flag]:
    flags = []
    period = inputs.period
    if not plan.in_force(period.start):
        flags.append(Flag("plan_not_in_force", "blocks", values=(("plan", plan.rule_version), ("period", period.id))))
    elif not plan.in_force(period.end):
        values = (("plan", plan.rule_version), ("end", str(plan.effective_to)))
        flags.append(Flag("plan_ends_in_period", "acknowledge", values=values))
    for component in plan.components:
        if component.tiers is not None and component.tiers.whole and not component.tiers_of_quota:
            for cliff in tier_cliffs(component.tiers):
                values = (("at", str(cliff.at)), ("jump", str(cliff.jump)))
                flags.append(Flag("tier_cliff", "note", component_id=component.id, values=values))
    return flags


def _people_flags(inputs: PeriodInputs, measures: Measures, report: CreditReport) -> list[Flag]:
    flags = []
    for agent_id, count in sorted(Counter(person.agent_id for person in inputs.people).items()):
        if count > 1:
            flags.append(Flag("duplicate_person", "blocks", agent_id, count=count))
    members = {person.agent_id for person in measures.members}
    for person in inputs.people:
        if not person.fte.is_finite() or person.fte <= 0:
            flags.append(Flag("fte_not_positive", "blocks", person.agent_id, values=(("fte", person.fte),)))
        if person.start and person.end and person.end < person.start:
            flags.append(Flag("dates_swapped", "blocks", person.agent_id))
    for agent_id, amount in report.by_agent().items():
        if agent_id not in members:
            flags.append(Flag("agent_outside_plan", "acknowledge", agent_id, values=(("sales", amount),)))
    return flags


def _row_flags(inputs: PeriodInputs, measures: Measures, report: CreditReport) -> list[Flag]:
    flags = []
    known = measures.people
    for kind, rows in (("kpis", inputs.kpis), ("hours", inputs.hours), ("absences", inputs.absences)):
        for agent_id, count in sorted(Counter(row.agent_id for row in rows).items()):
            if agent_id not in known:
                flags.append(Flag("unknown_agent_in_rows", "acknowledge", agent_id, "", (("rows", kind),), count))
    for (agent_id, metric), count in sorted(Counter((k.agent_id, k.metric) for k in inputs.kpis).items()):
        if count > 1:
            flags.append(Flag("kpi_twice", "blocks", agent_id, values=(("metric", metric),), count=count))
    if report.duplicates_ignored:
        flags.append(Flag("duplicates_ignored", "note", count=report.duplicates_ignored))
    return flags
