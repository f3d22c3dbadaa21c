"""A statement as text, for the terminal and for those who read it without the program."""

from __future__ import annotations

from decimal import Decimal

from engagement.pay.results import Run, Statement
from planner.base.i18n import money, t
from planner.pay import words


def statement_text(run: Run, statement: Statement) -> str:
    """A statement as lines of text, each cent with its derivation."""
    known = {person.agent_id: person for person in run.inputs.people}
    person = known.get(statement.agent_id)
    name = f"{person.name} ({statement.agent_id})" if person and person.name else statement.agent_id
    days = statement.proration
    out = [
        f"{name} · {run.inputs.period.id} · {run.plan.rule_version}",
        t("{n} of {all} days, working time {fte}", n=days.days_active, all=days.days_period,
          fte=words.plain(days.fte)),
        "",
    ]  # fmt: skip
    titles = {component.id: component.title for component in run.plan.components}
    for line in statement.lines:
        out.append(f"{titles[line.component_id]:<44} {amount_text(line.amount):>16}")
        for step in line.steps:
            if step.value is not None:
                label = t(words.SLOTS.get(step.slot, step.slot))
                shown, how = words.figure(step.slot, step.value), words.formula(step.formula)
                out.append(f"    {label:<24} {shown:>18}   {how}")
        out += [f"    {words.reason(reason)}" for reason in line.reasons]
    for one in statement.adjustments:
        out.append(f"{t('Adjustment')}: {words.adjustment(one)[:60]:<31} {money(one.amount):>16}")
    settled = statement.settlement
    if settled is not None:
        out += ["", f"{t('Earned'):<44} {money(settled.earned):>16}"]
        if settled.balance_before:
            out.append(f"{t('Balance before'):<44} {money(settled.balance_before):>16}")
        if settled.advanced:
            out.append(f"{t('Advanced'):<44} {money(settled.advanced):>16}")
        if settled.forgiven:
            out.append(f"{t('Written off'):<44} {money(settled.forgiven):>16}")
        out.append(f"{t('Pay'):<44} {money(settled.pay):>16}")
        if settled.balance_after:
            out.append(f"{t('Balance after'):<44} {money(settled.balance_after):>16}")
    out += [words.reason(reason) for reason in statement.reasons]
    return "\n".join(out)


def amount_text(value: Decimal | None) -> str:
    """An amount, or that there is none."""
    return t("not calculable") if value is None else money(value)
