"""Forecast: what is coming, against last year, with its events; corrections with a reason, and undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from planner.domain.spoken import spoken
from planner.domain.time import iso_week_label
from tui.frame.bars import LATER
from tui.frame.base import PlannerScreen
from tui.frame.forms import (
    change_text,
    number_between,
    one_of,
    parse_at,
    parse_change,
    required,
    to_number,
    wrong_at,
    wrong_change,
    wrong_day,
)
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, cut, right
from tui.text import days_text, effect_text, local, seen_text, weekday
from tui.widgets.forecast_chart import ForecastChart

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.domain.workspace import ForecastOverride
    from planner.forecast.events import EventRow
    from planner.forecast.locks import Lock
    from planner.forecast.points import EffectRow
    from planner.forecast.volumes import ForecastView, Width

WEEKS_AHEAD = 4
CHANGE, SHOW = Binding.Group("Adjust"), Binding.Group("Show")
WIDE = 100
"""Columns from which there is room for whole sentences."""


@dataclass(frozen=True)
class Loaded:
    """What the screen shows: the forecast by the width chosen, and the week by day."""

    view: ForecastView
    has_history: bool
    locks: tuple[Lock, ...]


class ForecastScreen(PlannerScreen):
    """The forecast of the week in hand."""

    CSS_PATH = "forecast.tcss"
    title_text = "Forecast"
    shows_next = True
    help_text = (
        "How many contacts are coming, per half-hour or day, against last year. The list names what moves them: public "
        "holidays, the commercial calendar, your shop's events and your own corrections. o corrects the forecast, for "
        "example when marketing announces more; each correction carries its reason and x takes it back. p publishes "
        "weeks and locks them (▣): neither newer forecasts nor corrections move them until p releases them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Forecast"),
        Binding("o", "override", "Correct", group=CHANGE),
        Binding("x", "undo", "Take back", group=CHANGE),
        Binding("n", "event", "New event", group=CHANGE),
        Binding("p", "lock", "Publish / release", group=CHANGE),
        Binding("k", "channel", "Channel", group=SHOW),
        Binding("w", "width", "Days / hours", group=SHOW),
        Binding("v", "go('accuracy')", "How far to trust it", group=LATER),
        Binding("y", "go('scenarios')", "Scenarios", group=LATER),
        Binding("t", "go('intraday')", "Today", group=LATER),
        Binding("l", "go('outlook')", "12 months", group=LATER),
        Binding("e", "export", "Export", group=LATER),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view: ForecastView | None = None
        self.locks: tuple[Lock, ...] = ()
        self._channel = ""
        self._width: Width = "interval"

    def body(self) -> ComposeResult:
        """State, chart, reading, list."""
        yield Static("", id="state")
        yield ForecastChart(id="forecast-chart")
        yield Static("", id="reading")
        with Vertical(id="moves", classes="panel") as moves:
            moves.border_title = t("What moves it")
            yield PlanTable(
                id="events",
                own_export=False,
                help_text="Events of the calendar and of your shop, with what they did to contacts in the past, and "
                "your corrections with their reasons.",
            )

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """The week, or four weeks by day."""
        from planner.forecast import locks, past, volumes

        days = 7 if self._width == "interval" else 7 * WEEKS_AHEAD
        view = volumes.view(ws, monday, days, channel=self._channel, width=self._width)
        return Loaded(view, past.history_span(ws).first is not None, locks.locks(ws, monday, days))

    def show(self, data: Any) -> None:
        """Fill chart and list."""
        loaded: Loaded = data
        self.view, self.locks = loaded.view, loaded.locks
        view = loaded.view
        if not view.points:
            if loaded.has_history:
                self.empty(t("No forecast for this week yet."), t("r  forecasts it from the contact history"))
            else:
                self.empty(
                    t("There is no contact history yet."), t("6  imports one; 1 then d shows the sample shop instead")
                )
            return
        self.filled()
        chart = self.query_one(ForecastChart)
        chart.fill(view, self.planner.zone, frozenset(d for d in _span(view) if self._lock_on(d)))
        self._say_state(view)
        self._say_reading()
        self._list(view)
        if self.focused is None:
            chart.focus()

    def _say_state(self, view: ForecastView) -> None:
        name = self.planner.label(view.channel) if view.channel else t("all channels")
        parts: list[tuple[str, str]] = [(f" {name} ", "bold $background on $primary")]
        parts.append((f"  {t('{n} contacts', n=number(view.total))}", "bold"))
        if view.last_year_total:
            change = view.total / view.last_year_total - 1
            style = "bold $warning" if change > 0.1 else "$success"
            parts.append((f"  {t('{change} on last year', change=percent(change, signed=True))}", style))
        wide = self.size.width >= WIDE
        if self.locks:
            last = self.locks[-1]
            until = t("locked to {day} by {who}", day=day_text(last.last_day), who=last.author or "–")
            parts.append((f"  ▣ {until if wide else t('to {day}', day=weekday(last.last_day))}", "bold $accent"))
        elif view.made_at and wide:
            made = local(view.made_at, self.planner.zone)
            parts.append((f"  {t('made {when}', when=f'{day_text(made)} {made:%H:%M}')}", "dim"))
        if view.warnings:
            parts.append((f"  ! {view.warnings[0]}", "$warning"))
        self.query_one("#state", Static).update(Content.assemble(*parts))

    @on(ForecastChart.Read)
    def _say_reading(self) -> None:
        self.query_one("#reading", Static).update(Content(self.query_one(ForecastChart).explain()))

    def _list(self, view: ForecastView) -> None:
        rows: list[list[str | Text]] = []
        ids: list[str] = []
        for one in reversed(view.overrides):
            if not one.undone:
                rows.append(self._override_row(one))
                ids.append(f"override-{one.override_id}")
        effects = {(e.event, e.channel): e for e in view.effects}
        for event in view.events:
            rows.append(self._event_row(event, effects.get((event.name, view.channel))))
            ids.append(f"event-{view.events.index(event)}" if event.source == "shop" else "")
        header = (t("What"), t("Effect"), t("When"), t("Why"))
        self.query_one(PlanTable).fill(header, rows, ids)

    def _what(self, name: str, channel: str, style: str = "") -> Text:
        """A name, cut where room is short, with its channel when it has one."""
        if channel:
            name = f"{name} · {self.planner.label(channel)}"
        return cut(name, 52 if self.size.width >= WIDE else 22, style)

    def _override_row(self, one: ForecastOverride) -> list[str | Text]:
        zone = self.planner.zone
        start, end = local(one.start, zone), local(one.end, zone)
        wide = self.size.width >= WIDE
        part = end - start < timedelta(hours=23)
        when = (
            days_text(start.date(), (end - timedelta(minutes=1)).date()) if wide or not part else weekday(start.date())
        )
        if part:
            when += f" {start:%H:%M}–{end:%H:%M}"
        why = spoken(one.reason)
        if one.author:
            why += f" ({one.author})"
        measure = t("contacts") if one.measure == "contacts" else t("handle time")
        change = change_text(one.operation, one.value)
        if wide:
            what = self._what(f"✎ {t('correction')}", one.channel, "bold")
        else:
            what = self._what(f"✎ {self.planner.label(one.channel) if one.channel else t('all channels')}", "", "bold")
            measure = "" if one.measure == "contacts" else t("AHT")
        return [what, right(f"{change} {measure}".strip(), "bold"), when, cut(why, 200 if wide else 24)]

    def _event_row(self, event: EventRow, effect: EffectRow | None) -> list[str | Text]:
        said, why = "", t("calendar") if event.source == "calendar" else t("your shop")
        if effect is not None:
            said = effect_text(effect.effect, effect.low, effect.high)
            seen = seen_text(effect.occurrences)
            why = f"{seen} · {why}" if self.size.width >= WIDE else seen
        elif event.uplift_pct is not None:
            said = percent(event.uplift_pct / 100, signed=True)
            why = t("as announced")
        return [self._what(event.name, event.channel), right(said), days_text(event.start, event.end), cell(why, "dim")]

    # -- actions ----------------------------------------------------------------------------------------------------

    def begin_step(self, step: str) -> None:
        """Forecast, as the plan asks."""
        self.action_run()

    def action_run(self) -> None:
        """Forecast from the week in hand, four weeks on."""
        app, monday = self.planner, self.planner.week

        def forecast(report: Report) -> ForecastView:
            from planner.forecast import volumes

            ws = app.workspace()
            week = monday or app.planning_week(ws)
            return volumes.run_forecast(ws, week, WEEKS_AHEAD, progress=report, cancelled=report.stopped)

        self.begin("forecast", forecast, t("Forecasting"), stop_text=t("Esc stops"))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what came of it."""
        if run.kind == "forecast":
            self.planner.toast(t("Forecast made: {n} contacts in {weeks} weeks.", n=number(result.total),
                                 weeks=WEEKS_AHEAD))  # fmt: skip
        elif run.kind == "export":
            self.planner.toast(t("{n} rows written to {path}", n=result[0], path=result[1]))
            return
        else:
            self.planner.toast(str(result))
        self.planner.changed()

    @work
    async def action_override(self) -> None:
        """Correct the forecast: what, when, by how much, and why."""
        view, app = self.view, self.planner
        if view is None:
            return
        chart = self.query_one(ForecastChart)
        at = local(chart.cursor_point.start, app.zone).date() if chart.cursor_point else view.first_day
        lock = self._lock_on(at)
        if lock is not None:
            app.toast(t("{day} is locked; p releases it.", day=day_text(at)), "warning")
            return
        answer = await app.form(
            t("Correct the forecast"),
            [
                Field("change", t("Change"), "+15%", t("+15% · +40 · =200 · AHT: aht +10%"), wrong_change),
                Field("first", t("From day"), at.isoformat(), t("a day, or with a time: 2026-11-27 18:00"),
                      wrong_at),
                Field("last", t("To day, included"), at.isoformat(), "", wrong_at),
                Field("channel", t("Channel"), view.channel, t("empty: all; {names}", names=", ".join(view.channels)),
                      one_of(("", *view.channels))),
                Field("reason", t("Reason"), "", t("who said so, what for"), required),
            ],
            verb=t("correct"),
        )  # fmt: skip
        if answer is None:
            return
        measure, operation, value = parse_change(answer["change"])
        start, _ = parse_at(answer["first"], app.zone)
        _, end = parse_at(answer["last"], app.zone)

        def correct(_report: Report) -> str:
            from planner.forecast import overrides

            overrides.add_override(
                app.workspace(), start=start, end=end, channel=answer["channel"], measure=measure,
                operation=operation, value=value, reason=answer["reason"],
            )  # fmt: skip
            return t("The forecast is corrected; x takes it back.")

        self.begin("override", correct, t("Correcting"))

    def _lock_on(self, day: date) -> Lock | None:
        return next((one for one in self.locks if one.first_day <= day <= one.last_day), None)

    @work
    async def action_lock(self) -> None:
        """Publish and lock weeks from the one in hand, or release what locks it."""
        view, app = self.view, self.planner
        if view is None:
            return
        lock = self._lock_on(view.first_day)
        if lock is not None:
            text = t("{first} – {last}, published by {who}. Newer forecasts and corrections count again there.",
                     first=day_text(lock.first_day), last=day_text(lock.last_day), who=lock.author or "–")  # fmt: skip
            if not await app.confirm(t("Release the forecast"), text, t("release")):
                return

            def release(_report: Report) -> str:
                from planner.forecast import publications

                publications.release(app.workspace(), lock.publication_id)
                return t("Released: the next forecast counts there.")

            self.begin("release", release, t("Releasing"))
            return
        answer = await app.form(
            t("Publish the forecast"),
            [Field("weeks", t("Weeks"), "1", t("from the one in hand, 1 to 12"), number_between(1, 12))],
            t("Newer forecasts and corrections no longer move these days; what comes is held against it."),
            t("publish"),
        )  # fmt: skip
        if answer is None:
            return
        weeks = int(to_number(answer["weeks"]) or 1)

        def publish(_report: Report) -> str:
            from planner.forecast import publications

            publications.publish(app.workspace(), view.first_day, weeks, shown=view)
            return t("Published and locked; p releases it.")

        self.begin("publish", publish, t("Publishing"))

    @work
    async def action_undo(self) -> None:
        """Take back the correction or the shop's event under the cursor, or the latest correction."""
        view, app = self.view, self.planner
        if view is None:
            return
        table = self.query_one(PlanTable)
        chosen = table.current_id if table.has_focus else ""
        if chosen.startswith("event-"):
            event = view.events[int(chosen.removeprefix("event-"))]
            text = t("{event} leaves the calendar; the next forecast does without it.", event=event.name)
            if await app.confirm(t("Take an event out"), text, t("take it out")):

                def remove(_report: Report) -> str:
                    from planner.forecast import events

                    events.remove_event(app.workspace(), event)
                    return t("Event taken out; r forecasts without it.")

                self.begin("event", remove, t("Taking out"))
            return
        standing = [str(o.override_id) for o in view.overrides if not o.undone]
        if not standing:
            app.toast(t("There is no correction to take back."), "warning")
            return
        wanted = chosen.removeprefix("override-")
        number_ = int(wanted if wanted in standing else standing[-1])

        def undo(_report: Report) -> str:
            from planner.forecast import overrides

            overrides.undo_override(app.workspace(), number_)
            return t("The correction is taken back.")

        self.begin("undo", undo, t("Taking back"))

    @work
    async def action_event(self) -> None:
        """Enter an event of the shop."""
        view, app = self.view, self.planner
        if view is None:
            return
        kinds = {"promotion": t("promotion"), "holiday": t("holiday"), "outage": t("outage"), "other": t("other")}
        answer = await app.form(
            t("New event"),
            [
                Field("name", t("Name"), "", t("such as: Newsletter of Thursday"), required),
                Field("kind", t("Kind"), kinds["promotion"], ", ".join(kinds.values()), one_of(tuple(kinds.values()))),
                Field("first", t("From day"), view.first_day.isoformat(), "", wrong_day),
                Field("last", t("To day, included"), view.first_day.isoformat(), "", wrong_day),
                Field("channel", t("Channel"), "", t("empty: all; {names}", names=", ".join(view.channels)),
                      one_of(("", *view.channels))),
                Field("uplift", t("Expected uplift in %"), "", t("empty when nobody knows"),
                      number_between(-100, 10_000, empty=True)),
            ],
            t("The next forecast takes it into account."),
            t("enter"),
        )  # fmt: skip
        if answer is None:
            return
        uplift = to_number(answer["uplift"])
        kind = next(k for k, word in kinds.items() if word == answer["kind"])

        def enter(_report: Report) -> str:
            from planner.forecast import events

            events.add_event(
                app.workspace(), answer["name"], kind, date.fromisoformat(answer["first"]),
                date.fromisoformat(answer["last"]), answer["channel"], uplift,
            )  # fmt: skip
            return t("Event entered; r forecasts with it.")

        self.begin("event", enter, t("Entering"))

    def action_go(self, name: str) -> None:
        """A screen that belongs to the forecast."""
        self.planner.action_open(name)

    def action_channel(self) -> None:
        """The next channel, then all again."""
        if self.view is None:
            return
        order = ["", *self.view.channels]
        self._channel = order[(order.index(self._channel) + 1) % len(order)] if self._channel in order else ""
        self.reload()

    def action_width(self) -> None:
        """The week by interval, or four weeks by day."""
        self._width = "day" if self._width == "interval" else "interval"
        self.query_one(ForecastChart).cursor = 0
        self.reload()

    @work
    async def action_export(self) -> None:
        """The forecast in force as CSV or Excel."""
        view, app = self.view, self.planner
        if view is None:
            return
        path = await app.ask_file(
            t("Export the forecast"), f"{t('forecast')}-{iso_week_label(view.first_day)}.csv", (".csv", ".xlsx")
        )
        if path is None:
            return
        monday, days = view.first_day, view.days

        def export(_report: Report) -> tuple[int, Path]:
            from planner.forecast import volumes

            return volumes.export_forecast(app.workspace(), monday, days, path), path

        self.begin("export", export, t("Writing {path}", path=path.name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        made = self.view is not None and bool(self.view.points)
        if action in ("override", "channel", "width", "export", "lock"):
            return True if made else None
        if action == "undo":
            view = self.view
            some = view is not None and (any(not o.undone for o in view.overrides)
                                         or any(e.source == "shop" for e in view.events))  # fmt: skip
            return True if made and some else None
        if action == "run":
            return None if self.running("forecast") else True
        return True


def _span(view: ForecastView) -> list[date]:
    return [view.first_day + timedelta(days=d) for d in range(view.days)]
