"""Requirement: how many people each channel asks for, when, and what drives it; targets are edited here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from planner.domain.demand import Channel
from planner.domain.roster import Coverage
from planner.domain.spoken import spoken
from planner.domain.time import iso_week_label
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.tables import PlanTable, cell, right
from tui.screens.requirement.targets import target_fields, target_text, with_targets
from tui.text import amount, clock, local, weekday
from tui.widgets.columns import STEPS_MIN, Columns, open_hours
from tui.widgets.coverage_chart import CoverageChart

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.requirement.requirements import ChannelRequirement, Driver, RequirementView

DECIDED = {
    "sl": "service level",
    "asa": "mean wait",
    "abandonment": "abandonment",
    "occupancy": "occupancy",
    "minimum": "minimum staff",
    "deadline": "deadline",
    "none": "",
}


@dataclass(frozen=True)
class Loaded:
    """The requirement and the channels with their targets."""

    view: RequirementView
    channels: tuple[Channel, ...]


class DayTable(PlanTable):
    """The intervals of one day; ← and → change the day. `words` says of each row how it came about."""

    words: tuple[str, ...] = ()

    def explain(self) -> str:
        """The row under the cursor, column by column, and how it came about."""
        return "\n".join(part for part in (super().explain(), self.why) if part)

    @property
    def why(self) -> str:
        """How the row under the cursor came about."""
        return self.words[self.cursor_row] if 0 <= self.cursor_row < len(self.words) else ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.day(-1)", "Day before", show=False),
        Binding("right", "screen.day(1)", "Day after", show=False),
    ]


class RequirementScreen(PlannerScreen):
    """The people required in the week in hand."""

    CSS_PATH = "requirement.tcss"
    title_text = "Requirement"
    shows_next = True
    help_text = (
        "Contacts times handle time make the load; the target of the channel says how many people carry it in time, "
        "and shrinkage adds those who are paid but away. Choose a channel above; below stands each interval of one "
        "day with what decided it. t changes the targets of the channel, then r works the week out again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Work out"),
        Binding("t", "targets", "Targets"),
        Binding("s", "app.open('shrinkage')", "Shrinkage"),
        Binding("d", "day(1)", "Next day"),
        Binding("e", "export", "Export"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view: RequirementView | None = None
        self._channels: tuple[Channel, ...] = ()
        self._day = 0
        self._fresh = True
        self._head = ("", "")

    def body(self) -> ComposeResult:
        """State, channels, the week in columns, the intervals of a day."""
        yield Static("", id="state")
        yield DayTable(
            id="channels",
            own_export=False,
            help_text="One line a channel with its target and what it asks for in the week. ← and → change the day "
            "below.",
        )
        yield CoverageChart(id="week-chart")
        yield Static("", id="day-name")
        yield DayTable(
            id="intervals",
            own_export=False,
            help_text="Contacts and handle time make the load in agents at work all the time; agents is what the "
            "target asks for; required adds the minimum and shrinkage.",
        )

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """The stored requirement of the week."""
        from planner.requirement import requirements
        from planner.shop.store.channels import read_channels

        return Loaded(requirements.view(ws, monday), read_channels(ws))

    def show(self, data: Any) -> None:
        """Fill the tables and the chart."""
        loaded: Loaded = data
        if self.view is not None and self.view.first_day != loaded.view.first_day:
            self._fresh = True
        self.view, self._channels = loaded.view, loaded.channels
        view = self.view
        if view.requirement is None:
            self.empty(t("The requirement of this week is not worked out yet."),
                       t("r  works it out from the forecast and the targets of the channels"))  # fmt: skip
            return
        self.filled()
        if self._fresh:
            self._day, self._fresh = self._peak_day(), False
        self._say_state(view)
        table = self.query_one("#channels", PlanTable)
        rows: list[list[str | Text]] = [
            [cell(t("all channels"), "bold"), "", "", "", right(number(view.agent_hours), "bold"), self._peak_of_all()]
        ]
        rows += [self._channel_row(one) for one in view.channels]
        header = (t("Channel"), t("Target"), t("AHT"), t("Shrinkage"), t("Hours"), t("Peak"))
        table.fill(header, rows, ["", *(one.channel.name for one in view.channels)])
        if self.focused is None:
            table.focus()
        self._show_channel()

    def _peak_day(self) -> int:
        view = self.view
        assert view is not None and view.requirement is not None
        grid = view.requirement.grid
        totals = [
            sum(values[i] for values in view.requirement.required.values() for i in grid.day_indices(day))
            for day in range(view.days)
        ]
        return totals.index(max(totals))

    def _peak_of_all(self) -> str:
        view = self.view
        assert view is not None and view.requirement is not None
        sums = [sum(column) for column in zip(*view.requirement.required.values(), strict=True)]
        if not sums:
            return ""
        top = max(range(len(sums)), key=sums.__getitem__)
        return self._peak_text(sums[top], view.requirement.grid.local_starts[top])

    def _peak_text(self, required: float, at: Any) -> str:
        return f"{amount(required)} · {weekday(at.date())} {at:%H:%M}"

    def _channel_row(self, one: ChannelRequirement) -> list[str | Text]:
        peak = self._peak_text(one.peak.required, local(one.peak.start, self.planner.zone)) if one.peak else ""
        volume = sum(d.volume for d in one.drivers)
        aht = sum(d.volume * d.aht_s for d in one.drivers) / volume if volume else one.channel.aht_s
        return [
            cell(self.planner.label(one.channel.name), "bold"),
            target_text(one.channel.target),
            right(f"{number(aht)} s"),
            right(percent(one.channel.mean_shrinkage(), 1 if one.channel.shrinkage_kinds else 0)),
            right(number(one.agent_hours)),
            peak,
        ]

    def _say_state(self, view: RequirementView) -> None:
        short = view.agent_hours - view.contract_hours
        parts: list[tuple[str, str]] = [(f" {t('{n} agent-hours', n=number(view.agent_hours))} ", "bold")]
        text = t("contracts give {n} h", n=number(view.contract_hours))
        parts.append((f" {text}", "$foreground 80%"))
        if short > 0:
            parts.append((f"  {t('{n} h too few', n=number(short))}", "bold $short"))
        else:
            parts.append((f"  {t('{n} h to spare', n=number(-short))}", "$success"))
        if view.stale:
            said = t("↻ the forecast or a target changed since: r works it out again")
            parts.append((f"  {said}", "bold $warning"))
        if view.source == "file":
            parts.append((f"  {t('read from a file')}", "dim"))
        if view.warnings:
            parts.append((f"  ! {spoken(view.warnings[0], self.planner.labels)}", "$warning"))
        self.query_one("#state", Static).update(Content.assemble(*parts))

    # -- the channel and the day ------------------------------------------------------------------------------------

    @on(DataTable.RowHighlighted, "#channels")
    def _show_channel(self) -> None:
        view = self.view
        if view is None or view.requirement is None:
            return
        grid = view.requirement.grid
        name = self.query_one("#channels", PlanTable).current_id
        busy = [i for values in view.requirement.required.values() for i, v in enumerate(values) if v > 0]
        first, last = open_hours(((grid.interval(i).start, grid.interval(i).end) for i in set(busy)), grid.zone)
        chart = self.query_one(CoverageChart)
        room = max(20, chart.size.width - chart.left)
        step = next((m for m in reversed(STEPS_MIN) if view.days * ((last - first) * 60 // m + 1) <= room), 60)
        cover = Coverage(grid, {}, view.requirement.required, {})
        columns = Columns(view.first_day, view.days, grid.zone, max(step, grid.minutes), first, last)
        chart.days_line = True
        chart.fill(columns, cover, channel=name)
        self._show_day()

    def _show_day(self) -> None:
        view = self.view
        if view is None or view.requirement is None:
            return
        grid = view.requirement.grid
        indices = grid.day_indices(self._day)
        self.query_one(CoverageChart).choose_day(self._day)
        name = self.query_one("#channels", PlanTable).current_id
        shown = [one for one in view.channels if name in ("", one.channel.name)]
        day = grid.local_starts[indices[0]].date()
        label = self.planner.label(name) if name else t("all channels")
        self._head = (day_text(day), label)
        table = self.query_one("#intervals", DayTable)
        wanted = {grid.instants[i] for i in indices}
        if len(shown) == 1:
            self._fill_one(table, shown[0].channel, [d for d in shown[0].drivers if d.start in wanted])
        else:
            table.words = ()
            self._fill_all(table, shown, wanted)
        self._say_day()

    @on(DataTable.RowHighlighted, "#intervals")
    def _say_day(self) -> None:
        """The day and channel, and how the interval under the cursor came about."""
        day, label = self._head
        why = self.query_one("#intervals", DayTable).why
        self.query_one("#day-name", Static).update(Content.assemble(
            (f" {day} ", "bold $background on $primary"), (f"  {label}  ", "bold"),
            (why, "$foreground 80%") if why else (t("← → other days"), "dim"),
        ))  # fmt: skip

    def _fill_one(self, table: DayTable, channel: Channel, drivers: list[Driver]) -> None:
        drivers = [d for d in drivers if d.required > 0 or d.volume > 0]
        table.words = tuple(self._why(channel, d) for d in drivers)
        header = (t("Time"), t("Contacts"), t("AHT"), t("Load"), t("Agents"), t("Away"), t("Required"),
                  t("In time"), t("Busy"), t("Decided by"))  # fmt: skip
        rows: list[list[str | Text]] = [
            [
                clock(d.start, self.planner.zone),
                right(number(d.volume, 1)),
                right(f"{number(d.aht_s)} s"),
                right(_one(d.load)),
                right(_one(d.agents)),
                right(percent(d.shrinkage)),
                right(number(d.required, 1), "bold"),
                right(percent(d.service_level) if d.service_level is not None else "–"),
                right(percent(d.occupancy) if d.occupancy is not None else "–"),
                t(DECIDED.get(d.binding, d.binding)) if DECIDED.get(d.binding, d.binding) else "",
            ]
            for d in drivers
        ]
        table.fill(header, rows)
        asked = next((i for i, d in enumerate(drivers) if d.required > 0), 0)
        if drivers and not drivers[min(table.cursor_row, len(drivers) - 1)].required:
            table.move_cursor(row=asked)  # mail comes at night too; the day begins where somebody is asked for

    def _why(self, channel: Channel, d: Driver) -> str:
        """Agents there over those who are paid, and what takes the rest: 11 there / (1 − 13.5%) = 12.7 …"""
        from planner.requirement.shrinkage import in_words

        if d.binding == "file":
            return ""
        at = local(d.start, self.planner.zone)
        there = d.required * (1 - d.shrinkage)
        return t("{n} there ÷ (1 − {share}) = {required}", n=number(there, 1), share=percent(d.shrinkage, 1),
                 required=number(d.required, 1)) + (
            f" · {in_words(channel, at.weekday(), at.hour)}" if channel.shrinkage_kinds else "")  # fmt: skip

    def _fill_all(self, table: PlanTable, shown: list[ChannelRequirement], wanted: set[Any]) -> None:
        header = (t("Time"), *(self.planner.label(one.channel.name) for one in shown), t("Required"), "")
        by_start = {one.channel.name: {d.start: d.required for d in one.drivers} for one in shown}
        totals = {at: sum(values.get(at, 0.0) for values in by_start.values()) for at in sorted(wanted)}
        top = max(totals.values(), default=0.0) or 1.0
        rows: list[list[str | Text]] = [
            [
                clock(at, self.planner.zone),
                *(right(number(by_start[one.channel.name].get(at, 0.0), 1)) for one in shown),
                right(number(total, 1), "bold"),
                cell("█" * round(total / top * 20), self.app.theme_variables["scheduled"]),
            ]
            for at, total in totals.items()
            if total > 0
        ]
        table.fill(header, rows)

    def action_day(self, step: int) -> None:
        """Another day of the week."""
        if self.view is not None and self.view.requirement is not None:
            self._day = (self._day + step) % self.view.days
            self._show_day()

    # -- actions ----------------------------------------------------------------------------------------------------

    def begin_step(self, step: str) -> None:
        """Work out the requirement, as the plan asks."""
        self.action_run()

    def action_run(self) -> None:
        """Work the week out from the forecast in force."""
        app, monday = self.planner, self.planner.week

        def work_out(_report: Report) -> RequirementView:
            from planner.requirement import requirements

            ws = app.workspace()
            return requirements.run(ws, monday or app.planning_week(ws))

        self.begin("requirement", work_out, t("Working out the requirement"))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what came of it."""
        if run.kind == "requirement":
            self.planner.toast(t("Requirement worked out: {n} agent-hours.", n=number(result.agent_hours)))
        elif run.kind == "export":
            self.planner.toast(t("{n} rows written to {path}", n=result[0], path=result[1]))
            return
        elif run.kind == "targets":
            self.planner.toast(t("Targets saved; r works the week out with them."))
        self.planner.changed()

    @work
    async def action_targets(self) -> None:
        """Change what is promised on the channel under the cursor."""
        app = self.planner
        name = self.query_one("#channels", PlanTable).current_id
        if not name:
            name = await app.choose(t("Targets"), [(c.name, app.label(c.name)) for c in self._channels]) or ""
        channel = next((c for c in self._channels if c.name == name), None)
        if channel is None:
            return
        answer = await app.form(t("Targets of {channel}", channel=app.label(name)), target_fields(channel),
                                verb=t("save"))  # fmt: skip
        if answer is None:
            return
        changed = with_targets(channel, answer)

        def save(_report: Report) -> None:

            from planner.shop.channels import set_channel

            set_channel(app.workspace(), changed)

        self.begin("targets", save, t("Saving"))

    @work
    async def action_export(self) -> None:
        """The requirement as CSV or Excel."""
        view, app = self.view, self.planner
        if view is None or view.requirement is None:
            return
        path = await app.ask_file(
            t("Export the requirement"), f"{t('requirement')}-{iso_week_label(view.first_day)}.csv", (".csv", ".xlsx")
        )
        if path is None:
            return
        monday, days = view.first_day, view.days

        def export(_report: Report) -> tuple[int, Path]:
            from planner.requirement import requirements

            return requirements.export_requirement(app.workspace(), monday, days, path), path

        self.begin("export", export, t("Writing {path}", path=path.name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        made = self.view is not None and self.view.requirement is not None
        if action in ("day", "export"):
            return True if made else None
        if action == "targets":
            return True if self._channels else None
        if action == "run":
            return None if self.running("requirement") else True
        return True


def _one(value: float | None) -> str:
    return "–" if value is None else number(value, 1)
