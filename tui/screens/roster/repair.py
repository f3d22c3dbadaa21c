"""Mending a roster on Roster and People: one key says that somebody is away, and the least change covers it.

Runs of the panels have kinds of their own, so that the screen's runs stay as they are.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from planner.base.i18n import number, t
from planner.domain.people import Agent
from planner.domain.time import iso_week_label
from tui.frame.bars import LATER
from tui.frame.base import PlannerScreen
from tui.frame.forms import number_between, one_of, to_number, wrong_day
from tui.frame.messages import Report, Run, RunDone
from tui.frame.modals import Field
from tui.screens.roster.explain import ListModal
from tui.text import plural, weekday

if TYPE_CHECKING:
    from planner.roster.repair import ChangeLine, RepairView
    from planner.roster.views import SolveProgress

SECONDS = 5.0
KINDS = ("illness", "leave", "training", "other")
PANEL_RUNS = ("repair", "why", "wish cost", "conflicts", "swap", "approve")


def change_line(change: ChangeLine) -> Content:
    """A day that changes: who, what, and the notice where it is too short."""
    late = plural(change.notice_days, "{n} day's notice", "{n} days' notice") if change.late else ""
    return Content.assemble(
        ("! " if change.late else "  ", "bold $warning"), f"{weekday(change.day)}  ", (f"{change.name}  ", "bold"),
        change.text, (f"  {late}", "$warning"),
    )  # fmt: skip


class RepairPanel(PlannerScreen):
    """A screen on which one key says that somebody is away, and the least change covers it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "ill", "Ill: repair", group=LATER)]

    def panel_agent(self) -> Agent | None:
        """The agent under the cursor."""
        return None

    def panel_day(self) -> date | None:
        """The day under the cursor; the first of the week where there is none."""
        return self.planner.week

    def unsaved(self) -> bool:
        """Whether an edit is not stored yet."""
        return self.running("save")

    async def settled(self) -> None:
        """Wait until every hand edit is stored."""
        while self.unsaved():
            await asyncio.sleep(0.02)

    @work
    async def action_ill(self) -> None:
        """Somebody is away: enter it and cover it with the fewest changes."""
        from planner.base import config

        agent, monday, app = self.panel_agent(), self.planner.week, self.planner
        if agent is None or monday is None:
            return
        kinds = {t(kind): kind for kind in KINDS}
        day = max(self.panel_day() or monday, config.today()).isoformat()
        answer = await app.form(
            t("{name} is away", name=agent.name),
            [
                Field("first", t("First day"), day, "", wrong_day),
                Field("last", t("Last day, included"), day, "", wrong_day),
                Field("kind", t("Kind"), t("illness"), ", ".join(kinds), one_of([*kinds, *kinds.values()])),
                cost_field(),
            ],
            t("The absence is entered, and the published roster of {week} is mended as a new draft.",
              week=iso_week_label(monday)),
            t("mend it"),
        )  # fmt: skip
        if answer is None:
            return
        await self.settled()
        first, last = date.fromisoformat(answer["first"]), date.fromisoformat(answer["last"])
        kind = kinds.get(answer["kind"], answer["kind"]) or "illness"
        self._repair(monday, answer, absent=(agent.agent_id, first, last, kind))

    def _repair(
        self, monday: date, answer: dict[str, str], *, absent: tuple[str, date, date, str] | None = None,
        volume: dict[date, float] | None = None,
    ) -> None:  # fmt: skip
        app, weight = self.planner, to_number(answer["cost"])

        def mend(report: Report) -> RepairView:
            from planner.roster import repair

            def tell(progress: SolveProgress) -> None:
                report(min(1.0, progress.elapsed_s / SECONDS), progress.phase, None)

            away = repair.Absence(*absent) if absent else None
            return repair.repair(app.workspace(), monday, absent=away, volume=volume, change_weight=weight,
                                        seconds=SECONDS, progress=tell, stop=report.stop)  # fmt: skip

        self.begin("repair", mend, t("Mending the roster"), stop_text=t("Esc stops, the best is kept"))

    async def on_run_done(self, message: RunDone) -> None:
        """Runs of the panels end here; all others in the screen (the base class looks at them next)."""
        if message.run.kind in PANEL_RUNS and self._end(message.run):
            self.panel_done(message.run, message.result)

    def panel_done(self, run: Run, result: Any) -> None:
        """Show what came of a panel's run."""
        if run.kind == "repair":
            self._show_repair(result)

    @work
    async def _show_repair(self, found: RepairView) -> None:
        number_ = found.view.version.number if found.view.version else 0
        before, after = (number(h, 1) for h in (found.short_before_h, found.short_after_h))
        late = sum(c.late for c in found.changes)
        parts: list[tuple[str, str]] = [
            (t("Draft {n} from version {base}.", n=number_, base=found.base.number) + " ", "bold"),
            (plural(len(found.changes), "{n} day changes.", "{n} days change.") + " ", "bold"),
            (
                t("{after} agent-hours stay short.", after=after)
                if before == after
                else t("{before} agent-hours would be short, {after} are.", before=before, after=after),
                "",
            ),
        ]
        if late:
            said = plural(late, "! {n} change comes inside the notice period: ask that person.",
                          "! {n} changes come inside the notice period: ask those people.")  # fmt: skip
            parts.append((f"\n{said}", "$warning"))
        parts += [(f"\n{note}", "$foreground 75%") for note in found.notes]
        parts.append(
            ("\n" + t("4 p  publishes it; until then version {n} is binding.", n=found.base.number), "$accent")
        )
        self.planner.changed()
        await self.planner.ask(
            ListModal(t("The roster is mended"), Content.assemble(*parts), [change_line(c) for c in found.changes])
        )


def cost_field() -> Field:
    """The price of a changed day in points."""
    hint = t("points; less moves more people")
    return Field("cost", t("Price of a changed day"), "60", hint, number_between(0, 10000))
