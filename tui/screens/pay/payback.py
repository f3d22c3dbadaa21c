"""Payback: do the additional sales pay the team's salaries, and where do they come from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.config import today
from planner.base.errors import Refused
from planner.base.i18n import money, number, percent, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import number_between
from tui.frame.messages import Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, right
from tui.screens.pay.actions import month_after, month_name
from tui.text import bar

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.economics import Economics

_STATES = {"met": ("✓", "green"), "near": ("~", "yellow"), "missed": ("✗", "bold red"), "no_data": ("–", "dim")}
_GROUPS = {
    "channel": "Service sales by channel", "campaign": "Service sales by campaign", "stage": "Service sales by stage",
    "team": "Service sales by team", "phone and chat": "Phone against chat",
    "conversations": "Conversations with known customers; orders within {hours} h",
    "customers": "Customers known up to the end of the month",
}  # fmt: skip


class PaybackScreen(PlannerScreen):
    """The month of service as a business."""

    title_text = "Payback"
    help_text = (
        "Margin of the additional sales against what the team costs: salaries with the employer's social security, "
        "variable pay and tools. At 100 % the sales pay the team; the line below says how much is missing. g goes "
        "through channel, campaign, stage, team, phone against chat, conversations and customers; w changes the "
        "assumptions, E all settings."
    )
    DEFAULT_CSS = """
    PaybackScreen #answer { height: auto; padding: 0 1; }
    PaybackScreen #bars { height: auto; padding: 0 1; margin: 1 0; }
    PaybackScreen.-low #bars { margin: 0; }
    PaybackScreen #which { height: auto; padding: 0 1; }
    PaybackScreen #groups { height: 1fr; margin: 0 1; }
    PaybackScreen #missing { height: auto; max-height: 6; margin: 0 1; color: $foreground 70%; }
    PaybackScreen #funnels { height: auto; max-height: 8; margin: 1 1 0 1; }
    PaybackScreen #scores { height: auto; max-height: 8; margin: 1 1 0 1; }
    PaybackScreen.-low #funnels { display: none; }
    PaybackScreen.-low #scores { max-height: 4; margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "group", "Group by"),
        Binding("w", "assume", "Assumptions"),
        Binding("E", "app.open('paysettings')", "Settings"),
        Binding("less_than_sign", "month(-1)", "Month before", key_display="<"),
        Binding("greater_than_sign", "month(1)", "Month after", key_display=">"),
        Binding("escape", "app.open('pay')", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._period = ""
        self.found: Economics | None = None
        self._group = 0

    def body(self) -> ComposeResult:
        """Answer, bars, groups, channels, scorecard."""
        yield Static("", id="answer")
        yield Static("", id="bars")
        yield Static("", id="which")
        yield PlanTable(
            id="groups",
            help_text="Service sales by channel, campaign, stage or team: net euros after refunds, orders, average "
            "order, share of service sales and of all sales of the shop.",
        )
        yield Static("", id="missing")
        yield PlanTable(id="funnels", help_text="Contacts that became orders, by channel.")
        yield PlanTable(id="scores", help_text="Measures of the team against their targets.")

    def load(self, ws: Workspace, monday: date) -> tuple[str, Economics | Refused]:
        """The month in hand."""
        from planner.pay import economics

        period = self.planner.pay_period or f"{monday:%Y-%m}"
        try:
            return period, economics.economics(ws, period)
        except Refused as error:
            return period, error

    def show(self, data: Any) -> None:
        """Fill answer and tables."""
        self._period, found = data
        self.planner.pay_period = self._period
        if isinstance(found, Refused):
            self.found = None
            self.empty(f"{month_name(self._period)}: {found.title}", found.hint)
            return
        self.filled()
        self.found = found
        self._say(found)
        self._fill_groups()
        rows: list[list[str | Text]] = [
            [cell(self.planner.label(name)), right(number(f.contacts)), right(number(f.orders)),
             right(_share(f.conversion, 1)), right("–" if f.average_order is None else money(f.average_order)),
             right(_share(f.cross_sell)), right("–" if f.sales_per_contact is None else money(f.sales_per_contact))]
            for name, f in found.funnels
        ]  # fmt: skip
        header = (t("Channel"), t("Contacts"), t("Orders"), t("Conversion"), t("Average order"), t("Cross-sell"),
                  t("Sales a contact"))  # fmt: skip
        self.query_one("#funnels", PlanTable).fill(header, rows)
        scores: list[list[str | Text]] = []
        for score in found.scores:
            mark, style = _STATES[score.state]
            value = "–" if score.value is None else number(score.value, 1)
            scores.append([cell(mark, style), cell(score.metric), right(value), right(number(score.target, 0)),
                           right(_share(score.attainment))])  # fmt: skip
        if found.index.value is not None:
            scores.append([cell(""), cell(t("Satisfaction index")), right(number(found.index.value, 1)), "", ""])
        columns = ("", t("Indicator"), t("Value"), t("Target"), t("Attainment"))
        self.query_one("#scores", PlanTable).fill(columns, scores)
        if self.focused is None:
            self.query_one("#groups").focus()

    def _say(self, found: Economics) -> None:
        back = found.payback
        ratio = "–" if back.ratio is None else percent(back.ratio)
        verdict = t("The additional sales pay the team.") if back.pays_salaries else t(
            "The additional sales do not pay the team yet.")  # fmt: skip
        lines: list[Any] = [
            (f"{month_name(found.period)}  ", "bold $accent"), (f"{verdict} ", "bold"),
            (ratio, "bold $success" if back.pays_salaries else "bold $warning"),
        ]  # fmt: skip
        if back.missing_sales:
            lines.append(
                "\n" + t("Break-even at {sales} of sales; {missing} more.", sales=money(back.break_even_sales or 0),
                         missing=money(back.missing_sales))
            )  # fmt: skip
        if found.period >= f"{today():%Y-%m}":
            lines.append(
                ("\n" + t("The month is not over: sales so far against a whole month of salaries."), "$warning")
            )
        if found.without_cost:
            lines.append("\n" + t("Without hourly cost, left out: {names}.", names=", ".join(found.without_cost[:8])))
        self.query_one("#answer", Static).update(Content.assemble(*lines))
        most = max(back.margin_eur, back.team_cost, Decimal(1))
        width = 12 if self.size.width < 100 else 32
        tools = t(", tools {tools}", tools=money(found.tools.total)) if found.tools.total else ""
        if tools and self.size.width < 100:
            # Under the label, for the line is full.
            tools = ",\n" + " " * (width + len(money(back.team_cost)) + 3) + tools.removeprefix(",").lstrip()
        told = found.assumptions
        pairs = (
            (t("Margin of {sales} at {margin}", sales=money(found.service_sales), margin=percent(told.margin)),
             back.margin_eur, "$success"),
            (t("Team: salaries {salaries}, variable {variable}", salaries=money(found.salaries),
               variable=money(found.variable)) + tools, back.team_cost, "$warning"),
        )  # fmt: skip
        drawn: list[tuple[str, str]] = []
        for index, (label, value, style) in enumerate(pairs):
            drawn += [(bar(float(value / most), width), style), (f" {money(value)}  ", "bold"),
                      (label + ("" if index else "\n"), "$foreground 80%")]  # fmt: skip
        self.query_one("#bars", Static).update(Content.assemble(*drawn))

    def _fill_groups(self) -> None:
        if self.found is None:
            return
        name = list(_GROUPS)[self._group]
        place = t("{n} of {all}, g shows the next", n=self._group + 1, all=len(_GROUPS))
        what = t(_GROUPS[name], hours=f"{self.found.assumptions.conversion_h.normalize():f}")
        self.query_one("#which", Static).update(Content.assemble((what, "bold"), (f"  {place}", "$foreground 60%")))
        missing = self.query_one("#missing", Static)
        missing.display = name in ("conversations", "customers") and bool(self.found.missing)
        missing.update(Content("\n".join(f"· {line}" for line in self.found.missing)))
        if name in ("phone and chat", "conversations", "customers"):
            header, rows_ = {"phone and chat": self._against, "conversations": self._talks,
                             "customers": self._customers}[name](self.found)  # fmt: skip
            self.query_one("#groups", PlanTable).fill(header, rows_)
            return
        rows: list[list[str | Text]] = []
        for row in getattr(self.found, f"by_{name}"):
            key = self.planner.label(row.key) if name == "channel" else t(row.key)
            rows.append([cell(key or t("none")), right(money(row.net_eur), "bold"), right(number(row.orders)),
                         right("–" if row.average_order is None else money(row.average_order)),
                         right(_share(row.share_of_service)), right(_share(row.share_of_all))])  # fmt: skip
        header = [t(name.capitalize()), t("Net sales"), t("Orders"), t("Average order"), t("Of service"),
                  t("Of the shop")]  # fmt: skip
        self.query_one("#groups", PlanTable).fill(header, rows)

    def _against(self, found: Economics) -> tuple[list[str], list[list[str | Text]]]:
        """Phone against chat, measure by measure."""
        words = {"conversion": "Conversion", "average_order": "Average order", "cross_sell": "Cross-sell",
                 "sales_per_contact": "Sales a contact"}  # fmt: skip
        header = [t("Indicator"), self.planner.label("phone"), self.planner.label("chat"), t("Ratio")]
        rows: list[list[str | Text]] = []
        for row in found.phone_chat:
            share = row.measure in ("conversion", "cross_sell")
            shown = [_share(v, 1) if share else ("–" if v is None else money(v)) for v in (row.first, row.second)]
            ratio = "–" if row.ratio is None else number(row.ratio, 2)
            rows.append([cell(t(words[row.measure])), right(shown[0], "bold"), right(shown[1], "bold"), right(ratio)])
        if not rows:
            rows = [[cell(t("Needs contacts of both channels in the month.")), "", "", ""]]
        return header, rows

    def _talks(self, found: Economics) -> tuple[list[str], list[list[str | Text]]]:
        """Conversations with known customers that became orders."""
        header = [t("Channel"), t("No."), t("Conversion"), t("Upsell"), t("Gain"), t("Cross-sell"),
                  t("Average order")]  # fmt: skip
        rows: list[list[str | Text]] = [
            [cell(self.planner.label(row.key) or t("none")), right(number(row.conversations)),
             right(_share(row.conversion, 1), "bold"), right(_share(row.upsell.rate)),
             right(_euros(row.upsell.average_gain)), right(_share(row.cross_sell)), right(_euros(row.average_order))]
            for row in found.talks
        ]  # fmt: skip
        return header, rows

    def _customers(self, found: Economics) -> tuple[list[str], list[list[str | Text]]]:
        """Repeat rate, value and cost of customers."""
        header = [t("Customers"), t("Value"), ""]
        value, told = found.customers, found.assumptions
        rows: list[list[str | Text]] = []
        if value is not None:
            seen = t("{n} seen for {days} days", n=number(value.repeat.customers), days=int(told.repeat_days))
            kept = t("assumes {years} years, margin {margin}", years=f"{told.years_kept:f}",
                     margin=percent(told.margin))  # fmt: skip
            facts = (
                ("Known customers", number(value.customers), t("{n} orders", n=number(value.orders))),
                ("Came again", _share(value.repeat.rate, 1), seen),
                ("Came again, first order with service", _share(value.repeat_served.rate, 1), ""),
                ("Came again, first order without", _share(value.repeat_others.rate, 1), ""),
                ("Average order", _euros(value.average_order), ""),
                ("Orders a year", "–" if value.orders_per_year is None else number(value.orders_per_year, 2), ""),
                ("Value of a customer (LTV)", _euros(value.ltv), kept),
                ("New customers of the month", number(value.new_customers), ""),
                ("Cost of a new customer (CAC)", _euros(value.cac), ""),
                ("LTV over CAC", "–" if value.ltv_to_cac is None else number(value.ltv_to_cac, 2), ""),
            )
            rows = [[cell(t(words)), right(shown, "bold"), cell(note)] for words, shown, note in facts]
        return header, rows

    def action_group(self) -> None:
        """Channel, campaign, stage, team, phone and chat, conversations, customers."""
        self._group = (self._group + 1) % len(_GROUPS)
        self._fill_groups()

    def action_month(self, step: int) -> None:
        """The month before or after."""
        if self.planner.pay_period:
            self.planner.pay_period = month_after(self.planner.pay_period, step)
            self.reload()

    async def on_screen_resume(self) -> None:
        """Follow the month that the other pay screens show."""
        if self.planner.pay_period != self._period:
            self._seen = None
        await super().on_screen_resume()

    @work
    async def action_assume(self) -> None:
        """Margin, social security, what would have come anyway, sales of the shop."""
        if self.found is None:
            return
        app, told = self.planner, self.found.assumptions
        share = number_between(0, 1)
        shop = "" if told.shop_sales is None else str(told.shop_sales)
        fields = [
            Field("margin", t("Margin on net sales"), str(told.margin), "0.35 = 35 %", share),
            Field("employer_ss", t("Employer social security"), str(told.employer_ss), "0.32 = 32 %", share),
            Field("additional", t("Share of service sales that would not have come otherwise"), str(told.additional),
                  "1 = 100 %", share),
            Field("shop_sales", t("All sales of the shop in the month"), shop, "€",
                  number_between(0, 1e12, empty=True)),
        ]  # fmt: skip
        answer = await app.form(t("Assumptions"), fields, "", t("save"))
        if answer is None:
            return

        def save(_report: object) -> object:
            from planner.pay import settings

            return settings.tell(app.workspace(), answer)

        self.begin("assume", save, t("Saving"))

    def run_done(self, run: Run, result: Any) -> None:
        """Compute again with the new assumptions."""
        self.planner.toast(t("Assumptions saved."))
        self.planner.changed()


def _euros(value: Decimal | None) -> str:
    return "–" if value is None else money(value)


def _share(value: Any, decimals: int = 0) -> str:
    return "–" if value is None else percent(value, decimals)
