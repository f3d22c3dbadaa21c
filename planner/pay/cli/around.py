"""`cuadrante pay`, what is around the month: plans tried out, payback, customers, scorecard, settings, history."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from planner.base.errors import Misuse
from planner.base.i18n import money, t
from planner.console.groups import pay
from planner.console.output import AsJson, document, narrate, progress_line, table, workspace
from planner.pay.cli.month import Period, PlanId
from planner.pay.cli.plans import text_of


@pay.command("whatif")
def whatif(
    period: Period,
    file: Annotated[Path | None, typer.Argument(help="A plan (TOML); the plan in force unless told.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="List who gains and who loses.")] = False,
    as_json: AsJson = False,
) -> None:
    """A plan on the quarter before a month at 80, 100 and 120 %, its cliffs, who gains and who loses."""
    from planner.pay import insight, plans

    with workspace() as ws:
        proposed = plans.check_plan(text_of(file), file.name) if file else None
        found = insight.try_plan(ws, period, proposed, progress_line())
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
    by: Annotated[
        str, typer.Option(help="channel, campaign, stage or team: where the sales come from; phone-chat compares.")
    ] = "",
    plan_id: PlanId = "",
    as_json: AsJson = False,
) -> None:
    """Whether the additional sales pay the team's salaries."""
    from planner.pay import economics
    from planner.pay import settings as pay_settings

    groups = ("", "channel", "campaign", "stage", "team", "phone-chat")
    if by not in groups:
        raise Misuse(t("--by {value!r} is not known.", value=by), ", ".join(groups[1:]))
    told = {"margin": margin, "employer_ss": employer_ss, "additional": additional, "shop_sales": shop_sales}
    with workspace() as ws:
        if any(value is not None for value in told.values()):
            pay_settings.tell(ws, {key: value for key, value in told.items() if value is not None})
        found = economics.economics(ws, period, plan_id, progress_line())
    if found.without_cost:
        narrate(t("Without hourly cost, left out: {names}.", names=", ".join(found.without_cost)))
    for line in found.missing:
        narrate(line)
    if by == "phone-chat":
        table([asdict(row) for row in found.phone_chat], as_json)
        return
    if by:
        table([asdict(row) for row in getattr(found, f"by_{by}")], as_json)
        return
    document({
        "period": found.period, "service_sales": found.service_sales, "shop_sales": found.shop_sales,
        "salaries": found.salaries, "variable": found.variable, "tools": found.tools.total,
        "tools_share_of_sales": found.tools.share_of_sales, "margin": found.assumptions.margin, **asdict(found.payback),
        "satisfaction_index": found.index.value,
    }, as_json)  # fmt: skip


@pay.command("customers")
def customers(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Repeat rate, value and cost of customers, and conversations that became orders, as far as the data say."""
    from planner.pay import economics

    with workspace() as ws:
        found = economics.economics(ws, period, plan_id, progress_line())
    for line in found.missing:
        narrate(line)
    value = found.customers
    told: dict[str, object] = {"period": found.period}
    if value is not None:
        told |= {key: one for key, one in asdict(value).items() if not key.startswith("repeat")}
        told |= {name: getattr(value, name).rate for name in ("repeat", "repeat_served", "repeat_others")}
        told |= {"years_kept": found.assumptions.years_kept, "repeat_days": found.assumptions.repeat_days}
    rows = [{**asdict(row), "upsell": row.upsell.rate, "average_gain": row.upsell.average_gain} for row in found.talks]
    if as_json:
        document({**told, "conversations": rows}, True)
        return
    document(told, False)
    if rows:
        print()
        table(rows, False)


@pay.command("scorecard")
def scorecard(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Measures of the team against their targets, and the satisfaction index."""
    from planner.pay import economics

    with workspace() as ws:
        found = economics.economics(ws, period, plan_id, progress_line())
    rows = [asdict(score) for score in found.scores]
    if found.index.missing:
        narrate(t("Without data in the satisfaction index: {names}.", names=", ".join(found.index.missing)))
    index = {"metric": "satisfaction_index", "value": found.index.value, "target": None, "attainment": None,
             "state": "" if found.index.value is not None else "no_data"}  # fmt: skip
    table([*rows, index], as_json)


@pay.command("settings")
def settings(
    file: Annotated[Path | None, typer.Argument(help="Take settings from this TOML; what it names changes.")] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="A number as name=value, kept.")] = None,
) -> None:
    """Assumptions, tools, targets, weights, full time and payroll codes as TOML; change them by file or --set."""
    from planner.pay import settings as pay_settings

    told = {}
    for change in changes or ():
        name, equals, value = change.partition("=")
        if not equals:
            raise Misuse(t("{value!r} is not name=value.", value=change), t("Write --set margin=0.35."))
        told[name.strip()] = value
    hours = told.pop("full_time_hours", None)
    with workspace() as ws:
        if file is not None:
            pay_settings.take_text(ws, text_of(file), file.name)
        if hours is not None:
            number = pay_settings.read_number(hours)
            if number is None:
                raise Misuse(t("{value!r} is not a number.", value=hours), t("Write it like 0.35."))
            pay_settings.set_full_time_hours(ws, number)
        if told:
            pay_settings.tell(ws, told)
        print(pay_settings.as_text(ws), end="")


@pay.command("history")
def history(period: Period, plan_id: PlanId = "", as_json: AsJson = False) -> None:
    """Every step of a month: when, who, what, from which inputs, and the note."""
    from planner.pay import months as service

    with workspace() as ws:
        events = service.history(ws, period, plan_id)
    table([{**asdict(one), "at": one.at.isoformat(timespec="seconds")} for one in events], as_json)


@pay.command("team")
def team(period: Period, as_json: AsJson = False) -> None:
    """Statements you may read once finance has reviewed the month: of your teams, or your own."""
    from planner.pay import published

    with workspace() as ws:
        found = published.statements(ws, period)
    rows = [
        {"agent_id": one.agent_id, "name": one.body["name"], "team": one.body["team"], "plan": one.plan_id,
         "state": one.state, **dict(one.body["lines"]), "adjustments": one.body["adjustments"], "payable": one.payable}
        for one in found
    ]  # fmt: skip
    if not rows:
        narrate(t("Statements can be read once finance has reviewed the month."))
    table(rows, as_json)
