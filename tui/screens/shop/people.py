"""People: the agents with their contracts and skills, their time off and their wishes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import WEEKDAYS_LONG, language, number, t
from planner.base.i18n import day as day_text
from planner.domain.people import Agent, Preference, TimeOff, Wish
from planner.domain.time import iso_week_label
from tui.frame.forms import number_between, one_of, to_number, wrong_day
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, cut, right
from tui.screens.roster.repair import RepairPanel
from tui.screens.ways import CARE_KEYS
from tui.text import amount, local, plural, weekday

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.shop.people import Team

KINDS = ("leave", "illness", "training", "other")
NARROW = 100
WISHES = {Wish.OFF: "free", Wish.ON: "at work", Wish.EARLY: "early", Wish.LATE: "late"}


class PeopleScreen(RepairPanel):
    """Everybody in the week in hand."""

    CSS_PATH = "people.tcss"
    title_text = "People"
    help_text = (
        "One line an agent: contract, skills, and the seven days of the week with time off (░) and wishes (f free, a "
        "at work, e early, l late). On the right everything known of the agent under the cursor. n enters time off, w "
        "a wish, x takes the next time off out. i says that the agent is ill and mends the roster."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "time_off", "Time off"),
        Binding("w", "wish", "Wish"),
        Binding("x", "remove", "Take time off out"),
        *CARE_KEYS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self.team: Team | None = None
        self._monday: date | None = None

    def body(self) -> ComposeResult:
        """State, agents, the agent under the cursor."""
        yield Static("", id="state")
        with Horizontal(id="people"):
            yield PlanTable(
                id="agents",
                help_text="The agents employed in this week. c copies the table, e exports it.",
            )
            with VerticalScroll(id="agent", classes="panel", can_focus=False):
                yield Static("", id="agent-text")

    def load(self, ws: Workspace, monday: date) -> tuple[date, Team, float]:
        """The team of the week and the hours it gives."""
        from planner.shop import people

        return monday, people.team(ws, monday), people.contract_hours(ws, monday)

    def show(self, data: Any) -> None:
        """Fill the table."""
        self._monday, team, hours = data
        self.team = team
        if not team.agents:
            self.empty(t("Nobody is employed in this week."), t("6  imports agents from a file"))
            return
        self.filled()
        away = len({o.agent_id for o in team.time_off})
        parts: list[tuple[str, str]] = [
            (f" {plural(len(team.agents), '{n} agent', '{n} agents')}  ", "bold"),
            (t("{n} contract hours in {week}", n=number(hours), week=iso_week_label(data[0])), "$foreground 80%"),
        ]
        if away:
            parts.append((f"  {plural(away, '{n} away', '{n} away for a while')}", "$warning"))
        if team.preferences:
            parts.append((f"  {plural(len(team.preferences), '{n} wish', '{n} wishes')}", "dim"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        days = [weekday(data[0] + timedelta(days=d)).split()[0] for d in range(7)]
        # On a narrow terminal the team stands after the week: the panel beside names it too.
        narrow = self.size.width < NARROW
        week = " ".join(d[:2] for d in days)
        order = (t("Hours"), week, t("Team")) if narrow else (t("Team"), t("Hours"), week)
        header = (t("Name"), *order, t("Skills"), t("Languages"), "Id")
        rows = [self._row(agent) for agent in team.agents]
        table = self.query_one("#agents", PlanTable)
        table.fill(header, rows, [a.agent_id for a in team.agents])
        if self.focused is None:
            table.focus()
        self._show_agent()

    def _row(self, agent: Agent) -> list[str | Text]:
        hours = right(amount(agent.contract.weekly_minutes / 60))
        narrow = self.size.width < NARROW
        return [
            cut(agent.name, 19 if narrow else 40, "bold"),
            *((hours, self._week(agent), agent.team) if narrow else (agent.team, hours, self._week(agent))),
            ", ".join(self.planner.label(s) for s in agent.skills),
            " ".join(agent.languages),
            cell(agent.agent_id, "dim"),
        ]

    def _week(self, agent: Agent) -> Text:
        """Seven marks under the weekdays: time off, wishes."""
        team, monday = self.team, self._monday
        assert team is not None and monday is not None
        text = Text()
        for d in range(7):
            day = monday + timedelta(days=d)
            off = any(o.agent_id == agent.agent_id and self._covers(o, day) for o in team.time_off)
            wish = next((p for p in team.preferences if p.agent_id == agent.agent_id and p.applies_on(day)), None)
            if off:
                text.append("░░ ", "dim")
            elif wish is not None:
                text.append(f"{t(WISHES[wish.wish])[0]}  ", self.app.theme_variables["accent"])
            else:
                text.append("·  ", "dim")
        return text

    def _covers(self, off: TimeOff, day: date) -> bool:
        zone = self.planner.zone
        return local(off.start, zone).date() <= day <= local(off.end - timedelta(seconds=1), zone).date()

    @property
    def agent(self) -> Agent | None:
        """The agent under the cursor."""
        name = self.query_one("#agents", PlanTable).current_id
        return next((a for a in self.team.agents if a.agent_id == name), None) if self.team else None

    @on(DataTable.RowHighlighted, "#agents")
    def _show_agent(self) -> None:
        agent, team = self.agent, self.team
        if agent is None or team is None:
            return
        contract = agent.contract
        week = t("{h} h a week on {d} days", h=amount(contract.weekly_minutes / 60), d=contract.days_per_week)
        lines: list[tuple[str, str]] = [(agent.name, "bold"), (f"\n{agent.team}  ", "dim"), (agent.agent_id, "dim")]
        lines.append((f"\n{week}", ""))
        if contract.daily_minutes:
            text = " · ".join(amount(m / 60) for m in contract.daily_minutes)
            lines.append(("\n" + t("days of {hours} h", hours=text), "dim"))
        if agent.start_date:
            lines.append(("\n" + t("since {day}", day=day_text(agent.start_date, weekday=False, year=True)), "dim"))
        if agent.end_date:
            lines.append(("\n" + t("until {day}", day=day_text(agent.end_date, weekday=False, year=True)), "$warning"))
        if agent.email:
            lines.append((f"\n{agent.email}", "dim"))
        lines.append((f"\n\n{t('Skills')}\n", "bold $primary"))
        lines.append((", ".join(self.planner.label(s) for s in agent.skills) or "–", ""))
        lines.append((f"\n\n{t('Time off')}\n", "bold $primary"))
        off = [self._off_text(o) for o in team.time_off if o.agent_id == agent.agent_id]
        lines.append(("\n".join(off) or t("none this week"), ""))
        lines.append((f"\n\n{t('Wishes')}\n", "bold $primary"))
        wishes = [wish_text(p) for p in team.preferences if p.agent_id == agent.agent_id]
        lines.append(("\n".join(wishes) or t("none this week"), ""))
        self.query_one("#agent-text", Static).update(Content.assemble(*lines))
        self.refresh_bindings()

    def _off_text(self, off: TimeOff) -> str:
        first, last = local(off.start, self.planner.zone), local(off.end - timedelta(seconds=1), self.planner.zone)
        span = day_text(first) if first.date() == last.date() else f"{day_text(first)} – {day_text(last)}"
        return f"{t(off.kind)}: {span}"

    def panel_agent(self) -> Agent | None:
        """The agent under the cursor, for the repair of the roster."""
        return self.agent

    # -- actions ----------------------------------------------------------------------------------------------------

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was done."""
        self.planner.toast(str(result))
        self.planner.changed()

    @work
    async def action_time_off(self) -> None:
        """Enter whole days off for the agent under the cursor."""
        agent, app = self.agent, self.planner
        if agent is None or self._monday is None:
            return
        day = self._monday.isoformat()
        answer = await app.form(
            t("Time off of {name}", name=agent.name),
            [
                Field("first", t("First day"), day, "", wrong_day),
                Field("last", t("Last day, included"), day, "", wrong_day),
                Field("kind", t("Kind"), "leave", ", ".join(KINDS)),
            ],
            t("A roster that is already made does not change by itself: solve it again."),
            t("enter"),
        )
        if answer is None:
            return
        first, last = date.fromisoformat(answer["first"]), date.fromisoformat(answer["last"])

        def enter(_report: Report) -> str:
            from planner.shop import people

            people.add_time_off(app.workspace(), agent.agent_id, first, last, answer["kind"] or "other")
            return t("Time off entered for {name}.", name=agent.name)

        self.begin("time off", enter, t("Entering"))

    @work
    async def action_wish(self) -> None:
        """Enter a wish of the agent under the cursor."""
        agent, app = self.agent, self.planner
        if agent is None or self._monday is None:
            return
        answer = await app.form(
            t("Wish of {name}", name=agent.name),
            [
                Field("day", t("Day"), self._monday.isoformat(), "", wrong_day),
                Field("wish", t("Wish"), "off", "off, on, early, late", one_of([w.value for w in Wish])),
                Field("weight", t("Weight"), "1", t("2 counts twice"), number_between(0.1, 100)),
            ],
            verb=t("enter"),
        )
        if answer is None:
            return
        wish = Preference(agent.agent_id, Wish(answer["wish"]), day=date.fromisoformat(answer["day"]),
                          weight=to_number(answer["weight"]) or 1.0)  # fmt: skip

        def enter(_report: Report) -> str:
            from planner.shop import people

            people.add_preference(app.workspace(), wish)
            return t("Wish entered for {name}.", name=agent.name)

        self.begin("wish", enter, t("Entering"))

    @work
    async def action_remove(self) -> None:
        """Take time off of the agent under the cursor out."""
        agent, app = self.agent, self.planner
        spans = [o for o in self.team.time_off if agent and o.agent_id == agent.agent_id] if self.team else []
        if agent is None or not spans:
            return
        chosen = spans[0]
        if len(spans) > 1:
            name = await app.choose(t("Take time off out"), [(str(i), self._off_text(o)) for i, o in enumerate(spans)])
            if name is None:
                return
            chosen = spans[int(name)]
        text = f"{agent.name}, {self._off_text(chosen)}"
        if not await app.confirm(t("Take time off out"), text, t("take out")):
            return

        def remove(_report: Report) -> str:
            from planner.shop import people

            people.remove_time_off(app.workspace(), chosen)
            return t("Time off taken out: {text}", text=text)

        self.begin("remove", remove, t("Taking out"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only with an agent; taking out only where there is time off."""
        if action in ("time_off", "wish", "ill"):
            return True if self.team and self.team.agents else None
        if action == "remove":
            agent = self.agent if self.team and self.team.agents else None
            return (
                True if agent and self.team and any(o.agent_id == agent.agent_id for o in self.team.time_off) else None
            )
        return True


def wish_text(wish: Preference) -> str:
    """A wish in words: Friday: free (weight 2)."""
    if wish.day is not None:
        when = day_text(wish.day)
    elif wish.weekday is not None:
        when = t("every {weekday}", weekday=WEEKDAYS_LONG[language()][wish.weekday])
    else:
        when = t("every day")
    span = f" {wish.start:%H:%M}–{wish.end:%H:%M}" if wish.start and wish.end else ""
    weight = f" ({t('weight')} {amount(wish.weight)})" if wish.weight != 1 else ""
    return f"{when}{span}: {t(WISHES[wish.wish])}{weight}"
