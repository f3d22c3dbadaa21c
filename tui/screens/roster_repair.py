"""Keys that mend a roster on Roster and People: somebody is ill, a day gets busier, two people swap, why is it short.

`RepairPanel` is the frame of screens that offer "ill" (one key for the agent under the cursor); `RosterPanels` adds
the questions and swaps of the roster. Their runs have kinds of their own, so that the screen's runs stay as they are.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from planner.domain.people import Agent
from planner.domain.time import iso_week_label
from planner.i18n import day as day_text
from planner.i18n import number, t
from tui.forms import number_between, one_of, to_number, wrong_day
from tui.messages import Report, Run, RunDone
from tui.screens.base import PlannerScreen
from tui.screens.modals import Field
from tui.screens.roster_explain import ListModal, candidate_line, conflict_line, points, short_head
from tui.text import amount, local, plural, weekday
from tui.widgets.frame import LATER
from tui.widgets.roster_grid import RosterGrid

if TYPE_CHECKING:
    from planner.services.roster_explain import ConflictView, ShortView, WishView
    from planner.services.roster_repair import ChangeLine, PublishCheck, RepairView, SwapView
    from planner.services.rosters import Finding, RosterView, SolveProgress

SECONDS = 5.0
PANEL_RUNS = ("repair", "why", "wish cost", "conflicts", "swap", "approve")


def change_line(change: ChangeLine) -> Content:
    """A day that changes: who, what, and the notice where it is too short."""
    late = t("{n} days' notice", n=change.notice_days) if change.late else ""
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

    @work
    async def action_ill(self) -> None:
        """Somebody is away: enter it and cover it with the fewest changes."""
        from planner import config

        agent, monday, app = self.panel_agent(), self.planner.week, self.planner
        if agent is None or monday is None:
            return
        day = max(self.panel_day() or monday, config.today()).isoformat()
        answer = await app.form(
            t("{name} is away", name=agent.name),
            [
                Field("first", t("First day"), day, "", wrong_day),
                Field("last", t("Last day, included"), day, "", wrong_day),
                Field("kind", t("Kind"), "illness", "illness, leave, training, other"),
                _cost_field(),
            ],
            t("The absence is entered, and the published roster of {week} is mended as a new draft.",
              week=iso_week_label(monday)),
            t("repair"),
        )  # fmt: skip
        if answer is None:
            return
        first, last = date.fromisoformat(answer["first"]), date.fromisoformat(answer["last"])
        kind = answer["kind"] or "illness"
        self._repair(monday, answer, absent=(agent.agent_id, first, last, kind))

    def _repair(
        self, monday: date, answer: dict[str, str], *, absent: tuple[str, date, date, str] | None = None,
        volume: dict[date, float] | None = None,
    ) -> None:  # fmt: skip
        app, weight = self.planner, to_number(answer["cost"])

        def mend(report: Report) -> RepairView:
            from planner.services import roster_repair

            def tell(progress: SolveProgress) -> None:
                report(min(1.0, progress.elapsed_s / SECONDS), progress.phase, None)

            away = roster_repair.Absence(*absent) if absent else None
            return roster_repair.repair(app.workspace(), monday, absent=away, volume=volume, change_weight=weight,
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
            (t("{before} agent-hours would be short, {after} are.", before=before, after=after), ""),
        ]
        if late:
            parts.append(("\n" + t("! {n} changes come inside the notice period: ask those people.", n=late),
                          "$warning"))  # fmt: skip
        parts += [(f"\n{note}", "dim") for note in found.notes]
        self.planner.changed()
        await self.planner.ask(
            ListModal(t("The roster is mended"), Content.assemble(*parts), [change_line(c) for c in found.changes])
        )


def _cost_field() -> Field:
    hint = t("points; less moves more people")
    return Field("cost", t("Price of a changed day"), "60", hint, number_between(0, 10000))


class RosterPanels(RepairPanel):
    """What stands on the roster beside its grid: why, busier day, swap; the figures of a publication."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "why", "Why", group=LATER),
        Binding("t", "swap", "Swap", group=LATER),
        Binding("j", "busier", "Busier day", group=LATER),
    ]
    view: RosterView | None = None
    _channel = ""

    def _grid(self) -> RosterGrid:
        return self.query_one(RosterGrid)

    def panel_agent(self) -> Agent | None:
        """The agent of the line under the cursor."""
        row = self._grid().row
        return row.agent if row is not None and self.view is not None else None

    def panel_day(self) -> date | None:
        """The local day of the column under the cursor."""
        at = self.panel_instant()
        return local(at, self.view.zone).date() if at is not None and self.view is not None else super().panel_day()

    def panel_instant(self) -> datetime | None:
        """The start of the column under the cursor."""
        grid = self._grid()
        return grid.columns.items[grid.cursor_column].start if grid.columns is not None else None

    def _go_to(self, finding: Finding | None) -> None:
        """Put the cursor on a finding's agent and day."""
        grid = self._grid()
        if finding is None or grid.columns is None:
            return
        for index, row in enumerate(grid.rows):
            if row.agent.agent_id == finding.agent_id:
                grid.cursor_row = index
        if finding.day is not None:
            inside = grid.columns.day_range((finding.day - grid.columns.first_day).days)
            day_shift = next((s for s in grid.rows[grid.cursor_row].shifts if s.day == finding.day), None)
            if day_shift is not None:
                grid.cursor_column = grid.columns.between(day_shift.start, day_shift.end).start
            elif inside:
                grid.cursor_column = inside[0]
        grid.focus()
        grid.action_step(0)

    # -- why --------------------------------------------------------------------------------------------------------

    @work
    async def action_why(self) -> None:
        """Ask the roster a question."""
        view, at, app = self.view, self.panel_instant(), self.planner
        if view is None or view.version is None or at is None:
            return
        choice = await app.choose(
            t("Why?"),
            [("short", t("Who could work under the cursor, and what stops each")),
             ("worst", t("Who could work where most people are missing")),
             ("wishes", t("Which wishes were refused, and what one would cost")),
             ("conflicts", t("Which rules cannot be kept together, and the cheapest way out"))],
        )  # fmt: skip
        if choice == "wishes":
            self._ask_wish()
        elif choice == "conflicts":
            self.begin("conflicts", lambda _r: _explain().conflicts(view), t("Looking for conflicts"))
        elif choice is not None:
            channel = self._channel

            def look(_report: Report) -> ShortView | None:
                place = _explain().worst(view) if choice == "worst" else (at, channel)
                return None if place is None else _explain().why_short(view, *place)

            self.begin("why", look, t("Trying everybody"))

    @work
    async def _ask_wish(self) -> None:
        view = self.view
        if view is None:
            return
        missed = _explain().refused(view)
        names = {a.agent_id: a.name for a in view.agents}
        words = {"off": t("free"), "on": t("at work"), "early": t("early"), "late": t("late")}
        lines = [
            Content.assemble(
                (f"{names.get(w.agent_id, w.agent_id)}  ", "bold"), f"{day_text(d)}: {words[w.wish.value]}",
                (f"  {t('weight')} {amount(w.weight)}", "dim"),
            )
            for w, d in missed
        ]  # fmt: skip
        head = plural(len(lines), "{n} wish was refused.", "{n} wishes were refused.")
        at = await self.planner.ask(
            ListModal(t("Refused wishes"), Content.styled(head, "bold"), lines, t("what it would cost"))
        )
        if at is not None:
            wish, day = missed[at]
            self.begin("wish cost", lambda r: _explain().why_refused(view, wish, day, stop=r.stop),
                       t("Solving the week with the wish granted"))  # fmt: skip

    @work
    async def _show_short(self, short: ShortView | None) -> None:
        view = self.view
        if short is None or view is None:
            self.planner.toast(t("Nobody is missing in this week."))
            return
        lines = [candidate_line(c) for c in short.lines]
        head = short_head(short, self.planner.label(short.channel), view.zone)
        at = await self.planner.ask(ListModal(t("Who could work?"), head, lines, t("take it into the roster")))
        if at is None:
            return
        line = short.lines[at]
        if line.new is None:
            self.planner.toast(t("There is no shift to take."), "warning")
        elif not line.stops or await self.planner.confirm(
            t("This breaks a rule"), "; ".join(line.stops), t("take it"), t("leave it")
        ):
            grid = self._grid()
            grid.post_message(grid.Edited(line.old, line.new, True))

    @work
    async def _show_conflicts(self, found: tuple[ConflictView, ...]) -> None:
        head = Content.styled(t("✓ Everybody's rules can be kept together."), "bold $success")
        if found:
            said = plural(len(found), "{n} agent cannot keep every rule.", "{n} agents cannot keep every rule.")
            head = Content.styled(said, "bold $error")
        await self.planner.ask(ListModal(t("Rules in conflict"), head, [conflict_line(c) for c in found]))

    @work
    async def _show_wish(self, found: WishView) -> None:
        price = points(found.points) if found.points is not None else t("no roster grants it")
        head = Content.assemble((found.text, "bold"))
        more = plural(found.changes, "{n} day of the roster would change.", "{n} days of the roster would change.")
        await self.planner.ask(ListModal(t("Price of a wish: {price}", price=price), head, [Content(more)]))

    # -- a busier day -----------------------------------------------------------------------------------------------

    @work
    async def action_busier(self) -> None:
        """More (or fewer) contacts on a day: correct the forecast and mend the roster."""
        view, day = self.view, self.panel_day()
        if view is None or view.version is None or day is None:
            return
        answer = await self.planner.form(
            t("A busier day"),
            [
                Field("day", t("Day"), day.isoformat(), "", wrong_day),
                Field("change", t("Change of contacts in %"), "20", t("−10 for fewer"), number_between(-100, 900)),
                _cost_field(),
            ],
            t("The forecast of the day is corrected, and the published roster is mended as a new draft."),
            t("repair"),
        )
        if answer is not None:
            factor = 1 + (to_number(answer["change"]) or 0.0) / 100
            self._repair(view.first_day, answer, volume={date.fromisoformat(answer["day"]): factor})

    # -- swaps ------------------------------------------------------------------------------------------------------

    @work
    async def action_swap(self) -> None:
        """Check a swap of the shift under the cursor against every rule."""
        view, shift = self.view, self._grid().shift
        if view is None or shift is None:
            self.planner.toast(t("Put the cursor on the shift to give."), "warning")
            return
        names = {a.agent_id: a.name for a in view.agents}
        others = [a for a in view.agents if a.agent_id != shift.agent_id]
        answer = await self.planner.form(
            t("{name} gives the shift of {day}", name=names.get(shift.agent_id, ""), day=day_text(shift.day)),
            [
                Field("other", t("Who takes it (id)"), "", ", ".join(a.agent_id for a in others[:8]),
                      one_of([a.agent_id for a in others])),
                Field("day", t("Day given in return"), shift.day.isoformat(), t("a day off gives nothing in return"),
                      wrong_day),
            ],
            t("Every rule is checked first; nothing is kept before you approve."),
            t("check"),
        )  # fmt: skip
        if answer is None:
            return
        one, two = (shift.agent_id, shift.day), (answer["other"], date.fromisoformat(answer["day"]))

        def check(_report: Report) -> SwapView:
            from planner.services import roster_repair

            return roster_repair.check_swap(view, one, two)

        self.begin("swap", check, t("Checking every rule"))

    @work
    async def _show_swap(self, swap: SwapView) -> None:
        view, app = self.view, self.planner
        if swap.allowed:
            cost = t("It costs {n} points.", n=number(swap.points, 1))
            head = Content.assemble((f"✓ {swap.title}", "bold $success"), f"\n{t('No rule stands against it.')} {cost}")
            lines = [change_line(c) for c in swap.changes]
        else:
            head = Content.assemble((f"✗ {swap.title}", "bold $error"), "\n" + t("It would break:"))
            lines = [Content.styled(stop, "$error") for stop in swap.stops]
        at = await app.ask(ListModal(t("Swap"), head, lines, t("approve as a draft") if swap.allowed else ""))
        if at is None or view is None or not swap.allowed:
            return

        def approve(_report: Report) -> RosterView:
            from planner.services import roster_repair

            return roster_repair.approve_swap(app.workspace(), view, swap)

        self.begin("approve", approve, t("Saving"))

    # -- publication ------------------------------------------------------------------------------------------------

    async def publication(self) -> str:
        """What publishing would change and the notice that is not kept, in words; for the question before it."""
        view, app = self.view, self.planner
        if view is None or view.version is None:
            return ""

        def look() -> PublishCheck:
            from planner.services import roster_repair

            return roster_repair.publish_check(app.workspace(), view)

        check = await asyncio.to_thread(look)
        lines = []
        if check.published is not None:
            lines.append(t("Against version {n}, {days} days change:", n=check.published, days=len(check.changes)))
            lines += [change_line(c).plain for c in check.changes[:30]]
            if len(check.changes) > 30:
                lines.append(t("... and {n} more", n=len(check.changes) - 30))
        if check.warning:
            lines.insert(0, f"⚠ {check.warning}")
        return "\n".join(lines)

    # -- what came of it --------------------------------------------------------------------------------------------

    def panel_done(self, run: Run, result: Any) -> None:
        """Show what came of a panel's run."""
        if run.kind == "why":
            self._show_short(result)
        elif run.kind == "wish cost":
            self._show_wish(result)
        elif run.kind == "conflicts":
            self._show_conflicts(result)
        elif run.kind == "swap":
            self._show_swap(result)
        elif run.kind == "approve":
            self.planner.toast(t("The swap is kept as a draft; publish it to make it binding."))
            self.planner.changed()
        else:
            super().panel_done(run, result)


def _explain() -> Any:
    from planner.services import roster_explain

    return roster_explain
