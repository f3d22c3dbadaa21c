"""What if: sliders for target, handling time, shrinkage and bots by channel; agents, hours and cost follow at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.errors import CuadranteError
from planner.base.i18n import number, percent, t
from planner.domain.roster import Coverage
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.tables import PlanTable, cell, right
from tui.screens.trial.week_map import euros
from tui.widgets.columns import STEPS_MIN, Columns, open_hours
from tui.widgets.coverage_chart import CoverageChart
from tui.widgets.sliders import Slider, Sliders

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.requirement.whatif import Base, ChannelOutcome, Lever, Outcome
    from planner.staffing.required import PlanOn


PLANS: tuple[PlanOn, ...] = ("expected", 0.8, 0.9, "mean")
"""What the week may be planned on, in the order of the key."""


class WhatIfScreen(PlannerScreen):
    """The requirement of the week under other promises."""

    typed = True
    title_text = "What if"
    help_text = (
        "What would change if we promised less, took longer, lost more time or if bots answered more? Choose a channel "
        "with k, move its sliders; agents, hours and cost follow at once. p says what is planned on: the forecast's "
        "distribution as the requirement is, a chosen probability of meeting the targets, or the mean. Nothing is "
        "changed until a makes it so: targets and shrinkage on the channel, contacts and handling time as corrections "
        "of this week's forecast."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "channel(1)", "Channel"),
        Binding("K", "channel(-1)", "Channel before", show=False),
        Binding("z", "reset", "As it stands"),
        Binding("p", "plan", "Planned on"),
        Binding("a", "apply", "Make it so"),
    ]
    CSS = """
    WhatIfScreen #state { height: 1; padding: 0 1; }
    WhatIfScreen #sliders { margin: 1 0; }
    WhatIfScreen.-low #sliders { margin: 0; }
    WhatIfScreen #outcome { height: auto; max-height: 12; }
    WhatIfScreen #after { height: 1fr; min-height: 4; margin-top: 1; }
    WhatIfScreen #legend { height: 1; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.base: Base | None = None
        self.now: Outcome | None = None
        self.then: Outcome | None = None
        self.levers: dict[str, Lever] = {}
        self._channel = 0
        self._plan = 0
        self._due = False

    def body(self) -> ComposeResult:
        """What it comes to, sliders, channels, the week."""
        yield Static("", id="state")
        yield Sliders(id="sliders")
        yield PlanTable(
            id="outcome",
            help_text="What each channel asks for with its sliders, and the change against today: people rostered at "
            "the peak, hours with shrinkage, and what they cost.",
        )
        yield CoverageChart(id="after")
        yield Static("", id="legend")

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> tuple[Base, Outcome] | None:
        """Everything the sliders need, and where things stand."""
        from planner.forecast import volumes
        from planner.requirement import whatif

        if not volumes.view(ws, monday, width="day").points:
            return None
        base = whatif.base(ws, monday, plan_on=PLANS[self._plan])
        return base, whatif.outcome(base, {})

    def show(self, data: Any) -> None:
        """Start from where things stand, with the sliders that were moved."""
        if data is None:
            self.base = None
            self.empty(t("No forecast for this week yet."), t("2  and then r forecasts it from the contact history"))
            return
        fresh = self.base is None or self.base.grid != data[0].grid
        self.base, self.now = data
        self.then = None
        if fresh:
            self.levers = {}
        self.filled()
        self._channel = min(self._channel, len(self.base.channels) - 1)
        self._fill_sliders()
        self._compute()
        if self.focused is None:
            self.query_one(Sliders).focus()

    # -- sliders ----------------------------------------------------------------------------------------------------

    def _chosen(self) -> str:
        assert self.base is not None
        return self.base.channels[self._channel].name

    def _fill_sliders(self) -> None:
        base = self.base
        if base is None:
            return
        name = self._chosen()
        start = base.lever(name)
        lever = self.levers.get(name, start)
        kinds = base.channels[self._channel].shrinkage_kinds
        lost = [("planned", t("Planned away")), ("unplanned", t("Unplanned away"))]
        lost = [one for one in lost if getattr(start, one[0]) > 0] if kinds else [("shrinkage", t("Shrinkage"))]
        rows = [
            Slider("aht_change", t("Handling time"), -0.5, 1.0, 0.01, lever.aht_change, 0.0,
                   lambda v: percent(v, signed=True)),
            *(Slider(name, label, 0.0, max(0.6, getattr(start, name)), 0.005, getattr(lever, name),
                     getattr(start, name), lambda v: percent(v, 1)) for name, label in lost),
            Slider("self_service", t("Bots, self-service"), 0.0, 0.9, 0.01, lever.self_service, 0.0, percent),
        ]  # fmt: skip
        if start.sl is not None and lever.sl is not None:
            low, high = min(0.4, start.sl), max(0.99, start.sl)
            rows.insert(0, Slider("sl", t("Service level"), low, high, 0.01, lever.sl, start.sl, percent))
        self.query_one(Sliders).fill(rows)

    @on(Sliders.Moved)
    def moved(self, message: Sliders.Moved) -> None:
        """Compute the channel whose slider was moved."""
        if self.base is None:
            return
        name, one = self._chosen(), message.slider
        self.levers[name] = replace(self.levers.get(name, self.base.lever(name)), **{one.name: one.value})
        if not self._due:  # keys that wait in the queue are taken first, so that a slider held down never lags behind
            self._due = True
            self.call_later(self._follow)

    def _follow(self) -> None:
        """Figures for where the sliders stand now; back to where they stood where nothing can be computed."""
        self._due = False
        kept = {c.channel: c.lever for c in self.then.channels} if self.then is not None else {}
        try:
            self._compute()
        except CuadranteError as error:
            self.levers = kept
            self._fill_sliders()
            self.planner.toast(str(error), "warning")

    def _compute(self) -> None:
        from planner.requirement import whatif

        if self.base is None or self.now is None:
            return
        start = self.base
        self.levers = {n: lever for n, lever in self.levers.items() if lever != start.lever(n)}
        self.then = whatif.outcome(start, self.levers, self.then if self.then and self.levers else self.now)
        self._draw()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        base, now, then = self.base, self.now, self.then
        if base is None or now is None or then is None:
            return
        label = self.planner.label(self._chosen())
        parts: list[tuple[str, str]] = [
            (f" {label} ", "bold $background on $primary"),
        ]  # fmt: skip
        parts += _figure(t("{n} agent-hours", n=number(then.hours)), then.hours - now.hours, 0)
        parts += _figure(t("{n} at the peak", n=then.agents), then.agents - now.agents, 0)
        if then.cost is not None and now.cost is not None:
            parts += _figure(euros(float(then.cost)), float(then.cost - now.cost), 0)
        if then.fulltime is not None and now.fulltime is not None:
            parts += _figure(t("{n} contracts", n=number(then.fulltime, 1)), then.fulltime - now.fulltime, 1)
        parts.append((f"  {_planned_on(base.plan_on)}", "$foreground 80%"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        table = self.query_one(PlanTable)
        header = (t("Channel"), t("Contacts"), t("AHT"), t("Peak"), t("±"), t("Hours"), t("±"), t("Cost"),
                  t("±"))  # fmt: skip
        rows = [self._row(a, b) for a, b in zip(now.channels, then.channels, strict=True)]
        rows.append([
            cell(t("all channels"), "bold"), "", "", right(str(then.agents), "bold"),
            _change(then.agents - now.agents, 0), right(number(then.hours, 1), "bold"),
            _change(then.hours - now.hours, 1),
            right(euros(float(then.cost)) if then.cost is not None else "–", "bold"),
            _change(float(then.cost - now.cost), 0) if then.cost is not None and now.cost is not None else "",
        ])  # fmt: skip
        table.fill(header, rows, [*(c.channel for c in then.channels), ""])
        table.move_cursor(row=self._channel)
        self._chart(base, now, then)

    def _row(self, now: ChannelOutcome, then: ChannelOutcome) -> list[str | Text]:
        cost = then.cost - now.cost if then.cost is not None and now.cost is not None else None
        return [
            cell(self.planner.label(then.channel), "bold" if then.channel == self._chosen() else ""),
            right(number(then.contacts)),
            right(f"{number(then.aht_s)} s" if then.aht_s is not None else "–"),
            right(str(then.agents)),
            _change(then.agents - now.agents, 0),
            right(number(then.hours, 1)),
            _change(then.hours - now.hours, 1),
            right(euros(float(then.cost)) if then.cost is not None else "–"),
            _change(float(cost), 0) if cost is not None else "",
        ]

    def _chart(self, base: Base, now: Outcome, then: Outcome) -> None:
        grid, name = base.grid, self._chosen()
        before, after = now.channel(name).required, then.channel(name).required
        busy = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a > 0 or b > 0]
        first, last = open_hours(((grid.interval(i).start, grid.interval(i).end) for i in busy), grid.zone)
        chart = self.query_one(CoverageChart)
        room = max(20, self.size.width - chart.left)
        step = next((m for m in reversed(STEPS_MIN) if grid.days * ((last - first) * 60 // m + 1) <= room), 60)
        columns = Columns(grid.first_day, grid.days, grid.zone, max(step, grid.minutes), first, last)
        chart.days_line = True
        size = max(1, step // grid.minutes)  # what shares a column is averaged, so that equal plans look equal
        chart.fill(
            columns, Coverage(grid, {name: _levelled(before, size)}, {name: _levelled(after, size)}, {}), channel=name
        )
        self.query_one("#legend", Static).update(Content.assemble(
            (f"{self.planner.label(name)}: ", "bold"), ("█ ", "$scheduled"), (t("people with the sliders"), "dim"),
            ("   ▔ ", "$required"), (t("as things stand"), "dim"),
        ))  # fmt: skip

    # -- actions ----------------------------------------------------------------------------------------------------

    @on(DataTable.RowSelected, "#outcome")
    def _take_row(self, event: DataTable.RowSelected) -> None:
        if self.base is not None and event.cursor_row < len(self.base.channels):
            self._channel = event.cursor_row
            self.action_channel(0)
            self.query_one(Sliders).focus()

    def action_channel(self, step: int) -> None:
        """The sliders of another channel."""
        if self.base is not None:
            self._channel = (self._channel + step) % len(self.base.channels)
            self._fill_sliders()
            self._draw()

    def action_plan(self) -> None:
        """What is planned on: the distribution, a probability, or the mean."""
        self._plan = (self._plan + 1) % len(PLANS)
        self.reload()

    def action_reset(self) -> None:
        """All sliders where they stood."""
        self.levers = {}
        self._fill_sliders()
        self._compute()
        self.refresh_bindings()

    @work
    async def action_apply(self) -> None:
        """Set targets and shrinkage, and correct the forecast of the week."""
        app, base, now, then = self.planner, self.base, self.now, self.then
        if base is None or now is None or then is None or not self.levers:
            app.toast(t("No slider was moved."), "warning")
            return
        text = t("Targets and shrinkage are set on the channels for good; contacts and handling time become "
                 "corrections of this week's forecast, which the Forecast screen takes back. {now} h become {then} h.",
                 now=number(now.hours), then=number(then.hours))  # fmt: skip
        if not await app.confirm(t("Make it so"), text, t("make it so")):
            return
        levers = dict(self.levers)

        def apply(_report: Report) -> tuple[str, ...]:
            from planner.requirement import whatif

            return whatif.apply(app.workspace(), base, levers)

        self.begin("apply", apply, t("Saving"))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was changed and begin anew."""
        self.levers = {}
        self.planner.toast("\n".join([*result, t("3 then r works the requirement out with it.")]))
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action in ("channel", "reset", "plan", "apply"):
            return True if self.base is not None else None
        return True

    def on_resize(self) -> None:
        """The chart takes the width there is."""
        self._draw()


def _levelled(values: Sequence[float], size: int) -> tuple[float, ...]:
    """Each `size` neighbours at their mean."""
    parts = [values[k : k + size] for k in range(0, len(values), size)]
    return tuple(sum(part) / len(part) for part in parts for _ in part)


def _planned_on(plan_on: PlanOn) -> str:
    if isinstance(plan_on, float):
        return t("targets met with {share}", share=percent(plan_on))
    return t("on the mean") if plan_on == "mean" else t("on the distribution")


def _figure(text: str, change: float, decimals: int) -> list[tuple[str, str]]:
    """A figure and how it changed, if it did."""
    parts = [(f"  {text}", "bold")]
    if abs(change) >= 0.5 * 10**-decimals:
        parts.append((f" ({_signed(change, decimals)})", "bold $warning" if change > 0 else "bold $success"))
    return parts


def _signed(value: float, decimals: int) -> str:
    return ("+" if value > 0 else "−") + number(abs(value), decimals)


def _change(value: float, decimals: int) -> Text:
    if abs(value) < 0.5 * 10**-decimals:
        return right("·", "dim")
    return right(_signed(value, decimals), "bold")
