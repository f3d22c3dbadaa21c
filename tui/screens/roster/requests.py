"""Requests: swaps and wishes that agents ask for, each checked as things stand; approve, or decline with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from planner.domain.time import iso_week_label
from tui.frame.base import PlannerScreen
from tui.frame.forms import one_of, one_person, person, wrong_day
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell
from tui.text import plural

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.swaps import RequestView


NEW = Binding.Group("New")


class RequestsScreen(PlannerScreen):
    """The queue of the week in hand."""

    CSS = """
    RequestsScreen #state { height: 1; }
    RequestsScreen #requests { height: 1fr; }
    RequestsScreen #request { height: auto; max-height: 9; padding: 0 1; background: $surface; }
    """
    title_text = "Requests"
    help_text = (
        "What agents ask for in this week. A swap is checked against every rule, skills, notice and coverage as the "
        "roster stands now: ✓ can be approved, ✗ breaks a rule that is named below. Approved, a swap becomes a draft "
        "to publish, a wish is weighed by the next solve. Declining asks for a reason."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "Approve"),
        Binding("d", "decline", "Decline"),
        Binding("n", "swap", "New swap", group=NEW),
        Binding("w", "wish", "New wish", group=NEW),
        Binding("h", "decided", "Decided ones"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.everything = False
        self.found: tuple[RequestView, ...] = ()
        self._agents: tuple[tuple[str, str], ...] = ()
        self._monday: date | None = None

    def body(self) -> ComposeResult:
        """How many wait, the queue, what stands against the one under the cursor."""
        yield Static("", id="state")
        yield PlanTable(id="requests", help_text="One line a request. c copies the table, e exports it.")
        yield Static("", id="request")

    def load(self, ws: Workspace, monday: date) -> tuple[date, tuple[tuple[str, str], ...], tuple[RequestView, ...]]:
        """The queue of the week."""
        from planner.roster import swaps
        from planner.shop import people

        agents = tuple((a.agent_id, a.name) for a in people.team(ws, monday).agents)
        return monday, agents, swaps.queue(ws, monday, everything=self.everything)

    def show(self, data: Any) -> None:
        """Fill the table."""
        self._monday, self._agents, self.found = data
        if not self.found:
            self.empty(
                t("Nobody asks for anything in {week}.", week=iso_week_label(data[0])),
                t("n  enters a swap, w a wish; h shows the decided ones"),
            )
            return
        self.filled()
        waiting = sum(one.request.state == "open" for one in self.found)
        ready = sum(one.can_be_approved for one in self.found)
        self.query_one("#state", Static).update(
            Content.assemble(
                (f" {plural(waiting, '{n} request waits', '{n} requests wait')}  ", "bold"),
                (
                    plural(ready, "one can be approved", "{n} can be approved"),
                    "$success" if ready else "$foreground 75%",
                ),
            )
        )
        words = {"open": t("waiting"), "approved": t("granted"), "declined": t("declined"), "withdrawn": t("withdrawn")}
        wide = self.size.width >= 100  # elsewhere the note stands below, with all about the request
        rows: list[list[str | Text]] = [
            [
                self._mark(one),
                cell(t("swap") if one.request.kind == "swap" else t("wish")),
                *([cell(words[one.request.state])] if self.everything else []),
                cell(one.title, "bold" if one.request.state == "open" else ""),
                *([cell(one.request.note or one.request.reason)] if wide else []),
            ]
            for one in self.found
        ]
        heads = ["", t("Kind"), *([t("State")] if self.everything else []), t("What"), *([t("Note")] if wide else [])]
        table = self.query_one("#requests", PlanTable)
        table.fill(heads, rows, [r.request.request_id for r in self.found])
        if self.focused is None:
            table.focus()
        self._say()

    def _mark(self, one: RequestView) -> Text:
        colours = self.app.theme_variables
        if one.request.state != "open":
            return Text("·")
        good = one.can_be_approved
        return Text("✓" if good else "✗", style=f"bold {colours['success' if good else 'error']}")

    @property
    def one(self) -> RequestView | None:
        """The request under the cursor."""
        name = self.query_one("#requests", PlanTable).current_id
        return next((r for r in self.found if r.request.request_id == name), None)

    @on(DataTable.RowHighlighted, "#requests")
    def _say(self) -> None:
        one = self.one
        if one is None:
            return
        asked, swap = one.request, one.swap
        parts: list[tuple[str, str]] = [(one.title, "bold")]
        if asked.note:
            parts.append((f"  “{asked.note}”", "$foreground 75%"))
        if asked.state != "open":
            said = asked.reason or t("no word")
            parts.append((f"\n{t('{who} decided: {said}', who=asked.decided_by, said=said)}", ""))
        elif one.refusal:
            parts.append((f"\n✗ {one.refusal}", "$error"))
        elif swap is not None:
            most = 4 if self.size.height >= 32 else 2
            parts += [(f"\n✗ {stop}", "$error") for stop in swap.stops[:most]]
            if len(swap.stops) > most:
                parts.append((f"\n  {t('and {n} more', n=len(swap.stops) - most)}", "$error"))
            if swap.allowed:
                parts.append((f"\n{t('✓ No rule stands against it.')}", "$success"))
            parts += [(f"\n! {word}", "$warning") for word in swap.lacking]
            late = sum(c.late for c in swap.changes)
            if late:
                said = plural(late, "{n} change inside the notice period", "{n} changes inside the notice period")
                parts.append((f"\n! {said}", "$warning"))
            change = swap.short_hours_change
            cover = (
                t("Coverage stays as it is.")
                if abs(change) < 0.05
                else t("{n} more agent-hours short.", n=number(change, 1))
                if change > 0
                else t("{n} fewer agent-hours short.", n=number(-change, 1))
            )
            parts.append((f"\n{cover} {t('It costs {n} points.', n=number(swap.points, 1))}", ""))
        elif asked.kind == "wish":
            met = {True: t("The roster on show grants it."), False: t("The roster on show does not grant it."),
                   None: t("There is no roster yet.")}[one.met]  # fmt: skip
            parts.append((f"\n{met} {t('Approved, the next solve weighs it.')}", ""))
        self.query_one("#request", Static).update(Content.assemble(*parts))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Deciding where something waits."""
        if action in ("approve", "decline"):
            one = self.one if self.found else None
            return True if one is not None and one.request.state == "open" else None
        return True

    @work
    async def action_approve(self) -> None:
        """Approve what is under the cursor; a rule that stands against it is said."""
        one, app = self.one, self.planner
        if one is None:
            return
        if not one.can_be_approved:
            stop = one.refusal or (one.swap.stops[0] if one.swap and one.swap.stops else "")
            app.toast(t("A rule stands against it: {rule}", rule=stop), "warning")
            return
        answer = await app.form(
            t("Approve"), [Field("reason", t("A word to the agent"), "", t("may stay empty"))], one.title, t("approve")
        )
        if answer is None:
            return
        reason = answer["reason"]

        def approve(_report: Report) -> RequestView:
            from planner.roster import swaps

            return swaps.approve(app.workspace(), one, reason=reason)

        self.begin("decide", approve, t("Checking every rule"))

    @work
    async def action_decline(self) -> None:
        """Decline with a reason."""
        one, app = self.one, self.planner
        if one is None:
            return
        answer = await app.form(
            t("Decline"),
            [Field("reason", t("Why; the agent is told"), "", "", lambda v: "" if v else t("Say why."))],
            one.title,
            t("decline"),
        )
        if answer is None:
            return
        reason = answer["reason"]

        def decline(_report: Report) -> RequestView:
            from planner.roster import swaps

            return swaps.decline(app.workspace(), one, reason)

        self.begin("decide", decline, t("Saving"))

    @work
    async def action_swap(self) -> None:
        """Enter a swap that somebody asks for."""
        app, monday = self.planner, self._monday
        if monday is None:
            return
        people = dict(self._agents)
        known = one_person(people)
        answer = await app.form(
            t("New swap"),
            [
                Field("agent", t("Who gives a shift"), "", t("name or id"), known),
                Field("day", t("Its day"), monday.isoformat(), "", wrong_day),
                Field("other", t("Who takes it"), "", t("name or id"), known),
                Field("other_day", t("Day given in return"), monday.isoformat(),
                      t("a day off gives nothing in return"), wrong_day),
                Field("note", t("Note"), ""),
            ],
            verb=t("ask"),
        )  # fmt: skip
        if answer is None:
            return

        def ask(_report: Report) -> RequestView:
            from planner.roster import swaps

            return swaps.file_swap(
                app.workspace(), person(answer["agent"], people), date.fromisoformat(answer["day"]),
                person(answer["other"], people), date.fromisoformat(answer["other_day"]), note=answer["note"],
            )  # fmt: skip

        self.begin("ask", ask, t("Checking every rule"))

    @work
    async def action_wish(self) -> None:
        """Enter a wish."""
        app, monday = self.planner, self._monday
        if monday is None:
            return
        people = dict(self._agents)
        names = {"off": t("free"), "on": t("at work"), "early": t("early"), "late": t("late")}
        words = [*names.values(), *names]
        answer = await app.form(
            t("New wish"),
            [
                Field("agent", t("Agent"), "", t("name or id"), one_person(people)),
                Field("day", t("Day"), monday.isoformat(), "", wrong_day),
                Field("wish", t("Wish"), names["off"], ", ".join(names.values()), one_of(words)),
                Field("note", t("Note"), ""),
            ],
            verb=t("ask"),
        )  # fmt: skip
        if answer is None:
            return
        wish = next((key for key, name in names.items() if answer["wish"] in (key, name)), "off")

        def ask(_report: Report) -> RequestView:
            from planner.domain.people import Wish
            from planner.roster import swaps

            return swaps.file_wish(
                app.workspace(), person(answer["agent"], people), date.fromisoformat(answer["day"]), Wish(wish),
                note=answer["note"],
            )  # fmt: skip

        self.begin("ask", ask, t("Saving"))

    def action_decided(self) -> None:
        """Show decided requests too, or only open ones."""
        self.everything = not self.everything
        self.reload()

    def run_done(self, run: Run, result: Any) -> None:
        """Say what came of it and read the queue again."""
        one: RequestView = result
        if run.kind == "ask":
            self.planner.toast(t("Asked: {what}", what=one.title))
        elif one.request.state == "approved" and one.request.kind == "swap":
            self.planner.toast(t("The swap is kept as a draft; publish it to make it binding."))
        else:
            self.planner.toast(t("Decided: {what}, {day}", what=one.name, day=day_text(one.request.day)))
        self.planner.changed()
        self.reload()
