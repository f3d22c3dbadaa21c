"""A statement as text, for the terminal and for those who read it without the program."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engagement.pay.results import Run, Statement
from planner.base.i18n import money, t
from planner.pay import words
from planner.pay.snapshot import unpack_statement

if TYPE_CHECKING:
    from planner.pay.store.statements import Published


def statement_text(run: Run, statement: Statement) -> str:
    """A statement as lines of text, each cent with its derivation."""
    person = next((one for one in run.inputs.people if one.agent_id == statement.agent_id), None)
    titles = {component.id: component.title for component in run.plan.components}
    return said(statement, person.name if person else "", run.inputs.period.id, run.plan.rule_version, titles)


def published_text(found: Published) -> str:
    """A statement as it was published, in the language of whoever reads it; of an older form, as it was written."""
    if "text" in found.body:
        return str(found.body["text"])
    statement, body = unpack_statement(found.body["statement"]), found.body
    titles = {line.component_id: title for line, (title, _) in zip(statement.lines, body["lines"], strict=True)}
    return said(statement, body["name"], found.period, body["plan"], titles)


def said(statement: Statement, name: str, period: str, rule_version: str, titles: Mapping[str, str]) -> str:
    """The lines of a statement; `titles` are what the components are called."""
    days = statement.proration
    out = [
        f"{f'{name} ({statement.agent_id})' if name else statement.agent_id} · {period} · {rule_version}",
        t("{n} of {all} days, working time {fte}", n=days.days_active, all=days.days_period,
          fte=words.plain(days.fte)),
        "",
    ]  # fmt: skip
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
