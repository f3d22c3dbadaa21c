"""`cuadrante pay`: the month of variable pay from plan to payroll, and what it does for the shop."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.base.errors import Misuse, Refused
from planner.base.i18n import money, t, text_reason
from planner.console.output import AsJson, document, narrate, progress_line, table, workspace

if TYPE_CHECKING:
    from planner.pay.months import Month

pay = typer.Typer(help="Variable pay: plans, months, statements, payback.", no_args_is_help=True)
plan = typer.Typer(help="Plans of variable pay.", no_args_is_help=True)

Period = Annotated[str, typer.Option("--period", help="A month such as 2026-11.")]
PlanId = Annotated[str, typer.Option("--plan", help="Id of the plan, where several are in force.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    from planner.pay.cli import around

    pay.add_typer(plan, name="plan")
    around.add(pay)
    app.add_typer(pay, name="pay")


# -- plans ----------------------------------------------------------------------------------------------------------


@plan.command("import")
def plan_import(file: Path, as_json: AsJson = False) -> None:
    """Take a plan version from a TOML file."""
    from planner.pay import plans as service

    with workspace() as ws:
        found, warnings = service.import_plan(ws, text_of(file), file.name)
    for warning in warnings:
        narrate(warning)
    document(_plan_row(found), as_json)


@plan.command("list")
def plan_list(as_json: AsJson = False) -> None:
    """Every plan version."""
    from planner.pay import plans as service

    with workspace() as ws:
        table([_plan_row(found) for found in service.plans(ws)], as_json)


@plan.command("show")
def plan_show(
    plan_id: Annotated[str, typer.Argument(help="Id of the plan.")] = "",
    version: Annotated[int | None, typer.Option(help="Number of the version; the newest unless told.")] = None,
) -> None:
    """The TOML of a plan version."""
    from planner.pay import plans as service

    with workspace() as ws:
        print(service.plan_text(ws, plan_id, version), end="")


def _plan_row(found: Any) -> dict[str, object]:
    return {
        "plan": found.id,
        "version": found.version,
        "effective_from": found.effective_from.isoformat(),
        "effective_to": found.effective_to.isoformat() if found.effective_to else "",
        "components": ";".join(component.id for component in found.components),
    }


def text_of(file: Path) -> str:
    """What stands in a text file; Misuse or Refused when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Misuse(t("There is no file {path}.", path=file), t("Check the name.")) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            t("{path} cannot be read: {why}.", path=file, why=text_reason(error)), t("Save it as UTF-8 text.")
        ) from None


# -- the month ------------------------------------------------------------------------------------------------------


@pay.command("run")
def run(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Compute a month: pay by person, flags, warnings."""
    from planner.pay import months as service

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
    from engagement.pay.periods import flag_key
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
def review(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Draft to reviewed."""
    _step("review", period, plan_id, as_json)


@pay.command("approve")
def approve(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Reviewed to approved; refused while flags or disputes are open."""
    _step("approve", period, plan_id, as_json)


@pay.command("paid")
def paid(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Approved to paid; from here on the month does not change."""
    _step("pay_out", period, plan_id, as_json)


@pay.command("close")
def close(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Close an approved or paid month for good."""
    _step("close", period, plan_id, as_json)


@pay.command("reopen")
def reopen(
    period: Period,
    note: Annotated[str, typer.Option(help="Why.")],
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """A reviewed or approved month back to draft."""
    from planner.pay import months as service

    with workspace() as ws:
        found = service.reopen(ws, period, note, plan_id)
    document(_state_row(found), as_json)


def _step(name: str, period: str, plan_id: str, as_json: bool) -> None:
    from planner.pay import months as service

    with workspace() as ws:
        found = getattr(service, name)(ws, period, plan_id, progress_line())
    _say(found)
    document(_state_row(found), as_json)


@pay.command("acknowledge")
def acknowledge(
    period: Period,
    flag: Annotated[list[str] | None, typer.Option("--flag", help="Code of a flag; all unless told.")] = None,
    note: Annotated[str, typer.Option(help="Why it is accepted.")] = "",
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """Accept flags that ask for a yes."""
    from planner.pay import months as service

    with workspace() as ws:
        found = service.acknowledge(ws, period, flag or (), note, plan_id)
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
    from planner.pay import months as service

    with workspace() as ws:
        found = service.dispute(ws, period, agent, component, text, plan_id)
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
    from planner.pay import months as service

    with workspace() as ws:
        found = service.resolve(ws, period, number, answer, plan_id)
    document(asdict(next(one for one in found.state.disputes if one.id == number)), as_json)


# -- what comes out -------------------------------------------------------------------------------------------------


@pay.command("export")
def export(period: Period, file: Path, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Write the workbook for finance (.xlsx)."""
    from planner.pay import months as service
    from planner.pay.files import files

    show = progress_line()
    with workspace() as ws:
        found = service.month(ws, period, plan_id)
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
    as_json: AsJson = False,
) -> None:
    """Write the payroll CSV of an approved month."""
    from planner.pay import months as service
    from planner.pay.files import files

    with workspace() as ws:
        found = service.month(ws, period, plan_id)
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
                print(told.body["text"])
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
