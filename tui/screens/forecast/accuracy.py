"""Accuracy: how far to trust the forecast of the week in hand, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import required
from tui.frame.messages import Report as Telling
from tui.frame.messages import Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, cut, right
from tui.text import bar, effect_text, local, seen_text, weekday

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.forecast.accuracy import AccuracyRow, Report, Trust
    from planner.forecast.events import LearntEffect
    from planner.forecast.outliers import OutlierRow
    from planner.forecast.publications import PublicationRow

ORIGINS, HORIZON = 13, 28
PARTS = ("trust", "events", "accuracy", "published", "unusual")
WIDE = 100


@dataclass(frozen=True)
class Loaded:
    """The verdict on the week, what events do, the last backtest, what was published, unusual days."""

    trust: Trust | None
    effects: tuple[LearntEffect, ...]
    report: Report | None
    published: tuple[PublicationRow, ...]
    unusual: tuple[OutlierRow, ...]
    searched: bool


class AccuracyScreen(PlannerScreen):
    """How far to trust next week."""

    title_text = "Accuracy"
    help_text = (
        "How far to trust the week in hand. The forecast is refitted at past days and held against what came: off is "
        "the sum of errors over the sum of contacts, naive copies the week before, last year copies that, and the "
        "floor is what nobody can beat when contacts come at random. v turns to what events do, to where the forecast "
        "errs, to what was published and to unusual days."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "part", "Next part"),
        Binding("r", "measure", "Measure"),
        Binding("u", "search", "Unusual days"),
        Binding("p", "publish", "Publish"),
        Binding("x", "mark", "Leave out / release"),
    ]
    CSS = """
    AccuracyScreen #state { height: 1; padding: 0 1; }
    AccuracyScreen #verdict { height: auto; max-height: 7; padding: 0 1; margin-bottom: 1; }
    AccuracyScreen #facts { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.data: Loaded | None = None
        self._part = "trust"

    def body(self) -> ComposeResult:
        """Verdict, reasons, the part in hand."""
        yield Static("", id="state")
        yield Static("", id="verdict")
        yield PlanTable(id="facts", help_text="The figures behind the verdict; v turns to the next part.")

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """Everything kept; nothing is computed anew here."""
        from planner.forecast import accuracy, events, outliers, publications

        report = accuracy.last_report(ws)
        return Loaded(accuracy.trust(ws, monday, report), events.learnt_effects(ws, monday), report,
                      publications.published(ws), outliers.listed(ws), outliers.searched(ws))  # fmt: skip

    def show(self, data: Any) -> None:
        """Say the verdict and list the part in hand."""
        self.data = loaded = data
        if loaded.trust is None and loaded.report is None:
            self.empty(t("No forecast for this week yet."), t("2  and then r forecasts it from the contact history"))
            return
        self.filled()
        self._say(loaded)
        self._list(loaded)
        if self.focused is None:
            self.query_one(PlanTable).focus()

    def _say(self, loaded: Loaded) -> None:
        trust, report = loaded.trust, loaded.report
        names = {"good": t("Trust it"), "fair": t("Trust it with care"), "poor": t("Do not lean on it"),
                 "unknown": t("Nobody knows yet")}  # fmt: skip
        colours = {"good": "$success", "fair": "$warning", "poor": "$error", "unknown": "$accent"}
        marks = {"good": "●", "fair": "◐", "poor": "○", "unknown": "?"}
        parts: list[tuple[str, str]] = []
        lines: list[tuple[str, str]] = []
        if trust is not None:
            parts.append(
                (f" {marks[trust.level]} {names[trust.level]} ", f"bold $background on {colours[trust.level]}")
            )
            parts.append((f"  {t('{n} contacts', n=number(trust.total))}", "bold"))
            if trust.expected_error is not None:
                text = t("days are likely to be off by {share}", share=percent(trust.expected_error))
                parts.append((f"  {text}", "bold"))
                others = [(t("the week before"), trust.by_naive), (t("last year"), trust.by_last_year),
                          (t("nobody beats"), trust.floor)]  # fmt: skip
                said = "   ".join(f"{name} {percent(v)}" for name, v in others if v is not None)
                lines.append((t("Had one copied: {others}", others=said) + "\n", "dim"))
            room = 4 if self.size.height < 32 else 8
            lines += [(f"! {reason}\n", "$warning") for reason in trust.reasons[:room]]
        if report is not None:
            made = day_text(local(report.made_at, self.planner.zone))
            lines.append((t("Measured {when}: {n} forecasts of {days} days, each from the past alone.", when=made,
                            n=report.origins, days=report.horizon_days), "dim"))  # fmt: skip
        else:
            lines.append((t("r  measures it on this shop's past (some minutes, Esc stops)"), "$accent"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        self.query_one("#verdict", Static).update(Content.assemble(*lines))

    def _list(self, loaded: Loaded) -> None:
        table = self.query_one(PlanTable)
        header, rows, ids = {
            "trust": self._days, "events": self._events, "accuracy": self._slices, "published": self._published,
            "unusual": self._unusual,
        }[self._part](loaded)  # fmt: skip
        titles = {"trust": t("The week by day"), "events": t("What events do"), "accuracy": t("Where it errs"),
                  "published": t("What was published"), "unusual": t("Unusual days")}  # fmt: skip
        nothing = {"trust": t("No forecast for this week yet."), "events": t("No event was learnt from yet."),
                   "accuracy": t("r  measures it"), "published": t("Nothing yet: p publishes the week in hand."),
                   "unusual": t("None found.") if loaded.searched else t("u  looks for them")}  # fmt: skip
        place = f"{PARTS.index(self._part) + 1}/{len(PARTS)}"
        table.border_title = f"{titles[self._part]} {place}"
        table.add_class("panel")
        table.fill(header if rows else ("",), rows or [[nothing[self._part]]], ids)

    def _days(self, loaded: Loaded) -> tuple[tuple[str, ...], list[list[str | Text]], list[str]]:
        header = (t("Day"), t("Contacts"), t("8 of 10"), t("Off"), "", t("Events"))
        rows: list[list[str | Text]] = []
        days = loaded.trust.days if loaded.trust else ()
        top = max((d.q90 for d in days), default=1.0) or 1.0
        width = 34 if self.size.width >= WIDE else 18
        for d in days:
            off = percent(d.expected_error) if d.expected_error is not None else "–"
            rows.append([
                weekday(d.day), right(number(d.mean), "bold"), right(f"{number(d.q10)}–{number(d.q90)}"), right(off),
                _span(d.q10 / top, d.mean / top, d.q90 / top, width), cell(", ".join(d.events)),
            ])  # fmt: skip
        return header, rows, []

    def _events(self, loaded: Loaded) -> tuple[tuple[str, ...], list[list[str | Text]], list[str]]:
        several = self.size.width >= 150
        ends_header = (t("Least on"), t("Most on")) if several else ()
        header = (t("Event"), t("Effect"), t("Seen"), t("Next time"), *ends_header)
        rows: list[list[str | Text]] = []
        room = 48 if self.size.width >= WIDE else 23
        for e in loaded.effects:
            ordered = sorted(e.by_channel, key=lambda one: one[1])
            ends = [f"{self.planner.label(c)} {percent(v, signed=True)}" for c, v in (ordered[:1] + ordered[-1:])]
            name = f"{e.event} · {self.planner.label(ordered[0][0])}" if len(ordered) == 1 else e.event
            rows.append([
                cut(name, room),
                right(effect_text(e.effect, e.low, e.high), "bold"), seen_text(e.occurrences),
                day_text(e.next, year=self.size.width >= WIDE) if e.next else "–", *(ends if several else ()),
            ])  # fmt: skip
        return header, rows, []

    def _slices(self, loaded: Loaded) -> tuple[tuple[str, ...], list[list[str | Text]], list[str]]:
        wide = self.size.width >= WIDE
        names = {"all": t("all intervals"), "channel": t("intervals of"), "day total": t("days of"),
                 "event days": t("intervals on"), "weekday": t("on"), "days ahead": t("days ahead:"),
                 "time of day": t("at"), "week": t("week of")}  # fmt: skip
        leads = {"week ahead": 7, "whole days": loaded.report.horizon_days if loaded.report else 0}
        order = (
            "week ahead", "whole days", "day total", "week", "weekday", "days ahead", "all", "event days", "channel",
            "time of day",
        )  # fmt: skip
        rows: list[list[str | Text]] = []
        report = loaded.report
        for kind in order if report else ():
            assert report is not None
            for r in report.of(kind):
                value = self.planner.label(r.value) if kind in ("channel", "day total") else r.value
                if kind == "week":
                    value = day_text(date.fromisoformat(value), year=wide)
                if kind in leads:
                    name = t("{n} days ahead", n=leads[kind]) + (f": {value}" if value else "")
                else:
                    name = f"{names[kind]} {value}".strip()
                rows.append(self._slice(name, r, wide=wide))
        header: tuple[str, ...]
        if wide:
            header = (t("What"), t("Off"), "", t("Bias"), t("Naive"), t("Last yr."), t("Floor"), "80 %", "95 %")
        else:
            header = (t("What, in %"), t("Off"), t("Bias"), t("Naive"), t("Yr ago"), t("Min."), "80 %", "95 %")
        return header, rows, []

    def _slice(self, name: str, r: AccuracyRow, *, wide: bool) -> list[str | Text]:
        def share(value: float | None, places: int = 0, style: str = "", *, signed: bool = False) -> Text:
            said = "–" if value is None else percent(value, places, signed=signed)
            return right(said if wide else said.removesuffix("%").rstrip(), style)

        beaten = r.wape is not None and r.naive is not None and r.wape >= r.naive
        name = f"! {name}" if beaten else name
        return [
            cut(name, 80 if wide else 26), share(r.wape, 1, "bold"),
            *((bar((r.wape or 0) / 0.6, 8),) if wide else ()), share(r.bias, 1, signed=True), share(r.naive),
            share(r.last_year), share(r.floor), share(r.coverage80), share(r.coverage95),
        ]  # fmt: skip

    def _published(self, loaded: Loaded) -> tuple[tuple[str, ...], list[list[str | Text]], list[str]]:
        header = (t("Published"), t("Days"), t("Said"), t("Came"), t("Off"), t("Bias"), "80 %", "")
        rows: list[list[str | Text]] = []
        for p in loaded.published:
            came = "–" if p.came is None else number(p.came)
            rows.append([
                day_text(local(p.made_at, self.planner.zone)), f"{day_text(p.first_day)} – {day_text(p.last_day)}",
                right(number(p.total)), right(came),
                *(right("–" if v is None else percent(v, 1, signed=s))
                  for v, s in ((p.wape, False), (p.bias, True), (p.coverage80, False))),
                t("locked") if p.locked else "",
            ])  # fmt: skip
        return header, rows, [str(p.publication_id) for p in loaded.published]

    def _unusual(self, loaded: Loaded) -> tuple[tuple[str, ...], list[list[str | Text]], list[str]]:
        header = (t("Day"), t("Channel"), t("Came"), t("Expected"), t("Deviation"), t("Why"), t("Left out"))
        why = {"high": t("more than any pattern explains"), "low": t("fewer than any pattern explains"),
               "no_business": t("nothing came on a day of business"), "": ""}  # fmt: skip
        rows: list[list[str | Text]] = []
        for r in loaded.unusual:
            rows.append([
                day_text(r.day, year=True), self.planner.label(r.channel) if r.channel else t("all"),
                right("–" if r.contacts is None else number(r.contacts)),
                right("–" if r.expected is None else number(r.expected)),
                right("–" if r.deviation is None else percent(r.deviation, signed=True), "bold"),
                cell(r.event or why[r.reason]), cell(r.excluded, "bold"),
            ])  # fmt: skip
        return header, rows, [f"{r.day}|{r.channel}|{'x' if r.excluded else ''}" for r in loaded.unusual]

    # -- actions ----------------------------------------------------------------------------------------------------

    def action_part(self) -> None:
        """Turn to the next part."""
        self._part = PARTS[(PARTS.index(self._part) + 1) % len(PARTS)]
        if self.data is not None:
            self._list(self.data)
        self.refresh_bindings()

    def action_measure(self) -> None:
        """Refit at past days and hold against what came."""
        app = self.planner

        def measure(report: Telling) -> str:
            from planner.forecast import accuracy

            accuracy.backtest(app.workspace(), horizon_days=HORIZON, origins=ORIGINS, step_days=HORIZON,
                              progress=report, cancelled=report.stopped)  # fmt: skip
            return t("Measured; the result is kept.")

        self.begin("measure", measure, t("Measuring on the past"), stop_text=t("Esc stops"))

    def action_search(self) -> None:
        """Search the history for unusual days."""
        app = self.planner
        self._part = "unusual"

        def search(_report: Telling) -> str:
            from planner.forecast import outliers

            return t("{n} unusual days.", n=len(outliers.find(app.workspace())))

        self.begin("search", search, t("Searching for unusual days"))

    @work
    async def action_publish(self) -> None:
        """Publish and lock the week in hand."""
        app, monday = self.planner, self.planner.week
        if monday is None:
            return
        question = t("Newer forecasts and corrections no longer move these days; what comes is held against it.")
        if not await app.confirm(t("Publish the forecast"), question, t("publish")):
            return
        self._part = "published"

        def publish(_report: Telling) -> str:
            from planner.forecast import publications

            publications.publish(app.workspace(), monday)
            return t("Published and locked; x on its row releases it.")

        self.begin("publish", publish, t("Publishing"))

    @work
    async def action_mark(self) -> None:
        """Release a published week, or leave an unusual day out (or take it back)."""
        app, chosen = self.planner, self.query_one(PlanTable).current_id
        if not chosen:
            app.toast(t("Choose a row first."), "warning")
            return
        if self._part == "published":

            def release(_report: Telling) -> str:
                from planner.forecast import publications

                publications.release(app.workspace(), int(chosen))
                return t("Released: the next forecast counts there.")

            self.begin("mark", release, t("Releasing"))
            return
        day, channel, out = chosen.split("|")
        reason = ""
        if not out:
            answer = await app.form(t("Leave a day out of learning"),
                                    [Field("reason", t("Reason"), "", t("such as: web shop down"), required)],
                                    verb=t("leave out"))  # fmt: skip
            if answer is None:
                return
            reason = answer["reason"]

        def mark(_report: Telling) -> str:
            from planner.forecast import outliers

            if out:
                outliers.include(app.workspace(), channel, date.fromisoformat(day))
                return t("The day counts again from the next forecast on.")
            outliers.exclude(app.workspace(), channel, date.fromisoformat(day), reason)
            return t("The day is left out; the next forecast does without it.")

        self.begin("mark", mark, t("Marking"))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what came of it and show it."""
        self.planner.toast(str(result))
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action == "mark":
            return True if self._part in ("published", "unusual") and self.data else None
        if action == "publish":
            return True if self.data and self.data.trust else None
        if action == "measure":
            return None if self.running("measure") else True
        return True


def _span(low: float, mean: float, high: float, width: int) -> str:
    """The band on a line of `width` cells, from shares: ━━●━━."""
    a, m, b = (min(width - 1, max(0, round(v * (width - 1)))) for v in (low, mean, high))
    line = [" "] * width
    line[a : b + 1] = "━" * (b - a + 1)
    line[m] = "●"
    return "".join(line)
