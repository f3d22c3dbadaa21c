"""Settings of variable pay and payback: assumptions, full time, weights, tools, targets, payroll codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import money, number, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import number_between, required
from tui.frame.messages import Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, right

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.settings import Assumptions

NUMBERS: dict[str, tuple[str, str, float, float]] = {
    "margin": ("Margin on net sales", "0.35 = 35 %", 0, 1),
    "employer_ss": ("Employer social security", "0.32 = 32 %", 0, 1),
    "additional": ("Additional share of service sales", "1 = 100 %, all of it", 0, 1),
    "shop_sales": ("All sales of the shop", "€ a month; empty: as imported", 0, 1e12),
    "years_kept": ("Years that a customer is kept", "years", 0.1, 100),
    "repeat_days": ("Days to come again", "days", 1, 3650),
    "conversion_h": ("Hours from conversation to order", "hours", 0.1, 8760),
    "full_time_hours": ("Hours a week of full time", "hours", 1, 60),
}
WEIGHTS = {"treatment": "Treatment", "handling": "Handling times", "unboxing": "Unboxing"}


@dataclass(frozen=True)
class Loaded:
    """The settings and the people who may have a code."""

    told: Assumptions
    hours: Decimal
    codes: dict[str, str]
    people: tuple[tuple[str, str], ...]


class SettingsTable(PlanTable):
    """One setting a line; Enter changes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", "Change value")]


class PaySettingsScreen(PlannerScreen):
    """One table of everything that no import brings."""

    title_text = "Pay settings"
    AUTO_FOCUS: ClassVar[str | None] = "#settings"
    help_text = (
        "Figures that no file brings: somebody decides them, and every change is in the audit log. Enter changes the "
        "line under the cursor, n adds a tool or a target, x takes one out. Margin and social security move payback; "
        "weights move the satisfaction index; full time moves everybody's quota in open months; a payroll code stands "
        "in the payroll file."
    )
    DEFAULT_CSS = """
    PaySettingsScreen #state { height: auto; padding: 0 1; margin-bottom: 1; }
    PaySettingsScreen.-low #state { margin-bottom: 0; }
    PaySettingsScreen #settings { height: 1fr; margin: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "Add tool or target"),
        Binding("x", "remove", "Take out"),
        Binding("B", "app.open('payback')", "Payback"),
        Binding("escape", "app.open('pay')", "Back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.loaded: Loaded | None = None

    def body(self) -> ComposeResult:
        """A word on what this is, and the table."""
        yield Static("", id="state")
        yield SettingsTable(id="settings", help_text="Each setting with its value and what it does; Enter changes it.")

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """As kept."""
        from planner.pay import settings

        return Loaded(settings.assumptions(ws), settings.full_time_hours(ws),
                      settings.employee_codes(ws), settings.people(ws))  # fmt: skip

    def show(self, data: Any) -> None:
        """Fill the table."""
        self.loaded = data
        assert self.loaded is not None
        told = self.loaded.told
        self.query_one("#state", Static).update(
            Content(t("Decided by people, not measured: Enter changes a line, n adds a tool or a target."))
        )
        rows: list[list[str | Text]] = []
        ids: list[str] = []

        def section(name: str) -> None:
            rows.append([cell(name, "bold"), "", ""])
            ids.append("")

        section(t("Payback and working time"))
        for name, (words, hint, _, _) in NUMBERS.items():
            value = self.loaded.hours if name == "full_time_hours" else getattr(told, name)
            rows.append([cell(f"  {t(words)}"), right("–" if value is None else _plain(value), "bold"), cell(t(hint))])
            ids.append(f"number\n{name}")
        section(t("Weights of the satisfaction index"))
        for name, weight in told.weights:
            rows.append([cell(f"  {t(WEIGHTS.get(name, name))}"), right(_plain(weight), "bold"), ""])
            ids.append(f"weight\n{name}")
        section(t("Tools"))
        for tool in told.tools:
            seats = t("{n} seats at {price}", n=tool.seats, price=money(tool.per_seat)) if tool.seats else ""
            rows.append(
                [cell(f"  {tool.name}"), right(t("{cost} a month", cost=money(tool.cost)), "bold"), cell(seats)]
            )
            ids.append(f"tool\n{tool.name}")
        if not told.tools:
            rows.append([cell(f"  {t('none')}"), "", cell(t("n  adds a tool with what it costs a month"))])
            ids.append("tool\n")
        section(t("Targets of the scorecard"))
        for target in told.targets:
            rows.append([cell(f"  {target.metric}"), right(_plain(target.target), "bold"),
                         cell(t("lower is better") if target.lower_is_better else "")])  # fmt: skip
            ids.append(f"target\n{target.metric}")
        section(t("Payroll codes"))
        for who, name in self.loaded.people:
            code = self.loaded.codes.get(who, "")
            rows.append([cell(f"  {who} {name}"), right(code or "–", "bold" if code else "dim"),
                         cell("" if code else t("the id stands for it"))])  # fmt: skip
            ids.append(f"code\n{who}")
        self.query_one("#settings", PlanTable).fill((t("Setting"), t("Value"), t("Note")), rows, ids)

    def _chosen(self) -> tuple[str, str]:
        kind, _, name = self.query_one("#settings", PlanTable).current_id.partition("\n")
        return kind, name

    @on(DataTable.RowSelected, "#settings")
    def _enter(self) -> None:
        self.action_change()

    @work
    async def action_change(self) -> None:
        """Change the line under the cursor."""
        loaded = self.loaded
        if loaded is None:
            return
        kind, name = self._chosen()
        if kind == "number":
            await self._number(loaded, name)
        elif kind == "weight":
            await self._weights(loaded)
        elif kind == "tool":
            await self._tool(loaded, name)
        elif kind == "target":
            await self._target(loaded, name)
        elif kind == "code":
            await self._code(loaded, name)

    @work
    async def action_add(self) -> None:
        """A tool or a target, as the cursor stands; asked where it stands elsewhere."""
        loaded = self.loaded
        if loaded is None:
            return
        kind = self._chosen()[0]
        if kind not in ("tool", "target"):
            choices = [("tool", t("a tool with what it costs a month")), ("target", t("a target of the scorecard"))]
            kind = await self.planner.choose(t("Add what?"), choices) or ""
        if kind == "tool":
            await self._tool(loaded, "")
        elif kind == "target":
            await self._target(loaded, "")

    @work
    async def action_remove(self) -> None:
        """Take the tool or target under the cursor out."""
        loaded = self.loaded
        kind, name = self._chosen()
        if loaded is None or kind not in ("tool", "target") or not name:
            return
        if not await self.planner.confirm(t("Take out {name}", name=name), t("It counts no more."), t("take out")):
            return
        told = loaded.told
        changed = (
            replace(told, tools=tuple(one for one in told.tools if one.name != name))
            if kind == "tool"
            else replace(told, targets=tuple(one for one in told.targets if one.metric != name))
        )
        self._keep(changed)

    async def _number(self, loaded: Loaded, name: str) -> None:
        words, hint, low, high = NUMBERS[name]
        old = loaded.hours if name == "full_time_hours" else getattr(loaded.told, name)
        check = number_between(low, high, empty=name == "shop_sales")
        field = Field(name, t(words), "" if old is None else f"{old:f}", t(hint), check)
        answer = await self.planner.form(t(words), [field], "", t("save"))
        if answer is None:
            return
        app = self.planner

        def save(_report: object) -> None:
            from planner.pay import settings

            ws = app.workspace()
            if name != "full_time_hours":
                settings.tell(ws, answer)
            else:
                settings.set_full_time_hours(ws, _decimal(answer[name]))

        self.begin("settings", save, t("Saving"))

    async def _weights(self, loaded: Loaded) -> None:
        fields = [
            Field(name, t(WEIGHTS.get(name, name)), f"{weight:f}", "", number_between(0, 1000))
            for name, weight in loaded.told.weights
        ]
        note = t("Any weights do; only their proportion counts.")
        answer = await self.planner.form(t("Weights of the satisfaction index"), fields, note, t("save"))
        if answer is not None:
            weights = tuple((name, _decimal(answer[name])) for name, _ in loaded.told.weights)
            self._keep(replace(loaded.told, weights=weights))

    async def _tool(self, loaded: Loaded, name: str) -> None:
        from engagement.economics.tools import Tool

        old = next((one for one in loaded.told.tools if one.name == name), Tool(""))
        fields = [
            Field("name", t("Name"), old.name, "", required),
            Field("monthly", t("Cost a month"), f"{old.monthly:f}", "€", number_between(0, 1e9)),
            Field("per_seat", t("and for each seat"), f"{old.per_seat:f}", "€", number_between(0, 1e9)),
            Field("seats", t("Seats"), str(old.seats), "", number_between(0, 100_000)),
        ]
        answer = await self.planner.form(t("Tool"), fields, "", t("save"))
        if answer is None:
            return
        made = Tool(answer["name"].strip(), _decimal(answer["monthly"]), _decimal(answer["per_seat"]),
                    int(_decimal(answer["seats"])))  # fmt: skip
        self._keep(replace(loaded.told, tools=_put(loaded.told.tools, made, lambda one: one.name == name)))

    async def _target(self, loaded: Loaded, name: str) -> None:
        from engagement.economics.scorecard import Target

        old = next((one for one in loaded.told.targets if one.metric == name), None)
        lower = t("yes") if old and old.lower_is_better else t("no")
        fields = [
            Field("metric", t("Indicator"), name, t("as in the KPIs: csat, nps, fcr, qa …"), required),
            Field("target", t("Target"), f"{old.target:f}" if old else "", "", number_between(0.0001, 1e9)),
            Field("lower", t("Lower is better"), lower, f"{t('yes')} / {t('no')}", _yes_or_no),
        ]
        answer = await self.planner.form(t("Target"), fields, "", t("save"))
        if answer is None:
            return
        said = answer["lower"].strip().lower() in (t("yes").lower(), "yes", "sí", "si")
        made = Target(answer["metric"].strip().lower(), _decimal(answer["target"]), said)
        self._keep(replace(loaded.told, targets=_put(loaded.told.targets, made, lambda one: one.metric == name)))

    async def _code(self, loaded: Loaded, who: str) -> None:
        field = Field("code", t("Payroll code"), loaded.codes.get(who, ""), t("empty: the id stands for it"))
        answer = await self.planner.form(who, [field], "", t("save"))
        if answer is None:
            return
        app, code = self.planner, answer["code"].strip()

        def save(_report: object) -> None:
            from planner.pay import settings

            settings.set_employee_codes(app.workspace(), {who: code})

        self.begin("settings", save, t("Saving"))

    def _keep(self, changed: Assumptions) -> None:
        app = self.planner

        def save(_report: object) -> None:
            from planner.pay import settings

            settings.set_assumptions(app.workspace(), changed)

        self.begin("settings", save, t("Saving"))

    def run_done(self, run: Run, result: Any) -> None:
        """Show what is kept now; the other screens compute with it."""
        self.planner.toast(t("Saved."))
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the line under the cursor allows."""
        if action == "remove" and self.is_mounted:
            kind, name = self._chosen()
            return True if kind in ("tool", "target") and name else None
        return True

    @on(DataTable.RowHighlighted, "#settings")
    def _moved(self) -> None:
        self.refresh_bindings()


def _plain(value: Decimal) -> str:
    """A figure in the user's way with the decimals it has."""
    exponent = value.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def _decimal(text: str) -> Decimal:
    return Decimal(text.strip().replace(",", ".") or "0")


def _put(rows: tuple[Any, ...], made: Any, here: Callable[[Any], bool]) -> tuple[Any, ...]:
    """The rows with one in place of the one found, or added."""
    if any(here(one) for one in rows):
        return tuple(made if here(one) else one for one in rows)
    return (*rows, made)


def _yes_or_no(text: str) -> str:
    known = (t("yes").lower(), t("no").lower(), "yes", "no")
    return "" if text.strip().lower() in known else t("write {yes} or {no}", yes=t("yes"), no=t("no"))
