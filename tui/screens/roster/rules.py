"""Rules: what binds a roster, with figures, source and what the shop changed; everybody's, or a team's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import number, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import one_of, to_number
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, cut
from tui.text import plural

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.rules import RuleLine


class RulesScreen(PlannerScreen):
    """The rules in force."""

    CSS = """
    RulesScreen #rules { height: 1fr; }
    RulesScreen #state { height: 1; }
    RulesScreen #rule { height: auto; max-height: 6; padding: 0 1; background: $surface; }
    """
    title_text = "Rules"
    help_text = (
        "Every rule that binds a roster: hard ones are kept, soft ones cost points. m changes the rule under the "
        "cursor, v goes from everybody's rules to a team's own, o puts the rule back as it was, i reads a TOML file. "
        "The source stands below. No legal advice: check against your agreement and the law in force."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "change", "Change"),
        Binding("v", "team", "Team"),
        Binding("o", "restore", "As it was"),
        Binding("i", "read", "Read a file"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.team = ""
        self.teams: tuple[str, ...] = ("",)
        self.lines: tuple[RuleLine, ...] = ()

    def body(self) -> ComposeResult:
        """Whose rules, the table, the source of the rule under the cursor."""
        yield Static("", id="state")
        yield PlanTable(id="rules", help_text="One line a rule. c copies the table, e exports it.")
        yield Static("", id="rule")

    def load(self, ws: Workspace, monday: date) -> tuple[tuple[str, ...], tuple[RuleLine, ...]]:
        """The teams, and the rules of the one on show."""
        from planner.roster import rules
        from planner.shop import people

        teams = ("", *sorted({a.team for a in people.team(ws).agents} - {""}))
        return teams, rules.lines(ws, self.team if self.team in teams else "")

    def show(self, data: Any) -> None:
        """Fill the table."""
        self.teams, self.lines = data
        if self.team not in self.teams:
            self.team = ""
        self.filled()
        changed = sum(line.changed for line in self.lines)
        whose = t("Team {team}", team=self.team) if self.team else t("Everybody's rules")
        self.query_one("#state", Static).update(
            Content.assemble(
                (f" {whose} ", "bold"),
                (plural(changed, "{n} rule differs from the law's pack", "{n} rules differ from the law's pack"),
                 "$warning" if changed else "$foreground 75%"),
                (f"   {t('v: another team')}" if len(self.teams) > 1 else "", "$accent"),
            )
        )  # fmt: skip
        kinds = [self._kind(line) for line in self.lines]
        named = min(max((len(line.title) for line in self.lines), default=0), self.size.width * 2 // 5)
        room = max(12, self.size.width - 3 - (named + 2) - (max(map(len, kinds), default=0) + 2) - 4)
        rows: list[list[str | Text]] = [
            [
                Text("●" if line.changed else " ", style="bold"),
                cut(line.title, named, "bold" if line.on else ""),
                cell(kind),
                cut(line.figures or "–", room),
            ]
            for line, kind in zip(self.lines, kinds, strict=True)
        ]
        table = self.query_one("#rules", PlanTable)
        table.fill(["", t("Rule"), t("Binds"), t("Figures")], rows, [line.rule for line in self.lines])
        if self.focused is None:
            table.focus()
        self._say()

    def _kind(self, line: RuleLine) -> str:
        if not line.on:
            return t("off")
        if line.hard:
            return t("hard")
        weight = number(line.weight, 0 if line.weight >= 10 else 1)
        return t("soft, {n} points", n=weight) if self.size.width >= 100 else t("soft, {n}", n=weight)

    @property
    def line(self) -> RuleLine | None:
        """The rule under the cursor."""
        name = self.query_one("#rules", PlanTable).current_id
        return next((line for line in self.lines if line.rule == name), None)

    @on(DataTable.RowHighlighted, "#rules")
    def _say(self) -> None:
        line = self.line
        if line is None:
            return
        parts = [(line.title, "bold"), (f"  {line.rule}", "$foreground 75%")]
        if line.changed:
            parts.append((f"  {t('changed by the shop')}", "$warning"))
        parts.append((f"\n{line.figures}" if line.figures else "", ""))
        source = line.source if line.source not in ("", t("convention")) else t("a convention, no law")
        parts.append((f"\n{t('Source: {source}', source=source)}", "$foreground 75%"))
        self.query_one("#rule", Static).update(Content.assemble(*parts))

    @on(DataTable.RowSelected, "#rules")
    def _selected(self) -> None:
        self.action_change()

    @work
    async def action_change(self) -> None:
        """Change the figures of the rule under the cursor."""
        line, team = self.line, self.team
        if line is None:
            return
        yes, no = t("yes"), t("no")
        words = ("y", "s", "n", "yes", "no", "sí", "si")
        fields = [] if line.always else [Field("on", t("In force (y/n)"), yes if line.on else no, "", one_of(words))]
        fields += [
            Field("hard", t("Hard (y/n)"), yes if line.hard else no, t("hard rules are kept, soft ones cost points"),
                  one_of(words)),
            Field("weight", t("Points when soft"), f"{line.weight:g}", "", _number),
            *(Field(f"value-{f.key}", f.name, f.text) for f in line.values if not f.is_list),
        ]  # fmt: skip
        lists = [f.name for f in line.values if f.is_list]
        note = t("Lists are changed in a TOML file: {names}.", names=", ".join(lists)) if lists else ""
        whose = t("Team {team}", team=team) if team else t("Everybody's rules")
        answer = await self.planner.form(f"{line.title} · {whose}", fields, note, t("keep"))
        if answer is None:
            return
        old = {f.name: f.value for f in fields}
        changed = {k.removeprefix("value-"): v for k, v in answer.items() if v != old[k]}
        if not changed:
            return
        app, rule = self.planner, line.rule

        def change(_report: Report) -> tuple[RuleLine, ...]:
            from planner.roster import rules

            return rules.change(app.workspace(), rule, changed, team)

        self.begin("change", change, t("Saving"))

    def action_team(self) -> None:
        """The rules of the next team, then everybody's again."""
        self.team = self.teams[(self.teams.index(self.team) + 1) % len(self.teams)]
        self.reload()

    def action_restore(self) -> None:
        """Take the changes of the rule under the cursor back."""
        line, team, app = self.line, self.team, self.planner
        if line is None:
            return
        rule = line.rule

        def restore(_report: Report) -> tuple[RuleLine, ...]:
            from planner.roster import rules

            return rules.restore(app.workspace(), rule, team)

        self.begin("change", restore, t("Saving"))

    @work
    async def action_read(self) -> None:
        """Read a TOML file as the rules on show."""
        app, team = self.planner, self.team
        answer = await app.form(
            t("Read a file"), [Field("path", t("File"), "", t("a TOML file with [rules.ID] tables"))],
            t("Every key is checked before anything is kept; it takes the place of what the shop changed so far."),
            t("read"),
        )  # fmt: skip
        if not answer or not answer["path"]:
            return
        path = Path(answer["path"]).expanduser()

        def read(_report: Report) -> tuple[RuleLine, ...]:
            from planner.roster import rules

            return rules.set_file(app.workspace(), path, team)

        self.begin("change", read, t("Saving"))

    def run_done(self, run: Run, result: Any) -> None:
        """Show the rules as they are now."""
        self.planner.toast(t("The rules are kept; the next solve follows them."))
        self.show((self.teams, result))
        self.planner.changed()


def _number(text: str) -> str:
    return "" if to_number(text) is not None else t("This is no number.")
