"""`cuadrante pay`: the month of variable pay from plan to payroll, and what it does for the shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.base.errors import Misuse
from planner.base.i18n import money, t
from planner.console.groups import pay
from planner.console.output import AsJson, document, narrate, progress_line, table, workspace

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.months import Month, Progress, Seen

Period = Annotated[str, typer.Option("--period", help="A month such as 2026-11.")]
PlanId = Annotated[str, typer.Option("--plan", help="Id of the plan, where several are in force.")]
Inputs = Annotated[
    str, typer.Option("--inputs", help="Beginning of the hash of the run that you saw; the run kept last unless told.")
]


# -- the month ------------------------------------------------------------------------------------------------------


@pay.command("run")
def run(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Compute a month: pay by person, flags, warnings."""
    from planner.pay import steps as service

    with workspace() as ws:
        found = service.run(ws, period, plan_id, progress_line())
    _say(found)
    table(_people(found), as_json)


@pay.command("status")
def status(as_json: AsJson = False) -> None:
    """Where every month stands."""
    from planner.pay import months as service

    with workspace() as ws:
        table([asdict(one) for one in service.months(ws)], as_json)


@pay.command("flags")
def flags(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Every flag of a month with its meaning; exit 1 while one stands in the way of approval."""
    from engagement.pay.flags import flag_key
    from planner.pay import months as service
    from planner.pay import words

    with workspace() as ws:
        found = service.month(ws, period, plan_id)
    waiting = {flag_key(flag) for flag in found.open_flags}
    rows = [
        {
            "severity": flag.severity,
            "open": flag_key(flag) in waiting,
            "code": flag.code,
            "agent_id": flag.agent_id,
            "component": flag.component_id,
            "count": flag.count,
            "meaning": words.flag(flag),
            "where": ";".join(flag.examples),
        }
        for flag in found.run.flags
    ]
    table(rows, as_json)
    if waiting:
        raise typer.Exit(1)


@pay.command("review")
def review(period: Period, plan_id: PlanId = "", inputs: Inputs = "", as_json: AsJson = False) -> None:
    """Draft to reviewed."""
    from planner.pay import steps

    _step(steps.review, period, plan_id, inputs, as_json)


@pay.command("approve")
def approve(period: Period, plan_id: PlanId = "", inputs: Inputs = "", as_json: AsJson = False) -> None:
    """Reviewed to approved; refused while flags or disputes are open."""
    from planner.pay import steps

    _step(steps.approve, period, plan_id, inputs, as_json)


@pay.command("paid")
def paid(period: Period, plan_id: PlanId = "", inputs: Inputs = "", as_json: AsJson = False) -> None:
    """Approved to paid; from here on the month does not change."""
    from planner.pay import steps

    _step(steps.pay_out, period, plan_id, inputs, as_json)


@pay.command("close")
def close(period: Period, plan_id: PlanId = "", inputs: Inputs = "", as_json: AsJson = False) -> None:
    """Close an approved or paid month for good."""
    from planner.pay import steps

    _step(steps.close, period, plan_id, inputs, as_json)


def _step(
    step: Callable[[Workspace, Seen, Progress], Month], period: str, plan_id: str, inputs: str, as_json: bool
) -> None:
    from planner.pay import months

    with workspace() as ws:
        found = step(ws, months.kept(ws, period, plan_id, inputs), progress_line())
    _say(found)
    document(_state_row(found), as_json)


Note = Annotated[str, typer.Option(help="Why.")]


@pay.command("reopen")
def reopen(period: Period, note: Note, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """A reviewed or approved month back to draft."""
    from planner.pay import months, steps

    with workspace() as ws:
        found = steps.reopen(ws, months.kept(ws, period, plan_id), note)
    document(_state_row(found), as_json)


@pay.command("discard")
def discard(period: Period, note: Note, plan_id: PlanId = "") -> None:
    """Take back that a month was begun; only while it is a draft."""
    from planner.pay import months, steps

    with workspace() as ws:
        steps.discard(ws, months.kept(ws, period, plan_id), note)
    narrate(t("{period} is taken back: nothing of it was begun.", period=period))


@pay.command("acknowledge")
def acknowledge(
    period: Period,
    flag: Annotated[list[str] | None, typer.Option("--flag", help="Code of a flag; all unless told.")] = None,
    note: Annotated[str, typer.Option(help="Why it is accepted.")] = "",
    plan_id: PlanId = "",
    inputs: Inputs = "",
    as_json: AsJson = False,
) -> None:
    """Accept flags that ask for a yes."""
    from planner.pay import months, steps

    with workspace() as ws:
        found = steps.acknowledge(ws, months.kept(ws, period, plan_id, inputs), flag or (), note)
    document(_state_row(found), as_json)


@pay.command("decide")
def decide(
    agent: Annotated[str, typer.Argument(help="Id of the agent.")],
    component: Annotated[str, typer.Argument(help="Id of a bonus.")],
    attainment: Annotated[str, typer.Argument(help="Share of the target due, such as 0.85; - takes it back.")],
    period: Period,
    note: Note,
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """Set by hand what a bonus pays where nothing can be measured, such as a month of protected leave."""
    from planner.pay import months, settings, steps

    share = None if attainment == "-" else settings.read_number(attainment)
    if share is None and attainment != "-":
        raise Misuse(t("{value!r} is not a number.", value=attainment), t("Write it like 0.35."))
    with workspace() as ws:
        found = steps.decide(ws, months.kept(ws, period, plan_id), agent, component, share, note)
    _say(found)
    document(_state_row(found), as_json)


@pay.command("dispute")
def dispute(
    agent: Annotated[str, typer.Argument(help="Id of the agent.")],
    component: Annotated[str, typer.Argument(help="Id of the component.")],
    text: Annotated[str, typer.Argument(help="What the person objects to.")],
    period: Period,
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """Attach an objection to a line; it blocks approval until it is answered."""
    from planner.pay import months, steps

    with workspace() as ws:
        found = steps.dispute(ws, months.kept(ws, period, plan_id), agent, component, text)
    document(asdict(found.state.disputes[-1]), as_json)


@pay.command("resolve")
def resolve(
    number: Annotated[int, typer.Argument(help="Number of the dispute.")],
    answer: Annotated[str, typer.Argument(help="What was found.")],
    period: Period,
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """Answer an objection."""
    from planner.pay import months, steps

    with workspace() as ws:
        found = steps.resolve(ws, months.kept(ws, period, plan_id), number, answer)
    document(asdict(next(one for one in found.state.disputes if one.id == number)), as_json)


# -- what comes out -------------------------------------------------------------------------------------------------


@pay.command("export")
def export(period: Period, file: Path, plan_id: PlanId = "", inputs: Inputs = "", as_json: AsJson = False) -> None:
    """Write the workbook for finance (.xlsx)."""
    from planner.pay import months as service
    from planner.pay.files import files

    show = progress_line()
    with workspace() as ws:
        found = service.as_seen(ws, service.kept(ws, period, plan_id, inputs))
        written = files.export(found, file, show)
    if not written.values:
        narrate(t("LibreOffice is not here; numbers appear when a spreadsheet program opens the file."))
    document({"file": str(file), "values": written.values, "lines": str(written.lines_path or "")}, as_json)


@pay.command("payroll")
def payroll(
    period: Period,
    file: Path,
    profile: Annotated[Path | None, typer.Option(help="How the payroll program wants it (TOML).")] = None,
    plan_id: PlanId = "",
    inputs: Inputs = "",
    as_json: AsJson = False,
) -> None:
    """Write the payroll CSV of an approved month."""
    from planner.pay import months as service
    from planner.pay.files import files

    with workspace() as ws:
        found = service.as_seen(ws, service.kept(ws, period, plan_id, inputs))
        rows = files.payroll(found, file, files.payroll_profile(profile))
    narrate(t("{n} rows written to {path}.", n=rows, path=file))
    document({"file": str(file), "rows": rows}, as_json)


@pay.command("statement")
def statement(
    agent: Annotated[str, typer.Argument(help="Id of the agent.")],
    period: Period,
    orders: Annotated[bool, typer.Option("--orders", help="List the credited order lines too.")] = False,
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """A person's statement: every cent with its derivation."""
    from planner.pay import months as service
    from planner.pay import published
    from planner.pay.files import files
    from planner.pay.files import text as pay_text

    with workspace() as ws:
        if not published.may_compute(ws):
            told = published.statement(ws, period, agent)
            if as_json:
                document({"agent_id": told.agent_id, "period": told.period, "state": told.state,
                          "payable": told.payable, **told.body}, True)  # fmt: skip
            else:
                print(pay_text.published_text(told))
            return
        found = service.month(ws, period, plan_id)
    mine = files.statement_of(found, agent)
    credits: list[dict[str, object]] = [
        {
            "order_id": c.order_id,
            "line_id": c.line_id,
            "kind": "refund" if c.refund else "sale",
            "date": c.on.isoformat(),
            "channel": c.channel,
            "stage": c.stage,
            "campaign": c.campaign,
            "credit_eur": c.amount,
        }
        for c in found.run.credits.credits
        if c.agent_id == agent
    ]
    if as_json:
        document(_statement(found, mine, credits if orders else None), True)
        return
    print(pay_text.statement_text(found.run, mine))
    if orders:
        print()
        table(credits, False)


def _statement(found: Month, mine: Any, credits: list[dict[str, object]] | None) -> dict[str, object]:
    from planner.pay import words

    lines = [
        {
            "component": line.component_id,
            "amount": line.amount,
            "status": line.status,
            "reasons": [words.reason(reason) for reason in line.reasons],
            "steps": [
                {"slot": s.slot, "formula": s.formula, "value": s.value, "inputs": dict(s.inputs)} for s in line.steps
            ],
            "rule_version": line.rule_version,
        }
        for line in mine.lines
    ]
    body: dict[str, object] = {
        "agent_id": mine.agent_id,
        "period": found.period,
        "state": found.state.state,
        "lines": lines,
        "adjustments": [asdict(one) for one in mine.adjustments],
        "settlement": asdict(mine.settlement) if mine.settlement else None,
        "reasons": [words.reason(reason) for reason in mine.reasons],
        "payable": mine.payable,
    }
    return body if credits is None else {**body, "orders": credits}


# -- shared ---------------------------------------------------------------------------------------------------------


def _people(found: Month) -> list[dict[str, object]]:
    names = {person.agent_id: person.name for person in found.run.inputs.people}
    rows = []
    for statement_ in found.run.statements:
        row: dict[str, object] = {"agent_id": statement_.agent_id, "name": names.get(statement_.agent_id, "")}
        row |= {component.id: None for component in found.plan.components}
        row |= {line.component_id: line.amount for line in statement_.lines}
        row["adjustments"] = sum((one.amount for one in statement_.adjustments), 0) or None
        row["payable"] = statement_.payable
        rows.append(row)
    return rows


def _state_row(found: Month) -> dict[str, object]:
    last = found.state.history[-1] if found.state.history else None
    return {
        "period": found.period,
        "plan": found.plan.rule_version,
        "state": found.state.state,
        "payable": found.run.payable,
        "open_flags": len(found.open_flags),
        "by": last.who if last else "",
        "at": last.at.isoformat(timespec="seconds") if last else "",
        "inputs": found.state.input_hash,
    }


def _say(found: Month) -> None:
    from planner.pay import words

    narrate(t("{period}, {plan}: {state}, {n} statements, {amount}", period=found.period, plan=found.plan.rule_version,
              state=t(words.STATES[found.state.state]), n=len(found.run.statements),
              amount=money(found.run.payable)))  # fmt: skip
    for warning in found.warnings:
        narrate(warning)
    for flag in found.open_flags[:20]:
        where = ", ".join(part for part in (flag.agent_id, flag.component_id, *flag.examples) if part)
        narrate(f"{t(words.SEVERITIES[flag.severity])}: {words.flag(flag)}" + (f" [{where}]" if where else ""))
    if len(found.open_flags) > 20:
        narrate(t("... and {n} more", n=len(found.open_flags) - 20))
