"""Value: what one more agent-hour earns where contacts sell, against its cost, and where profit and promise differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import money, number, percent, t
from planner.domain.demand import ChannelKind
from tui.frame.forms import number_between, to_number
from tui.frame.messages import Report
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, right
from tui.screens.trial.week_map import WeekMapScreen, euros
from tui.text import amount, weekday
from tui.widgets.columns import Columns, open_hours
from tui.widgets.day_band import Band
from tui.widgets.heatmap import HeatCell, Heatmap, HeatRow, inside

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.staffing.value import Sales
    from planner.trial.value import ChannelValue, ValueRow, ValueView


@dataclass(frozen=True)
class Loaded:
    """The view (None without a forecast), the channels that could sell, and what they sell."""

    view: ValueView | None
    channels: tuple[str, ...]
    sales: dict[str, Sales]


class ValueScreen(WeekMapScreen):
    """The value of the next agent in the week in hand."""

    title_text = "Value"
    help_text = (
        "One agent more lets fewer customers hang up; each contact kept is worth conversion times order times margin. "
        "In the map + are hours where profit asks for more people than the promise, − where it asks for fewer, = where "
        "they agree. s says what a channel sells; the promise is yours to keep, this only says what it costs."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sales", "What it sells"),
        Binding("m", "start", "Roster / targets"),
        Binding("e", "export", "Export"),
    ]
    totals_help = (
        "What a contact brings, what an agent-hour there costs (shrinkage in it), hours that the promise "
        "and profit ask for, what staffing for profit would add, what hanging up and waiting cost now, and in how "
        "many intervals one more agent would earn their cost."
    )
    day_help = (
        "What the next agent would earn an hour, through the day; the dashed rule is what an agent-hour costs. Above "
        "it, one more pays. Bars below are the contacts."
    )
    export_title = "Export the value of agents"
    export_name = "value"

    def __init__(self) -> None:
        super().__init__()
        self.view: ValueView | None = None
        self._loaded: Loaded | None = None
        self._use_roster = True

    @property
    def shown(self) -> ValueView | None:
        """The value of the week where any channel sells."""
        return self.view if self.view is not None and self.view.channels else None

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """The value by channel and interval."""
        from planner.forecast import volumes
        from planner.shop.store.channels import read_channels
        from planner.trial import value

        selling = tuple(c.name for c in read_channels(ws) if c.kind is not ChannelKind.DEFERRED)
        sales = value.sales(ws)
        if not volumes.view(ws, monday, width="day").points:
            return Loaded(None, selling, sales)
        return Loaded(value.value(ws, monday, use_roster=self._use_roster), selling, sales)

    def show(self, data: Any) -> None:
        """Fill table, map and chart."""
        self._loaded = loaded = data
        self.view = view = loaded.view
        if view is None:
            self.empty(t("No forecast for this week yet."), t("2  and then r forecasts it from the contact history"))
            return
        if not view.channels:
            if view.without_cost:
                text = t("Nobody's cost an hour is known.")
                self.empty(text, t("6  imports agents with hourly_cost"))
            else:
                self.empty(t("No channel says what it sells."), t("s  says what a call or a chat brings"))
            return
        self.filled()
        self.draw()

    def draw(self) -> None:
        """Fill table, map and chart."""
        view = self.shown
        if view is None:
            return
        self._say_state(view)
        header = (t("Channel"), t("A contact"), t("Hour costs"), t("Promise"), t("Profit"), t("Profit adds"),
                  t("Lost now"), t("Pays"))  # fmt: skip
        self.query_one("#totals", PlanTable).fill(header, [self._totals(c) for c in view.channels])
        self.query_one("#legend", Static).update(Content.assemble(
            (t("profit against the promise:"), "dim"),
            (" + ", "bold $background on $short"), (f" {t('more people')} ", "dim"),
            (" = ", "$foreground on $success 35%"), (f" {t('the same')} ", "dim"),
            (" − ", "$foreground on $scheduled 40%"), (f" {t('fewer')} ", "dim"),
        ))  # fmt: skip
        spans = [(r.start, view.grid.interval(view.grid.index(r.start)).end) for c in view.channels for r in c.rows]
        self.fill_map(
            open_hours(spans, view.grid.zone),
            lambda columns: [self._row(c, columns) for c in view.channels],
            lambda columns, _cells: self._dearest(columns),
        )

    def _say_state(self, view: ValueView) -> None:
        gain = sum(c.profit_change for c in view.channels)
        lost = sum(c.margin_lost for c in view.channels)
        least = "≥ " if any(c.unsettled for c in view.channels) else ""
        base = t("agents of the roster") if view.from_roster else t("agents that keep the promise")
        parts: list[tuple[str, str]] = [
            (f" {base} ", "bold $background on $primary"),
            (f"  {t('{n} lost to hanging up and waiting', n=least + euros(lost))}", "bold"),
            (f"  {t('profit would add {n}', n=euros(gain))}", "$success"),
            (f"  {t('one more pays in {n} intervals', n=sum(_paying(c) for c in view.channels))}", "$foreground 80%"),
        ]
        if view.without_sales:
            names = ", ".join(self.planner.label(n) for n in view.without_sales)
            parts.append((f"  {t('not said: {names}', names=names)}", "dim"))
        self.query_one("#state", Static).update(Content.assemble(*parts))

    def _totals(self, c: ChannelValue) -> list[str | Text]:
        return [
            cell(self.planner.label(c.channel.name), "bold"),
            right(money(Decimal(str(round(c.sales.per_contact, 2))))),
            right(money(Decimal(str(round(c.cost, 2))))),
            right(f"{number(c.service_hours, 1)} h"),
            right(f"{number(c.profit_hours, 1)} h"),
            right(euros(c.profit_change), "bold"),
            right(("≥ " if c.unsettled else "") + euros(c.margin_lost)),
            right(f"{_paying(c)}/{len(c.rows)}"),
        ]

    def _rows_of(self, c: ChannelValue, columns: Columns, index: int) -> list[ValueRow]:
        assert self.view is not None
        starts = {self.view.grid.local_starts[i] for i in inside(columns, index, self.view.grid)}
        return [r for r in c.rows if r.start in starts]

    def _row(self, c: ChannelValue, columns: Columns) -> HeatRow:
        assert self.view is not None
        grid = self.view.grid
        at = {grid.index(r.start): r for r in c.rows}
        cells = []
        for index in range(len(columns.items)):
            rows = [at[i] for i in inside(columns, index, grid) if i in at]
            change = sum(r.differs for r in rows)
            if not rows:
                cells.append(HeatCell("·", "none"))
            elif abs(change) < 0.5:
                cells.append(HeatCell("=", "good"))
            else:
                cells.append(HeatCell("+", "short") if change > 0 else HeatCell("−", "over"))
        return HeatRow(c.channel.name, self.planner.label(c.channel.name), tuple(cells))

    def _dearest(self, columns: Columns) -> tuple[int, int]:
        """Where the cursor begins: where one more agent would earn most."""
        assert self.view is not None
        best, place = -1.0, (0, 0)
        for r, c in enumerate(self.view.channels):
            for row in c.rows:
                gain = (row.gain_next or 0.0) / row.cost
                if gain > best:
                    best, place = gain, (r, max(0, columns.index(row.start)))
        return place

    def band(self, row: int, day: Columns) -> tuple[Band, Callable[[float], str]]:
        """What the next agent would earn through the day, against what they cost."""
        assert self.view is not None
        c = self.view.channels[row]
        at = {r.start: r for r in c.rows}
        rows = [at.get(item.local) for item in day.items]
        gains = tuple(r.gain_next if r is not None else None for r in rows)
        top = max([c.cost * 1.5, *(g for g in gains if g is not None)])
        nothing = (None,) * len(rows)
        pays = tuple(r is not None and r.gain_next is not None and r.gain_next >= r.cost for r in rows)
        return Band(gains, nothing, nothing, c.cost, top, tuple(r.contacts if r else 0.0 for r in rows), pays), euros

    def words(self, row: int, columns: Columns, index: int) -> str:
        """What the next agent earns in an hour, and what promise and profit ask for."""
        assert self.view is not None
        c = self.view.channels[row]
        column = columns.items[index]
        text = f"{weekday(column.local.date())} {column.local:%H:%M}  {self.planner.label(c.channel.name)}: "
        rows = self._rows_of(c, columns, index)
        if not rows:
            return text + t("nothing arrives")
        one = max(rows, key=lambda r: abs(r.differs) * 1000 + r.contacts)
        if one.gain_next is None:
            text += t("the queue never settles: any agent pays")
        else:
            text += t("the next agent earns {gain}/h of {cost}", gain=euros(one.gain_next), cost=euros(one.cost))
        text += "  " + t("promise {a}, profit {b} agents", a=amount(one.agents_service), b=amount(one.agents_profit))
        if one.sl_service is not None and one.sl_profit is not None and one.differs:
            text += f" ({percent(one.sl_service)} → {percent(one.sl_profit)})"
        return text + "  " + t("{n} there", n=amount(one.agents))

    # -- actions ----------------------------------------------------------------------------------------------------

    @work
    async def action_sales(self) -> None:
        """What a contact of a channel sells."""
        app, loaded = self.planner, self._loaded
        if loaded is None or not loaded.channels:
            return
        view, heat = self.view, self.query_one(Heatmap)
        shown = [c.channel.name for c in view.channels] if view is not None else []
        names = sorted(loaded.channels, key=lambda n: shown[heat.row : heat.row + 1] != [n])
        name = await app.choose(t("What it sells"), [(n, app.label(n)) for n in names])
        if name is None:
            return
        now = loaded.sales.get(name)
        share = number_between(0, 100)

        def text(value: float | None, times: float = 100) -> str:
            return "" if value is None else f"{round(value * times, 4):g}"

        answer = await app.form(
            t("What {channel} sells", channel=app.label(name)),
            [
                Field("conversion", t("Contacts that buy, %"), text(now.conversion if now else None),
                      t("of those answered"), share),
                Field("average_order", t("Average order, €"), text(now.average_order if now else None, 1), t("net"),
                      number_between(0, 1e6)),
                Field("margin", t("Margin, %"), text(now.margin if now else None), t("of the order"), share),
                Field("lost_share", t("Lost for good, %"), text(now.lost_share if now else 1.0),
                      t("of buyers who hang up"), share),
                Field("wait_loss", t("Lost by a minute's wait, %"), text(now.wait_loss_per_min if now else 0.0),
                      t("of the sales"), share),
            ],
            verb=t("save"),
        )  # fmt: skip
        if answer is None:
            return
        values = {k: to_number(v) or 0.0 for k, v in answer.items()}

        def save(_report: Report) -> str:
            from planner.staffing.value import Sales
            from planner.trial import value

            value.set_sales(
                app.workspace(), name,
                Sales(values["conversion"] / 100, values["average_order"], values["margin"] / 100,
                                   values["lost_share"] / 100, values["wait_loss"] / 100),
            )  # fmt: skip
            return t("Saved: what {channel} sells.", channel=app.label(name))

        self.begin("sales", save, t("Saving"))

    def action_start(self) -> None:
        """Start from the roster's agents, or from those that keep the promise."""
        self._use_roster = not self._use_roster
        self.reload()

    def save(self, path: Path) -> int:
        """Every interval as CSV or Excel."""
        from planner.trial import value

        assert self.view is not None
        return value.export_value(self.view, path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action == "sales":
            return True if self._loaded is not None and self._loaded.channels else None
        if action in ("start", "export"):
            return True if self.view is not None and self.view.channels else None
        return True


def _paying(c: ChannelValue) -> int:
    """Intervals in which one more agent than there are would earn their cost."""
    return sum(r.gain_next is None or r.gain_next >= r.cost for r in c.rows)
