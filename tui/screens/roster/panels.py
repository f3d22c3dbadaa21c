"""Keys of the roster beside its grid: why is it so, a busier day, swaps; the figures of a publication."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.domain.people import Agent
from planner.domain.spoken import spoken
from tui.frame.bars import LATER
from tui.frame.forms import number_between, one_person, person, to_number, wrong_day
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.screens.roster.explain import ListModal, candidate_line, conflict_line, conflicts_head, points, short_head
from tui.screens.roster.repair import RepairPanel, change_line, cost_field
from tui.text import amount, local, plural
from tui.widgets.roster.grid import RosterGrid
from tui.widgets.roster.view import wish_words

if TYPE_CHECKING:
    from planner.roster.explain import ConflictView, ShortView, WishView
    from planner.roster.repair import PublishCheck
    from planner.roster.swaps import SwapView
    from planner.roster.views import Finding, RosterView


class RosterPanels(RepairPanel):
    """What stands on the roster beside its grid: why, busier day, swap; the figures of a publication."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "why", "Why", group=LATER),
        Binding("t", "swap", "Check a swap", group=LATER),
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
                if place is None:
                    return None
                found: ShortView = _explain().why_short(view, *place)
                return found

            self.begin("why", look, t("Trying everybody"))

    @work
    async def _ask_wish(self) -> None:
        view = self.view
        if view is None:
            return
        missed = _explain().refused(view)
        names = {a.agent_id: a.name for a in view.agents}
        words = wish_words()
        lines = [
            Content.assemble(
                (f"{names.get(w.agent_id, w.agent_id)}  ", "bold"), f"{day_text(d)}: {words[w.wish.value]}",
                (f"  {t('weight')} {amount(w.weight)}", "$foreground 75%"),
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
        head = conflicts_head(found)
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
                cost_field(),
            ],
            t("The forecast of the day is corrected, and the published roster is mended as a new draft."),
            t("mend it"),
        )
        if answer is not None:
            await self.settled()
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
        others = {a.agent_id: a.name for a in view.agents if a.agent_id != shift.agent_id}
        answer = await self.planner.form(
            t("{name} gives the shift of {day}", name=names.get(shift.agent_id, ""), day=day_text(shift.day)),
            [
                Field("other", t("Who takes it"), "", t("name or id"), one_person(others)),
                Field("day", t("Day given in return"), shift.day.isoformat(), t("a day off gives nothing in return"),
                      wrong_day),
            ],
            t("Every rule is checked first; nothing is kept before you approve."),
            t("check"),
        )  # fmt: skip
        if answer is None:
            return
        other = person(answer["other"], others)
        one, two = (shift.agent_id, shift.day), (other, date.fromisoformat(answer["day"]))

        def check(_report: Report) -> SwapView:
            from planner.roster import swaps

            return swaps.check_swap(view, one, two)

        self.begin("swap", check, t("Checking every rule"))

    @work
    async def _show_swap(self, swap: SwapView) -> None:
        view, app = self.view, self.planner
        what = spoken(swap.what, {a.agent_id: a.name for a in view.agents} if view else None)
        if swap.allowed:
            cost = t("It costs {n} points.", n=number(swap.points, 1))
            head = Content.assemble((f"✓ {what}", "bold $success"), f"\n{t('No rule stands against it.')} {cost}")
            lines = [change_line(c) for c in swap.changes]
        else:
            head = Content.assemble((f"✗ {what}", "bold $error"), "\n" + t("It would break:"))
            lines = [Content.styled(stop, "$error") for stop in swap.stops]
        at = await app.ask(ListModal(t("Swap"), head, lines, t("approve as a draft") if swap.allowed else ""))
        if at is None or view is None or not swap.allowed:
            return

        def approve(_report: Report) -> RosterView:
            from planner.roster import swaps

            return swaps.approve_swap(app.workspace(), view, swap)

        self.begin("approve", approve, t("Saving"))

    # -- publication ------------------------------------------------------------------------------------------------

    async def publication(self, view: RosterView) -> str:
        """What publishing this version would change and the notice that is not kept, in words; for the question."""
        app = self.planner

        def look() -> PublishCheck:
            from planner.roster import repair

            return repair.publish_check(app.workspace(), view)

        check = await asyncio.to_thread(look)
        lines = []
        if check.published is not None:
            days = plural(len(check.changes), "{n} day changes.", "{n} days change.")
            lines.append(t("Against version {n}: {days}", n=check.published, days=days))
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
    from planner.roster import explain

    return explain
