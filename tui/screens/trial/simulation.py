"""Simulation: the roster tried on thousands of days — service level hour by hour, the day with its band, feedback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import number, percent, t
from planner.domain.demand import ChannelKind
from tui.frame.messages import Report, Run
from tui.frame.tables import PlanTable, cell, right
from tui.screens.trial.week_map import WeekMapScreen
from tui.text import amount, plural, weekday
from tui.widgets.columns import Columns, open_hours
from tui.widgets.day_band import Band
from tui.widgets.heatmap import HeatCell, HeatRow, inside, share_glyph

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.requirement.staffing_inputs import Routing
    from planner.trial.feedback import Correction
    from planner.trial.simulation import ChannelRun, SimulationView

GENEROUS = 0.5
"""From which share of the room above the promise an hour counts as generous."""


@dataclass(frozen=True)
class Loaded:
    """What is there to simulate, and what a simulation has changed in the requirement."""

    monday: date
    roster_id: str
    version: int | None
    correction: Correction | None


class SimulationScreen(WeekMapScreen):
    """The newest roster of the week in hand, simulated."""

    title_text = "Simulation"
    shows_next = True
    help_text = (
        "The roster is tried on thousands of days drawn from the forecast and its doubt: calls, chats and work that "
        "may wait, shared skills, breaks, people away by chance. A digit in the map is the share answered in time (8: "
        "80 to 89 %), red hours miss the promise by more than chance. f corrects the requirement where the formula is "
        "wrong."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "simulate", "Simulate"),
        Binding("f", "feedback", "Correct requirement"),
        Binding("u", "undo", "By the formula"),
        Binding("m", "routing", "Skills / planned"),
        Binding("e", "export", "Export"),
    ]

    totals_help = (
        "The whole week by channel: answered in time with its doubt, the promise, mean wait, lost, how busy those are "
        "who serve it, work left over at worst, and hours that miss the promise."
    )
    day_help = (
        "Answered in time through the day. The shade holds eight days in ten, the dashed rule is the promise; bars "
        "below are the contacts."
    )
    export_title = "Export the simulation"
    export_name = "simulation"

    def __init__(self) -> None:
        super().__init__()
        self.loaded: Loaded | None = None
        self.view: SimulationView | None = None
        self._of = ""
        self._planned_only = False

    @property
    def shown(self) -> SimulationView | None:
        """The simulated week."""
        return self.view

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """Which roster there is, and whether the requirement was corrected."""
        from planner.roster import rosters
        from planner.trial import feedback

        version = rosters.view(ws, monday).version
        correction = feedback.stored_correction(ws, monday)
        if version is None:
            return Loaded(monday, "", None, correction)
        return Loaded(monday, f"{version.roster_id} {version.row_version}", version.number, correction)

    def show(self, data: Any) -> None:
        """Show the last simulation of this roster, or simulate it."""
        self.loaded = data
        if self.loaded is None or self.loaded.version is None:
            self.view = None
            self.empty(t("There is no roster to simulate in this week yet."), t("4  solves one"))
            return
        if self._of != self.loaded.roster_id or self.view is None:
            self.view = None
            self.empty(t("The roster is being simulated."), t("thousands of days, some seconds"))
            self.action_simulate()
            return
        self.draw()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Fill table, map and chart."""
        view, loaded = self.view, self.loaded
        if view is None or loaded is None:
            return
        self.filled()
        self._say_state(view, loaded)
        header = (t("Channel"), t("In time"), t("Promised"), t("Wait"), t("Lost"), t("Busy"), t("Left over"),
                  t("Missed"))  # fmt: skip
        self.query_one("#totals", PlanTable).fill(header, [self._totals(c) for c in view.channels])
        self.query_one("#legend", Static).update(Content.assemble(
            (t("answered in time, in tens of per cent:"), "dim"),
            (" 6 ", "bold $background on $short"), (f" {t('misses the promise')} ", "dim"),
            (" 8 ", "$foreground on $success 35%"), (f" {t('keeps it')} ", "dim"),
            (" 9 ", "$foreground on $scheduled 40%"), (f" {t('generous')} ", "dim"),
            (" ● ", "$foreground on $scheduled 40%"), (f" {t('everybody')} ", "dim"), (" · ", "dim"),
            (t("nobody asks"), "dim"),
        ))  # fmt: skip
        self.fill_map(
            _hours(view),
            lambda columns: [self._row(c, columns) for c in view.channels],
            lambda columns, cells: _worst(cells, view, columns),
        )

    def _say_state(self, view: SimulationView, loaded: Loaded) -> None:
        short = sum(c.short_intervals for c in view.channels)
        counted = sum(c.counted for c in view.channels)
        parts: list[tuple[str, str]] = [
            (f" {t('version {n}', n=view.version_number)} ", "bold $background on $primary"),
            (f"  {t('{n} days simulated', n=number(view.simulated_days))}", "$foreground 80%"),
        ]
        if view.simulated_days < view.asked_days:
            parts.append(
                (f" {t('stopped at {share}', share=percent(view.simulated_days / view.asked_days))}", "$warning")
            )
        style = "bold $short" if short else "bold $success"
        text = plural(short, "1 interval short", "{n} intervals short")
        parts.append((f"  {text} {t('of {n}', n=number(counted))}", style))
        if view.routing == "planned":
            parts.append((f"  {t('planned channel only')}", "$warning"))
        if loaded.correction is not None:
            parts.append((f"  {loaded.correction.sentence()}", "$success"))
        self.query_one("#state", Static).update(Content.assemble(*parts))

    def _totals(self, c: ChannelRun) -> list[str | Text]:
        sl = "–"
        if c.total_sl is not None:
            value, low, high = c.total_sl
            sl = f"{percent(value, 1)} ± {number((high - low) * 50, 1)}"
        below = c.total_sl is not None and c.promised is not None and c.total_sl[2] < c.promised
        left = max((b for b in c.backlog_h if b is not None), default=None)
        return [
            cell(self.planner.label(c.channel.name), "bold"),
            right(f"{'▼ ' if below else ''}{sl}", "bold" if below else ""),
            right(percent(c.promised) if c.promised is not None else "–"),
            right(f"{number(c.total_asa_s)} s" if c.total_asa_s is not None else "–"),
            right(percent(c.total_abandon, 1) if c.total_abandon is not None else "–"),
            right(percent(c.total_occupancy) if c.total_occupancy is not None else "–"),
            right(f"{number(left, 1)} h" if left is not None else "–"),
            right(f"{c.short_intervals}/{c.counted}", "bold" if c.short_intervals else ""),
        ]

    def _row(self, c: ChannelRun, columns: Columns) -> HeatRow:
        assert self.view is not None
        cells = []
        for index in range(len(columns.items)):
            sl, short = _hour(c, inside(columns, index, self.view.grid))
            if sl is None:
                cells.append(HeatCell("·", "none"))
            elif short:
                cells.append(HeatCell(share_glyph(sl), "short"))
            else:
                over = c.promised is not None and sl > c.promised + GENEROUS * (1 - c.promised) and c.promised < 1
                cells.append(HeatCell(share_glyph(sl), "over" if over else "good"))
        return HeatRow(c.channel.name, self.planner.label(c.channel.name), tuple(cells))

    def band(self, row: int, day: Columns) -> tuple[Band, Callable[[float], str]]:
        """Answered in time through the day, with eight days in ten."""
        assert self.view is not None
        return _band(self.view.channels[row], self.view, day), percent

    def words(self, row: int, columns: Columns, index: int) -> str:
        """The hour of a channel: in time, its band, contacts, wait, lost, busy."""
        assert self.view is not None
        c = self.view.channels[row]
        column = columns.items[index]
        at = inside(columns, index, self.view.grid)
        text = f"{weekday(column.local.date())} {column.local:%H:%M}  {self.planner.label(c.channel.name)}: "
        sl, short = _hour(c, at)
        offered = sum(c.offered[i] or 0.0 for i in at)
        if sl is None:
            return text + t("nothing arrives")
        lows, highs = (
            [v for i in at if (v := c.sl_p10[i]) is not None],
            [v for i in at if (v := c.sl_p90[i]) is not None],
        )
        text += percent(sl)
        if lows and highs:
            text += f" ({percent(min(lows))}–{percent(max(highs))})"
        if c.promised is not None:
            text += " " + t("of {promised} promised", promised=percent(c.promised))
            text += " " + t("– short") if short else ""
        if c.channel.kind is ChannelKind.DEFERRED:
            left = max((c.backlog_h[i] or 0.0 for i in at), default=0.0)
            return text + "  " + t("{n} due, {h} h left over", n=amount(offered), h=number(left, 1))
        asa, lost = _mean(c.asa_s, c.offered, at), _mean(c.p_abandon, c.offered, at)
        text += "  " + t("{n} contacts", n=amount(offered))
        if asa is not None and lost is not None:
            text += "  " + t("wait {s} s, {share} lost", s=number(asa), share=percent(lost))
        busy = [v for i in at if (v := c.occupancy[i]) is not None]
        return text + ("  " + t("busy {share}", share=percent(sum(busy) / len(busy))) if busy else "")

    # -- actions ----------------------------------------------------------------------------------------------------

    def action_simulate(self) -> None:
        """Simulate the newest roster."""
        app, loaded = self.planner, self.loaded
        if loaded is None or loaded.version is None:
            return
        routing: Routing = "planned" if self._planned_only else "skills"

        def simulate(report: Report) -> tuple[str, SimulationView]:
            from planner.trial import simulation

            return loaded.roster_id, simulation.simulate(
                app.workspace(), loaded.monday, routing=routing, progress=report, stopped=report.stopped
            )

        self.begin("simulate", simulate, t("Simulating the roster"), stop_text=t("Esc stops, the best is kept"))

    def action_routing(self) -> None:
        """Let agents help on all their skills, or only on the channel they are planned on."""
        self._planned_only = not self._planned_only
        self.action_simulate()

    @work
    async def action_feedback(self) -> None:
        """Correct the requirement by simulation, channel by channel or from this roster."""
        app, loaded = self.planner, self.loaded
        if loaded is None:
            return
        choice = await app.choose(
            t("Correct the requirement"),
            [("channels", t("Each channel by itself: the fewest agents that meet every interval")),
             ("roster", t("From this roster: one agent more or fewer where it shows"))],
            t("It is kept as the requirement of the week; u takes it back. Solve the roster again afterwards."),
        )  # fmt: skip
        if choice is None:
            return
        monday = loaded.monday

        def correct(report: Report) -> str:
            from planner.trial import feedback

            ws = app.workspace()
            if choice == "roster":
                _, done = feedback.feedback_from_roster(ws, monday, progress=report, cancelled=report.stopped)
            else:
                _, done = feedback.feedback(ws, monday, progress=report, cancelled=report.stopped)
            return done.sentence()

        self.begin("feedback", correct, t("Correcting the requirement"), stop_text=t("Esc stops"))

    def action_undo(self) -> None:
        """The formula's requirement again."""
        app, loaded = self.planner, self.loaded
        if loaded is None or loaded.correction is None:
            return

        def undo(_report: Report) -> str:
            from planner.trial import feedback

            hours = feedback.undo(app.workspace(), loaded.monday).agent_hours
            return t("The requirement is the formula's again: {n} agent-hours.", n=number(hours))

        self.begin("undo", undo, t("Taking back"))

    def save(self, path: Path) -> int:
        """Every interval as CSV or Excel."""
        from planner.trial import simulation

        assert self.view is not None
        return simulation.export_simulation(self.view, path)

    def run_done(self, run: Run, result: Any) -> None:
        """Show what was simulated; say what was changed."""
        if run.kind == "simulate":
            self._of, self.view = result
            self.draw()
            self.refresh_bindings()
        else:
            super().run_done(run, result)

    def run_failed(self, run: Run, error: BaseException) -> None:
        """Who stops a correction before it found anything hears just that."""
        from planner.base.errors import Cancelled

        if isinstance(error, Cancelled):
            self.planner.toast(str(error), "warning")
        else:
            super().run_failed(run, error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action in ("simulate", "routing", "feedback"):
            there = self.loaded is not None and self.loaded.version is not None
            return True if there and not self.running(action) and not self.running("simulate") else None
        if action == "undo":
            return True if self.loaded is not None and self.loaded.correction is not None else None
        if action == "export":
            return True if self.view is not None else None
        return True


def _hours(view: SimulationView) -> tuple[int, int]:
    spans = []
    for c in view.channels:
        spans += [
            (view.grid.interval(i).start, view.grid.interval(i).end)
            for i, (n, sl) in enumerate(zip(c.offered, c.service_level, strict=True))
            if n and sl is not None
        ]
    return open_hours(spans, view.grid.zone)


def _hour(c: ChannelRun, at: list[int]) -> tuple[float | None, bool]:
    """Share in time over some intervals, weighted by contacts, and whether any of them is short."""
    return _mean(c.service_level, c.offered, at), any(c.short[i] for i in at)


def _mean(values: tuple[float | None, ...], weights: tuple[float | None, ...], at: list[int]) -> float | None:
    total = weight = 0.0
    for i in at:
        value, n = values[i], weights[i]
        if value is not None and n:
            total, weight = total + value * n, weight + n
    return total / weight if weight else None


def _worst(rows: Sequence[HeatRow], view: SimulationView, columns: Columns) -> tuple[int, int]:
    """Where the cursor begins: the short hour that fails most contacts, or the first hour with any."""
    best, place = -1.0, (0, 0)
    for r, c in enumerate(view.channels):
        for k, heat in enumerate(rows[r].cells):
            if heat.mark == "none":
                continue
            at = inside(columns, k, view.grid)
            sl, short = _hour(c, at)
            failed = sum(c.offered[i] or 0.0 for i in at) * (1 - (sl or 0.0)) if short else 0.0
            if failed > best:
                best, place = failed, (r, k)
    return place


def _band(c: ChannelRun, view: SimulationView, columns: Columns) -> Band:
    places = [view.grid.index(column.start) for column in columns.items]

    def pick(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return tuple(values[i] if 0 <= i < len(values) else None for i in places)

    return Band(
        pick(c.service_level), pick(c.sl_p10), pick(c.sl_p90), c.promised, 1.0,
        tuple(c.offered[i] or 0.0 for i in places), tuple(c.short[i] for i in places),
    )  # fmt: skip
