"""Statements that people may read: kept when finance reviews a month, gone when it goes back to draft.

Finance computes; a team lead reads the statements of their team, an employee their own. On PostgreSQL the database
holds each to that, whatever the program asks.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engagement.pay.results import Run
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.transactions import reads
from planner.pay.snapshot import pack_statement
from planner.pay.store.statements import Published, read_statements, write_statements
from planner.pay.store.statements import may_compute as allowed

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.store.statements import Published


def publish(ws: Workspace, run: Run, state: str) -> None:
    """Keep the statements of a month as they stand; a draft has none."""
    people = {person.agent_id: person for person in run.inputs.people}
    titles = {component.id: component.title for component in run.plan.components}
    found = []
    for one in run.statements if state != "draft" else ():
        person = people.get(one.agent_id)
        body = {
            "name": person.name if person else "",
            "team": person.team if person else "",
            "plan": run.plan.rule_version,
            "lines": [[titles[line.component_id], None if line.amount is None else str(line.amount)]
                      for line in one.lines],
            "adjustments": str(sum((a.amount for a in one.adjustments), Decimal("0.00"))),
            "statement": pack_statement(one),
        }  # fmt: skip
        found.append(Published(run.inputs.period.id, run.plan.id, one.agent_id, state, one.payable, body))
    write_statements(ws, run.inputs.period.id, run.plan.id, found)


def withdraw(ws: Workspace, period_id: str, plan_id: str) -> None:
    """Nobody reads the statements of a month any more."""
    write_statements(ws, period_id, plan_id, ())


@reads
def may_compute(ws: Workspace) -> bool:
    """Whether whoever is here may compute months; others read what was published."""
    return allowed(ws)


@reads
def statements(ws: Workspace, period_id: str = "") -> tuple[Published, ...]:
    """Statements that whoever is here may read, newest month first."""
    return read_statements(ws, period_id)


@reads
def statement(ws: Workspace, period_id: str, agent_id: str) -> Published:
    """One person's; Refused when there is none for whoever asks."""
    for found in statements(ws, period_id):
        if found.agent_id == agent_id:
            return found
    raise Refused(
        t("{agent} has no statement in {period}.", agent=agent_id, period=period_id),
        t("Statements can be read once finance has reviewed the month."),
    )
