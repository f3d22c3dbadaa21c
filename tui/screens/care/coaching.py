"""Coaching: a plan an agent and goal, the talks held, and when to look again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from planner.base.i18n import day as day_text
from planner.base.i18n import t
from tui.frame.forms import required, wrong_day
from tui.frame.modals import Field
from tui.frame.tables import cell
from tui.screens.care.care import CareScreen, cut, short_name
from tui.text import plural

if TYPE_CHECKING:
    from planner.care.coaching import Coaching
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent

MARKS = {"overdue": ("▲", "bold $error"), "soon": ("●", "bold $warning"), "later": ("·", ""), "none": ("–", "dim")}
DUE_WORDS = {
    "overdue": "overdue",
    "soon": "due within 7 days",
    "later": "planned",
    "none": "no follow-up agreed",
}
ENDS = {"reached": "goal reached", "stopped": "stopped"}


def wrong_or_no_day(text: str) -> str:
    """A day, or nothing."""
    return wrong_day(text) if text else ""


def to_day(text: str) -> date | None:
    """The day written, or None."""
    return date.fromisoformat(text) if text else None


class CoachingScreen(CareScreen):
    """Open plans by their next follow-up; closed ones at the end."""

    title_text = "Coaching"
    help_text = (
        "One line a coaching plan: agent, goal, and when to look again (▲ overdue, ● within 7 days, ✓ reached, ■ "
        "stopped). n begins one; t keeps a talk with its day and agrees the next follow-up; f moves that; z closes the "
        "plan. Only the lead of the team and HR see it: on a shared workspace the database sees to that, a file can "
        "be read by whoever has it."
    )
    table_help = "▲ overdue, ● within 7 days, · later. c copies the table, e exports it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "begin_plan", "New plan"),
        Binding("t", "talk", "Talk held"),
        Binding("f", "follow_up", "Follow-up"),
        Binding("z", "close_plan", "Close the plan"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.plans: tuple[Coaching, ...] = ()
        self.agents: tuple[Agent, ...] = ()

    @property
    def table_id(self) -> str:
        """The exported file is `coaching.csv`."""
        return "coaching"

    def load(self, ws: Workspace, monday: date) -> tuple[tuple[Coaching, ...], tuple[Agent, ...]]:
        """Every plan one may see, and the agents one may coach."""
        from planner.base.config import today
        from planner.care import coaching, members

        employed = [a for a in members.everybody(ws) if a.employed_on(today())]
        return coaching.plans(ws), tuple(sorted(employed, key=lambda a: a.name))

    def show(self, data: Any) -> None:
        """Fill the list."""
        self.plans, self.agents = data
        if not self.plans:
            self.nothing(t("There is no coaching plan yet."), t("n  begins one: agent, goal, first follow-up"))
            return
        going = [c for c in self.plans if c.plan.state == "open"]
        soon, late = (sum(c.due == state for c in going) for state in ("soon", "overdue"))
        parts = [(plural(len(going), "{n} plan under way", "{n} plans under way"), "bold")]
        if late:
            parts.append((f"  ▲ {plural(late, '{n} follow-up overdue', '{n} follow-ups overdue')}", "bold $error"))
        if soon:
            words = plural(soon, "{n} follow-up due within 7 days", "{n} follow-ups due within 7 days")
            parts.append((f"  ● {words}", "bold $warning"))
        if going and not late and not soon:
            parts.append((f"  {t('nothing due within 7 days')}", "dim"))
        self.tell(*parts)
        header = ("", t("Name"), t("Follow-up"), t("Aim"))
        whole = [(*(str(cell) for cell in self._row(c)[:1]), c.name, self._when(c), c.plan.goal) for c in self.plans]
        self.table.fill(header, [self._row(c) for c in self.plans], [c.plan.plan_id for c in self.plans], whole)
        self.settle()

    def _row(self, c: Coaching) -> list[Any]:
        if c.plan.state == "open":
            mark, style = MARKS[c.due]
        else:
            mark, style = ("✓" if c.plan.state == "reached" else "■"), "dim"
        colours = self.app.theme_variables
        plain = style.split("$")
        shown = f"{plain[0]}{colours.get(plain[1], '')}" if len(plain) == 2 else style
        goal = cut(c.plan.goal, 38 if self.size.width < 120 else 32 if self.size.width < 150 else 60)
        return [cell(mark, shown), cell(short_name(c.name), "bold"), self._when(c), goal]

    def _when(self, c: Coaching) -> str:
        """The day of the follow-up, or of closing."""
        day = c.plan.follow_up_on if c.plan.state == "open" else c.plan.closed_on
        return day_text(day) if day else "–"

    @property
    def current(self) -> Coaching | None:
        """The plan under the cursor."""
        return next((c for c in self.plans if c.plan.plan_id == self.table.current_id), None)

    def show_detail(self) -> None:
        """Goal, state and talks."""
        c = self.current
        if c is None:
            return
        p = c.plan
        since = t("since {day}, with {coach}", day=day_text(p.started_on, weekday=False, year=True), coach=p.coach)
        parts: list[tuple[str, str]] = [
            (c.name, "bold $primary"), (f"  {c.team}\n", "dim"), (p.goal, "bold"), (f"\n{since}\n", "dim"),
        ]  # fmt: skip
        if p.state == "open":
            when = f": {day_text(p.follow_up_on, year=True)}" if p.follow_up_on else ""
            parts.append((f"{t('Follow-up')}{when} ({t(DUE_WORDS[c.due])})\n", MARKS[c.due][1]))
        else:
            closed = day_text(p.closed_on, year=True) if p.closed_on else ""
            parts.append((f"{t(ENDS[p.state])} {closed}\n", "bold"))
            if p.outcome:
                parts.append((f"{p.outcome}\n", ""))
        parts.append((f"\n{t('Talks')}\n", "bold $primary"))
        if not c.talks:
            parts.append((t("none yet; t keeps the first"), "dim"))
        for talk in c.talks:
            parts += [(f"{day_text(talk.day, year=True)}  ", "bold"), (f"{talk.note}\n", "")]
        self.detail(*parts)

    def export(self, ws: Workspace, path: Path) -> int:
        """Every plan with its talks."""
        from planner.care import coaching

        return coaching.export(ws, path)

    # -- keys -------------------------------------------------------------------------------------------------------

    @work
    async def action_begin_plan(self) -> None:
        """A goal with an agent."""
        from planner.base.config import today

        app = self.planner
        choices = [(a.agent_id, f"{a.name} · {a.team}" if a.team else a.name) for a in self.agents]
        who = await app.choose(t("Whom do you coach?"), choices)
        if who is None:
            return
        name = next(a.name for a in self.agents if a.agent_id == who)
        answer = await app.form(
            t("Coaching of {name}", name=name),
            [
                Field("goal", t("Aim"), "", t("one thing that can be seen to be reached"), required),
                Field("follow_up", t("First follow-up"), (today() + timedelta(days=14)).isoformat(), "",
                      wrong_or_no_day),
            ],
            t("You and HR see it, nobody else; it never reaches pay."),
            t("begin"),
        )  # fmt: skip
        if answer is None:
            return

        def begin(ws: Workspace) -> str:
            from planner.care import coaching

            coaching.begin(ws, who, answer["goal"], to_day(answer["follow_up"]))
            return t("The plan with {name} has begun.", name=name)

        self.do("begin", begin, t("Beginning"))

    @work
    async def action_talk(self) -> None:
        """Keep a talk and agree the next follow-up."""
        from planner.base.config import today

        c = self.current
        if c is None:
            return
        answer = await self.planner.form(
            t("Talk with {name}", name=c.name),
            [
                Field("day", t("Day"), today().isoformat(), "", wrong_day),
                Field("note", t("What was said"), "", "", required),
                Field(
                    "follow_up", t("Next follow-up"), "", t("empty: none, or the one planned later"), wrong_or_no_day
                ),
            ],
            c.plan.goal,
            t("keep"),
        )
        if answer is None:
            return

        def keep(ws: Workspace) -> str:
            from planner.care import coaching

            coaching.talk(ws, c.plan.plan_id, answer["note"], to_day(answer["day"]), to_day(answer["follow_up"]))
            return t("The talk with {name} is kept.", name=c.name)

        self.do("talk", keep, t("Keeping"))

    @work
    async def action_follow_up(self) -> None:
        """Another day to look again."""
        c = self.current
        if c is None:
            return
        before = c.plan.follow_up_on.isoformat() if c.plan.follow_up_on else ""
        field = Field("day", t("Follow-up"), before, t("empty: none"), wrong_or_no_day)
        answer = await self.planner.form(t("Follow-up with {name}", name=c.name), [field], c.plan.goal, t("keep"))
        if answer is None:
            return

        def move(ws: Workspace) -> str:
            from planner.care import coaching

            coaching.follow_up(ws, c.plan.plan_id, to_day(answer["day"]))
            return t("The follow-up is moved.")

        self.do("follow", move, t("Keeping"))

    @work
    async def action_close_plan(self) -> None:
        """Reached or stopped."""
        c = self.current
        if c is None:
            return
        app = self.planner
        end = await app.choose(t("How does it end?"), [("reached", t("goal reached")), ("stopped", t("stopped"))])
        if end is None:
            return
        field = Field("outcome", t("How it ended"), "", t("may stay empty"))
        answer = await app.form(t("Coaching of {name}", name=c.name), [field], c.plan.goal, t("close it"))
        if answer is None:
            return

        def close(ws: Workspace) -> str:
            from planner.care import coaching

            coaching.finish(ws, c.plan.plan_id, end, answer["outcome"])
            return t("The plan with {name} is closed.", name=c.name)

        self.do("close", close, t("Closing"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Talks and follow-ups only on open plans."""
        if action in ("talk", "follow_up", "close_plan"):
            return True if self.plans and self.current and self.current.plan.state == "open" else None
        if action == "begin_plan":
            return True if self.agents else None
        return True
