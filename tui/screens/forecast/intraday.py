"""Today: the rest of the day forecast again from this morning's contacts."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.tables import PlanTable, Row, cell, right
from tui.text import bar, clock

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.forecast.intraday import Today

log = logging.getLogger(__name__)


QUIET = 0.03
"""Hours below this share of the busiest are left out of the list."""


class IntradayScreen(PlannerScreen):
    """What the morning says of the afternoon."""

    title_text = "Today"
    help_text = (
        "The rest of today, forecast again from what came so far. The more of the day is known, the more it counts. "
        "a makes it count as a correction of the forecast for the rest of the day, in place of an earlier one; the "
        "requirement then moves with it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "apply", "Make it count"),
        Binding("r", "again", "Look again"),
    ]
    CSS = """
    IntradayScreen #state { height: 1; padding: 0 1; }
    IntradayScreen #channels { height: auto; max-height: 8; margin-bottom: 1; }
    IntradayScreen #hours { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.today: Today | None = None

    def body(self) -> ComposeResult:
        """State, channels, hours."""
        yield Static("", id="state")
        yield PlanTable(id="channels", help_text="Each channel's day: what was forecast, what came against what was "
                        "expected by now, how the rest was moved, and the day's new total.")  # fmt: skip
        yield PlanTable(
            id="hours",
            help_text="The day by the hour over all channels: the bar "
            "is what came or is now expected, the mark | what was forecast.",
        )

    def load(self, ws: Workspace, monday: date) -> Today | None:
        """Today as it stands; None when no forecast covers it."""
        from planner.base.errors import Refused
        from planner.forecast import intraday

        try:
            return intraday.today(ws)
        except Refused as error:
            log.info("no forecast of today", exc_info=error)
            return None

    def show(self, data: Any) -> None:
        """Fill both tables."""
        self.today = today = data
        if today is None:
            self.empty(
                t("No forecast by interval covers today."), t("2  and then r forecasts it from the contact history")
            )
            return
        self.filled()
        total, said = sum(c.total for c in today.channels), sum(c.said for c in today.channels)
        parts = [(f" {day_text(today.day)} ", "bold $background on $primary")]
        if today.last_actual is None:
            parts.append((f"  {t('nothing of today is known yet: 6 imports contacts')}", "$warning"))
        else:
            at = clock(today.last_actual, self.planner.zone)
            parts.append((f"  {t('known until {time}', time=at)}", "bold"))
            change = percent(total / said - 1, signed=True) if said else "–"
            parts.append((f"  {t('the day: {n} contacts, {change}', n=number(total), change=change)}", "bold $warning"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        header = (t("Channel"), t("Said"), t("Came"), t("Expected"), t("Rest moves"), t("Rest"), t("8 of 10"),
                  t("Day"))  # fmt: skip
        rows: list[Row] = [
            [cell(self.planner.label(c.channel), "bold"), right(number(c.said)), right(number(c.came)),
             right(number(c.expected)), right(percent(c.factor - 1, signed=True), "bold"), right(number(c.rest)),
             right(f"{number(c.rest_low)}–{number(c.rest_high)}"), right(number(c.total), "bold")]
            for c in today.channels
        ]  # fmt: skip
        self.query_one("#channels", PlanTable).fill(header, rows)
        self._hours(today)

    def _hours(self, today: Today) -> None:
        sums: dict[str, list[float]] = {}
        for c in today.channels:
            for p in c.points:
                row = sums.setdefault(clock(p.start, self.planner.zone)[:2] + ":00", [0.0, 0.0, 0.0, 0.0])
                row[0] += p.before
                row[1] += p.actual or 0.0
                row[2] += p.mean if p.status == "forecast" else 0.0
                row[3] += p.status != "forecast"
        top = max((max(r[0], r[1] + r[2]) for r in sums.values()), default=1.0) or 1.0
        rows: list[Row] = []
        current = 0
        width = 60 if self.size.width >= 100 else 26
        for hour, (before, came, ahead, over) in sorted(sums.items()):
            if max(before, came + ahead) < QUIET * top:
                continue
            current += not ahead
            drawn = list(bar((came + ahead) / top, width))
            drawn[min(width - 1, round(before / top * (width - 1)))] = "|"
            rows.append([hour, right(number(before)), right(number(came) if over else ""),
                         right(number(ahead) if ahead else "", "bold"), "".join(drawn)])  # fmt: skip
        header = (t("Hour"), t("Said"), t("Came"), t("Now expected"), f"| {t('Said')}")
        table = self.query_one("#hours", PlanTable)
        table.fill(header, rows)
        table.move_cursor(row=min(current, len(rows) - 1))

    def action_again(self) -> None:
        """Read what came since."""
        self.reload()

    @work
    async def action_apply(self) -> None:
        """Correct the forecast of the rest of the day."""
        app, today = self.planner, self.today
        if today is None:
            return

        def apply(_report: Report) -> str:
            from planner.forecast import intraday

            made = intraday.apply(app.workspace(), today)
            if not made:
                return t("The day is back to what was forecast; the corrections are taken back.")
            return t("{n} corrections entered for the rest of the day.", n=len(made))

        self.begin("apply", apply, t("Correcting"))

    def run_done(self, run: Run, result: Any) -> None:
        """Say it and show it."""
        self.planner.toast(str(result))
        self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where something came."""
        if action == "apply":
            return True if self.today is not None and self.today.last_actual is not None else None
        return True
