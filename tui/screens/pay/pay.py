"""Pay: the month of variable pay with totals, flags and steps; a person's statement down to the order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.errors import Refused
from planner.base.i18n import money, number, t
from tui.frame.bars import SOON
from tui.frame.modals import HelpModal
from tui.frame.tables import PlanTable, cell, right
from tui.screens.pay.actions import MonthActions, month_after, month_name
from tui.screens.pay.statement import StatementView

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.months import Month
    from planner.pay.store.statements import Published

STEPS = ("draft", "reviewed", "approved", "paid", "closed")
MARKS = {"blocks": ("✗", "bold red"), "acknowledge": ("?", "bold yellow"), "note": ("·", "dim")}


@dataclass(frozen=True)
class Loaded:
    """The month, or why there is none."""

    period: str
    month: Month | None
    missing: str = ""
    hint: str = ""
    published: tuple[Published, ...] = ()
    """For those who may not compute: the statements they may read."""


class PeopleTable(PlanTable):
    """One line a person; Enter opens the statement."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", "Statement")]


class PayScreen(MonthActions):
    """The month of variable pay."""

    title_text = "Pay"
    help_text = (
        "What each person earns this month, from the orders, refunds and KPIs that were imported. Enter opens a "
        "person's statement: every line with its derivation and its orders. A month goes from draft to reviewed, "
        "approved, paid and closed; what blocks must be mended first. A closed month never changes: what comes later "
        "stands as an adjustment in the open one."
    )
    DEFAULT_CSS = """
    PayScreen #state, PayScreen #steps { height: 1; padding: 0 1; }
    PayScreen #steps { margin-bottom: 1; }
    PayScreen.-low #steps { margin-bottom: 0; }
    PayScreen #warnings { height: auto; max-height: 3; padding: 0 1; color: $warning; }
    PayScreen #month { height: 1fr; }
    PayScreen #people { height: 2fr; margin: 0 1; }
    PayScreen #flags { height: auto; max-height: 9; margin: 1 1 0 1; }
    PayScreen.-low #flags { max-height: 5; margin-top: 0; }
    PayScreen StatementView { display: none; }
    PayScreen.-statement StatementView { display: block; }
    PayScreen.-statement #month { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "step", "Next step of the month"),
        Binding("k", "acknowledge", "Acknowledge"),
        Binding("x", "export", "Workbook"),
        Binding("less_than_sign", "month(-1)", "Month before", key_display="<", group=SOON),
        Binding("greater_than_sign", "month(1)", "Month after", key_display=">", group=SOON),
        Binding("P", "app.open('payplan')", "Plan", group=SOON),
        Binding("T", "app.open('paytry')", "Try a plan", group=SOON),
        Binding("B", "app.open('payback')", "Payback", group=SOON),
        Binding("E", "app.open('paysettings')", "Settings", show=False),
        Binding("d", "dispute", "Dispute", show=False),
        Binding("a", "answer", "Answer a dispute", show=False),
        Binding("o", "reopen", "Open again", show=False),
        Binding("g", "decide", "Decide by hand", show=False),
        Binding("U", "discard", "Take the month back", show=False),
        Binding("h", "history", "History", show=False),
        Binding("y", "payroll", "Payroll file", show=False),
        Binding("escape", "back", "Back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.published: tuple[Published, ...] = ()

    def body(self) -> ComposeResult:
        """Where the month stands, people, flags; the statement behind them."""
        yield Static("", id="state")
        with Vertical(id="month"):
            yield Static("", id="steps")
            yield Static("", id="warnings")
            yield PeopleTable(
                id="people",
                help_text="One line a person with each component of the plan and what is paid; ✗ cannot be computed "
                "yet. Enter opens the statement.",
            )
            yield PlanTable(
                id="flags",
                help_text="What a reviewer must see. ✗ blocks approval and must be mended, ? asks for a yes (k), "
                "· is only said.",
            )
        yield StatementView(id="statement")

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """Compute the month in hand."""
        from planner.pay import inputs, months
        from planner.pay import published as pay_published

        period = self.planner.pay_period or f"{monday:%Y-%m}"
        if not pay_published.may_compute(ws):
            found = pay_published.statements(ws, period)
            return Loaded(period, None, t("{period}: no statement you may read yet.", period=month_name(period)),
                          t("Statements can be read once finance has reviewed the month."), found)  # fmt: skip
        if not inputs.plans(ws):
            return Loaded(period, None, t("There is no plan of variable pay yet."),
                          t("P  opens the editor with a plan to start from"))  # fmt: skip
        if not months.has_sales(ws):
            return Loaded(period, None, t("There are no sales yet."), t("6  imports sales, refunds and KPIs"))
        try:
            return Loaded(period, months.month(ws, period))
        except Refused as error:
            return Loaded(period, None, f"{month_name(period)}: {error.title}", error.hint)

    def show(self, data: Any) -> None:
        """Fill the tables."""
        loaded: Loaded = data
        self.planner.pay_period, self.month = loaded.period, loaded.month
        self.published = loaded.published
        if self.published:
            self.filled()
            self._fill_published(loaded)
            return
        if self.month is None:
            self.remove_class("-statement")
            self.empty(loaded.missing, loaded.hint)
            return
        self.filled()
        self._say_state(self.month)
        self._fill_people(self.month)
        self._fill_flags(self.month)
        if self.has_class("-statement"):
            self._statement().fill(self.month)
        elif self.focused is None:
            self.query_one("#people").focus()

    def _fill_published(self, loaded: Loaded) -> None:
        """Statements of one's team, as finance reviewed them."""
        first = loaded.published[0]
        said = t("{n} statements you may read", n=len(loaded.published))
        self.query_one("#state", Static).update(
            Content.assemble((f"{month_name(loaded.period)} ", "bold $accent"), f"· {t(first.state)} · {said}")
        )
        for name in ("#steps", "#warnings", "#flags"):
            self.query_one(name).display = False
        titles = list(dict.fromkeys(title for one in loaded.published for title, _ in one.body["lines"]))
        rows: list[list[str | Text]] = []
        for one in loaded.published:
            amounts = {title: None if text is None else Decimal(text) for title, text in one.body["lines"]}
            paid = right("✗" if one.payable is None else number(one.payable, 2), "bold")
            lines = [_amount(amounts[title]) if title in amounts else right("") for title in titles]
            rows.append([cell(one.agent_id), cell(one.body["name"][:22]), paid, *lines])
        header = (t("Agent"), t("Name"), t("Pay"), *(_short(title) for title in titles))
        self.query_one("#people", PlanTable).fill(header, rows, [one.agent_id for one in loaded.published])
        if self.focused is None:
            self.query_one("#people").focus()

    def _say_state(self, month: Month) -> None:
        run, waiting = month.run, month.open_flags
        disputes = sum(1 for one in month.state.disputes if one.open)
        parts: list[tuple[str, str]] = [
            (f"{month_name(month.period)} ", "bold $accent"),
            (f"· {month.plan.rule_version} · ", "$foreground 80%"),
            (money(run.payable), "bold"),
            (f" · {t('{n} people', n=len(run.statements))}", "$foreground 80%"),
        ]
        if waiting:
            parts.append((f" · ✗ {t('{n} flags open', n=len(waiting))}", "bold $error"))
        if disputes:
            parts.append((f" · {t('{n} disputes open', n=disputes)}", "bold $warning"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        at = STEPS.index(month.state.state)
        line: list[tuple[str, str]] = []
        for index, step in enumerate(STEPS):
            style = "bold $accent" if index == at else ("$success" if index < at else "$foreground 60%")
            mark = "✓ " if index < at else ("▶ " if index == at else "")
            line += [(f"{mark}{t(step)}", style), ("   " if index < len(STEPS) - 1 else "", "")]
        last = month.state.history[-1] if month.state.history else None
        if last is not None:
            line.append((f"   {last.who} {last.at:%Y-%m-%d %H:%M}", "$foreground 60%"))
        self.query_one("#steps", Static).update(Content.assemble(*line))
        self.query_one("#warnings", Static).update(Content("\n".join(month.warnings[:3])))
        self.query_one("#warnings").display = bool(month.warnings)

    def _fill_people(self, month: Month) -> None:
        names = {person.agent_id: person.name for person in month.run.inputs.people}
        disputed = {d.agent_id for d in month.state.disputes if d.open}
        columns = month.plan.components
        adjusted = any(s.adjustments for s in month.run.statements)
        later = [t("Adjustments")] if adjusted else []
        header = [t("Agent"), t("Name"), t("Pay"), *later, *(_short(c.title) for c in columns)]
        rows: list[list[str | Text]] = []
        sums = {c.id: Decimal("0.00") for c in columns}
        for one in month.run.statements:
            lines = {line.component_id: line.amount for line in one.lines}
            for key, value in lines.items():
                sums[key] += value or 0
            mark = " !" if one.agent_id in disputed else ""
            row: list[str | Text] = [
                cell(f"{one.agent_id}{mark}"),
                cell(names.get(one.agent_id, "")[:22]),
                right("✗", "bold red") if one.payable is None else right(number(one.payable, 2), "bold"),
            ]
            if adjusted:
                total = sum((a.amount for a in one.adjustments), Decimal(0))
                row.append(right(number(total, 2) if one.adjustments else ""))
            row += [_amount(lines.get(c.id)) if c.id in lines else right("") for c in columns]
            rows.append(row)
        whole: list[str | Text] = [cell(""), cell(t("all"), "bold"), right(number(month.run.payable, 2), "bold")]
        if adjusted:
            all_adjusted = sum((a.amount for s in month.run.statements for a in s.adjustments), Decimal(0))
            whole.append(right(number(all_adjusted, 2), "bold"))
        whole += [right(number(sums[c.id], 2), "bold") for c in columns]
        self.query_one("#people", PlanTable).fill(
            header, [whole, *rows], ["", *(one.agent_id for one in month.run.statements)]
        )

    def _fill_flags(self, month: Month) -> None:
        from planner.pay import words

        waiting = {id(flag) for flag in month.open_flags}
        rows: list[list[str | Text]] = []
        for flag in month.run.flags:
            mark, style = MARKS[flag.severity]
            if flag.severity == "acknowledge" and id(flag) not in waiting:
                mark, style = "✓", "green"
            who = " ".join(part for part in (flag.agent_id, flag.component_id) if part)
            times = f"{flag.count}×" if flag.count > 1 else ""
            rows.append([cell(mark, style), cell(who), cell(words.flag(flag)),
                         cell(" ".join([times, *flag.examples]).strip())])  # fmt: skip
        table = self.query_one("#flags", PlanTable)
        table.display = bool(rows)
        table.fill(("", t("Who"), t("Meaning"), t("Where")), rows)

    # -- the statement ----------------------------------------------------------------------------------------------

    @on(DataTable.RowSelected, "#people")
    def open_statement(self) -> None:
        """The statement of the person under the cursor."""
        who = self.query_one("#people", PlanTable).current_id
        told = next((one for one in self.published if one.agent_id == who), None)
        if told is not None:
            from planner.pay.files.text import published_text

            text = [(told.body["name"], published_text(told))]
            self.app.push_screen(HelpModal(f"{month_name(told.period)} · {who}", text, [("Esc", t("close"))]))
            return
        if self.month is not None and who:
            self.add_class("-statement")
            self._statement().fill(self.month, who)
            self.query_one("#lines").focus()
            self.refresh_bindings()

    def _statement(self) -> StatementView:
        view = self.query_one(StatementView)
        view.label = self.planner.label
        return view

    def action_back(self) -> None:
        """From the statement to the month; otherwise stop what runs."""
        if self.has_class("-statement"):
            self.remove_class("-statement")
            self.query_one("#people").focus()
            self.refresh_bindings()
        else:
            self.action_stop_run()

    def action_month(self, step: int) -> None:
        """The month before or after."""
        if not self.planner.pay_period:
            return
        self.planner.pay_period = month_after(self.planner.pay_period, step)
        self.remove_class("-statement")
        self.reload()

    async def on_screen_resume(self) -> None:
        """Follow the month that the other pay screens show."""
        if self.month is not None and self.planner.pay_period != self.month.period:
            self._seen = None
        await super().on_screen_resume()


def _short(title: str) -> str:
    return title if len(title) <= 14 else f"{title[:13].rstrip()}…"


def _amount(value: Decimal | None) -> Text:
    return right("✗", "bold red") if value is None else right(number(value, 2) if value else "–")
