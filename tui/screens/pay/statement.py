"""A person's statement: lines, the derivation of the line under the cursor, and the orders behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import money, number, t
from tui.frame.tables import PlanTable, cell, right

if TYPE_CHECKING:
    from planner.pay.months import Month

ORDERS_SHOWN = 2000


class StatementView(Vertical):
    """One statement in three tables."""

    DEFAULT_CSS = """
    StatementView { height: 1fr; }
    StatementView #who, StatementView #sum { height: 1; padding: 0 1; }
    StatementView #lines { height: auto; max-height: 10; margin: 0 1; }
    StatementView #derivation { height: auto; max-height: 11; margin: 1 1 0 1; }
    StatementView #orders { height: 1fr; min-height: 4; margin: 1 1 0 1; }
    .-low StatementView #lines { max-height: 7; }
    .-low StatementView #derivation { max-height: 7; margin-top: 0; }
    .-low StatementView #orders { margin-top: 0; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.month: Month | None = None
        self.agent_id = ""
        self.component = ""
        self.label: Callable[[str], str] = str
        """Names of channels for people."""

    def compose(self) -> ComposeResult:
        """Who, lines, sum, derivation, orders."""
        yield Static("", id="who")
        yield PlanTable(id="lines", help_text="One line a component of the plan, rounded once, and why it is what it "
                        "is. The tables below follow the cursor; d disputes the line.")  # fmt: skip
        yield Static("", id="sum")
        yield PlanTable(id="derivation", help_text="How the line comes about, step by step, exact until the last.")
        yield PlanTable(id="orders", help_text="The order lines and refunds that the line counts.")

    def fill(self, month: Month, agent_id: str = "") -> None:
        """Show the statement of a person (the one shown before unless told)."""
        from planner.pay import words

        self.month, self.agent_id = month, agent_id or self.agent_id
        mine = next((s for s in month.run.statements if s.agent_id == self.agent_id), None)
        if mine is None:
            return
        person = next((p for p in month.run.inputs.people if p.agent_id == self.agent_id), None)
        days = mine.proration
        self.query_one("#who", Static).update(
            Content.assemble(
                (f"{person.name if person else ''} ", "bold $accent"),
                (f"{self.agent_id} · {person.team if person else ''} · ", "$foreground 80%"),
                t("{n} of {all} days, working time {fte}", n=days.days_active, all=days.days_period,
                  fte=words.plain(days.fte)),
            )
        )  # fmt: skip
        titles = {component.id: component.title for component in month.plan.components}
        disputes = {(d.agent_id, d.component_id): d for d in month.state.disputes}
        rows: list[list[str | Text]] = []
        ids = []
        for line in mine.lines:
            why = " · ".join(words.reason(reason) for reason in line.reasons)
            objection = disputes.get((self.agent_id, line.component_id))
            if objection is not None:
                why = f"! {objection.text}" + (f" → {objection.answer}" if objection.answer else "") + f"  {why}"
            amount = right("✗", "bold red") if line.amount is None else right(number(line.amount, 2), "bold")
            rows.append([cell(titles[line.component_id]), amount, cell(why)])
            ids.append(line.component_id)
        for one in mine.adjustments:
            rows.append([cell(t("Adjustment {period}", period=one.closed_period)),
                         right(number(one.amount, 2), "bold"), cell(words.adjustment(one))])  # fmt: skip
            ids.append(f"{one.component_id}\n{one.closed_period}")
        self.query_one("#lines", PlanTable).fill((t("Line"), t("Amount"), t("Why")), rows, ids)
        settled = mine.settlement
        said: list[tuple[str, str]] = []
        if settled is None:
            said.append((t("Not payable while a line is not calculable."), "bold $error"))
        else:
            if settled.balance_before:
                said.append((f"{t('Balance before')} {money(settled.balance_before)}   ", "$foreground 80%"))
            said.append((f"{t('Pay')} {money(settled.pay)}", "bold $accent"))
            if settled.balance_after:
                said.append((f"   {t('Balance after')} {money(settled.balance_after)}", "$warning"))
        said += [(f"   {words.reason(reason)}", "$foreground 70%") for reason in mine.reasons]
        self.query_one("#sum", Static).update(Content.assemble(*said))
        self._show_line()

    @on(DataTable.RowHighlighted, "#lines")
    def _show_line(self) -> None:
        """Derivation and orders of the line under the cursor."""
        from planner.pay import words
        from planner.pay.files.files import component_credits

        if self.month is None:
            return
        chosen = self.query_one("#lines", PlanTable).current_id
        self.component, _, closed = chosen.partition("\n")
        mine = next((s for s in self.month.run.statements if s.agent_id == self.agent_id), None)
        component = next((c for c in self.month.plan.components if c.id == self.component), None)
        if mine is None:
            return
        rows: list[list[str | Text]] = []
        orders: list[list[str | Text]] = []
        if closed:
            one = next(a for a in mine.adjustments if (a.component_id, a.closed_period) == (self.component, closed))
            rows = [
                [cell(t("As paid")), right(number(one.before, 2)), cell("")],
                [cell(t("As it is today")), right(number(one.after, 2)), cell(one.rule_version)],
            ]
            orders = [[cell(""), cell(order), right(""), cell(""), cell("")] for order in one.orders]
        elif component is not None:
            line = next(item for item in mine.lines if item.component_id == self.component)
            for step in line.steps:
                value = "✗" if step.value is None else words.figure(step.slot, step.value)
                how = words.formula(step.formula)
                rows.append([cell(t(words.SLOTS.get(step.slot, step.slot))), right(value), cell(how)])
            counted = component_credits(self.month.run, self.agent_id, component)
            if component.kind == "bonus" and not any(part.measure in ("sales", "units") for part in component.parts):
                counted = ()
            for c in counted[:ORDERS_SHOWN]:
                kind = t("refund") if c.refund else (t("assisted") if c.assisted else "")
                where = (self.label(c.channel) if c.channel else "", t(c.stage) if c.stage else "", c.campaign)
                orders.append([cell(c.on.isoformat()), cell(f"{c.order_id}/{c.line_id}"), right(number(c.amount, 2)),
                               cell(kind), cell(" ".join(part for part in where if part))])  # fmt: skip
        self.query_one("#derivation", PlanTable).fill((t("Step"), t("Value"), t("How")), rows)
        table = self.query_one("#orders", PlanTable)
        table.fill((t("Date"), t("Order"), t("Credited"), "", t("Channel, stage, campaign")), orders)
        table.display = bool(orders)
