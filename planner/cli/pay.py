"""`cuadrante pay`: the month of variable pay from plan to payroll, and what it does for the shop."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.output import AsJson, document, narrate, progress_line, table, workspace
from planner.errors import Misuse, Refused
from planner.i18n import money, t

if TYPE_CHECKING:
    from planner.services.pay import Month

pay = typer.Typer(help="Variable pay: plans, months, statements, payback.", no_args_is_help=True)
plan = typer.Typer(help="Plans of variable pay.", no_args_is_help=True)

Period = Annotated[str, typer.Option("--period", help="A month such as 2026-11.")]
PlanId = Annotated[str, typer.Option("--plan", help="Id of the plan, where several are in force.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    pay.add_typer(plan, name="plan")
    app.add_typer(pay, name="pay")


# -- plans ----------------------------------------------------------------------------------------------------------


@plan.command("import")
def plan_import(file: Path, as_json: AsJson = False) -> None:
    """Take a plan version from a TOML file."""
    from planner.services import pay_plans as service

    with workspace() as ws:
        found, warnings = service.import_plan(ws, _text(file), file.name)
    for warning in warnings:
        narrate(warning)
    document(_plan_row(found), as_json)


@plan.command("list")
def plan_list(as_json: AsJson = False) -> None:
    """Every plan version."""
    from planner.services import pay_plans as service

    with workspace() as ws:
        table([_plan_row(found) for found in service.plans(ws)], as_json)


@plan.command("show")
def plan_show(
    plan_id: Annotated[str, typer.Argument(help="Id of the plan.")] = "",
    version: Annotated[int | None, typer.Option(help="Number of the version; the newest unless told.")] = None,
) -> None:
    """The TOML of a plan version."""
    from planner.services import pay_plans as service

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


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Misuse(t("There is no file {path}.", path=file), t("Check the name.")) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(t("{path} cannot be read: {why}.", path=file, why=error), t("Save it as UTF-8 text.")) from None


# -- the month ------------------------------------------------------------------------------------------------------


@pay.command("run")
def run(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Compute a month: pay by person, flags, warnings."""
    from planner.services import pay as service

    with workspace() as ws:
        found = service.run(ws, period, plan_id, progress_line())
    _say(found)
    table(_people(found), as_json)


@pay.command("status")
def status(as_json: AsJson = False) -> None:
    """Where every month stands."""
    from planner.services import pay as service

    with workspace() as ws:
        table([asdict(one) for one in service.months(ws)], as_json)


@pay.command("flags")
def flags(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Every flag of a month with its meaning; exit 1 while one stands in the way of approval."""
    from engagement.pay.periods import flag_key
    from planner.services import pay as service
    from planner.services import pay_words as words

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
    from planner.services import pay as service

    with workspace() as ws:
        found = service.reopen(ws, period, note, plan_id)
    document(_state_row(found), as_json)


def _step(name: str, period: str, plan_id: str, as_json: bool) -> None:
    from planner.services import pay as service

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
    from planner.services import pay as service

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
    from planner.services import pay as service

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
    from planner.services import pay as service

    with workspace() as ws:
        found = service.resolve(ws, period, number, answer, plan_id)
    document(asdict(next(one for one in found.state.disputes if one.id == number)), as_json)


# -- what comes out -------------------------------------------------------------------------------------------------


@pay.command("export")
def export(period: Period, file: Path, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Write the workbook for finance (.xlsx)."""
    from planner.services import pay as service
    from planner.services import pay_files

    show = progress_line()
    with workspace() as ws:
        found = service.month(ws, period, plan_id)
        written = pay_files.export(found, file, show)
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
    from planner.services import pay as service
    from planner.services import pay_files

    with workspace() as ws:
        found = service.month(ws, period, plan_id)
        rows = pay_files.payroll(found, file, pay_files.payroll_profile(profile))
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
    from planner.services import pay as service
    from planner.services import pay_files

    with workspace() as ws:
        found = service.month(ws, period, plan_id)
    mine = pay_files.statement_of(found, agent)
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
    print(pay_files.statement_text(found.run, mine))
    if orders:
        print()
        table(credits, False)


def _statement(found: Month, mine: Any, credits: list[dict[str, object]] | None) -> dict[str, object]:
    from planner.services import pay_words as words

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


@pay.command("whatif")
def whatif(
    period: Period,
    file: Annotated[Path | None, typer.Argument(help="A plan (TOML); the plan in force unless told.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="List who gains and who loses.")] = False,
    as_json: AsJson = False,
) -> None:
    """A plan on the quarter before a month at 80, 100 and 120 %, its cliffs, who gains and who loses."""
    from planner.services import pay_insight, pay_plans

    with workspace() as ws:
        proposed = pay_plans.check_plan(_text(file), file.name) if file else None
        found = pay_insight.try_plan(ws, period, proposed, progress_line())
    narrate(t("{plan} on {months} with {n} people", plan=found.plan.rule_version, months=", ".join(found.months),
              n=found.people))  # fmt: skip
    rows: list[dict[str, object]] = [
        {"level": one.level, "cost": one.cost, "cost_if_all_at_level": exact * len(found.months),
         "not_calculable": ";".join(one.not_calculable), "over_budget": one.over_budget}
        for one, exact in zip(found.replay, found.exact, strict=True)
    ]  # fmt: skip
    if changes:
        rows = [{"agent_id": c.agent_id, "before": c.before, "after": c.after, "delta": c.delta} for c in found.changes]
        if not rows:
            narrate(t("There is nothing to compare: name another plan than the one in force."))
    for component, cliffs in found.cliffs.items():
        for cliff in cliffs:
            narrate(t("{component}: at {at} one cent of sales changes the pay by {jump}", component=component,
                      at=money(round(cliff.at, 2)), jump=money(round(cliff.jump, 2))))  # fmt: skip
    table(rows, as_json)


@pay.command("payback")
def payback(
    period: Period,
    margin: Annotated[str | None, typer.Option(help="Margin on net sales, 0.35; kept.")] = None,
    employer_ss: Annotated[str | None, typer.Option(help="Employer social security on salary, 0.32; kept.")] = None,
    additional: Annotated[
        str | None, typer.Option(help="Share of service sales that would not have come otherwise; kept.")
    ] = None,
    shop_sales: Annotated[str | None, typer.Option(help="All sales of the shop in the month; kept.")] = None,
    by: Annotated[str, typer.Option(help="channel, campaign, stage or team: where the sales come from.")] = "",
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """Whether the additional sales pay the team's salaries."""
    from planner.services import pay_insight

    groups = ("", "channel", "campaign", "stage", "team")
    if by not in groups:
        raise Misuse(t("--by {value!r} is not known.", value=by), ", ".join(groups[1:]))
    told = {"margin": margin, "employer_ss": employer_ss, "additional": additional, "shop_sales": shop_sales}
    with workspace() as ws:
        if any(value is not None for value in told.values()):
            pay_insight.tell(ws, {key: value for key, value in told.items() if value is not None})
        found = pay_insight.economics(ws, period, plan_id, progress_line())
    if found.without_cost:
        narrate(t("Without hourly cost, left out: {names}.", names=", ".join(found.without_cost)))
    if by:
        table([asdict(row) for row in getattr(found, f"by_{by}")], as_json)
        return
    document({
        "period": found.period, "service_sales": found.service_sales, "salaries": found.salaries,
        "variable": found.variable, "margin": found.assumptions.margin, **asdict(found.payback),
        "satisfaction_index": found.index.value,
    }, as_json)  # fmt: skip


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
    from planner.services import pay_words as words

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
