"""Turnover: how many left of how many, by team, tenure and month; what a leaver costs; why people left, for HR."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from planner.base.i18n import day as day_text
from planner.base.i18n import money, number, percent, t
from tui.frame.forms import number_between, wrong_day
from tui.frame.modals import Field
from tui.frame.tables import Row, cell, right
from tui.screens.care.care import CareScreen, short_name
from tui.text import bar

if TYPE_CHECKING:
    from decimal import Decimal

    from engagement.care.cost import Assumption
    from engagement.care.turnover import Rate
    from planner.care.turnover import Leaver, Turnover
    from planner.db.workspace import Workspace

VIEWS = ("team", "tenure", "month", "cost", "leavers")
VIEW_WORDS = {
    "team": "By team",
    "tenure": "By tenure",
    "month": "By month",
    "cost": "What a leaver costs",
    "leavers": "Who left and why",
}
MONTHS = (12, 24, 36, 6)


class TurnoverScreen(CareScreen):
    """One period, seen five ways."""

    title_text = "Turnover"
    help_text = (
        "Leavers ÷ average headcount (the mean of all days of the period), per year. v shows it by team, tenure, "
        "month, as cost, and who left and why. Whether people were dismissed or went is told only where at least "
        "five left, so that it tells of nobody; rates only of five people or more. p changes the period. On the costs "
        "Enter (or i) edits an assumption; on the leavers it keeps the reason. l enters somebody who leaves."
    )
    table_help = "v turns the page. c copies the table, e exports all figures."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "turn", "Next page"),
        Binding("p", "period", "Other period"),
        Binding("l", "leaver", "Somebody leaves"),
        Binding("i", "edit", "Edit this"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.page = "team"
        self.months = 12
        self.found: Turnover | None = None
        self.gone: tuple[Leaver, ...] = ()
        self.assumptions: tuple[tuple[Assumption, Decimal], ...] = ()

    @property
    def table_id(self) -> str:
        """The exported file is `turnover.csv`."""
        return "turnover"

    def load(self, ws: Workspace, monday: date) -> tuple[Turnover, tuple[Leaver, ...], Any]:
        """Figures, leavers, assumptions."""
        from planner.care import turnover

        return (
            turnover.view(ws, months=self.months),
            turnover.leavers(ws, months=self.months),
            turnover.assumptions(ws),
        )

    def show(self, data: Any) -> None:
        """Fill the page."""
        from planner.care.turnover import sentence

        self.found, self.gone, self.assumptions = data
        found = self.found
        assert found is not None
        if not found.company.headcount:
            self.nothing(t("Nobody was employed in these months."), t("6  imports agents with start_date and end_date"))
            return
        days = f"{day_text(found.first, weekday=False, year=True)} – {day_text(found.last, weekday=False, year=True)}"
        said = sentence(found)
        if self.page == "cost" and found.total_cost:
            said = t("{n} leavers cost {total}.", n=found.company.leavers, total=money(found.total_cost))
        self.tell(
            (t(VIEW_WORDS[self.page]), "bold $primary"), (f"  {days}  ", "dim"), (said, "bold"),
        )  # fmt: skip
        {"cost": self._fill_cost, "leavers": self._fill_leavers}.get(self.page, self._fill_rates)(found)
        self.settle()

    def _rates(self, found: Turnover) -> tuple[Rate, ...]:
        groups = {"team": found.teams, "tenure": found.tenure, "month": found.months}[self.page]
        return (*groups, found.company)

    def _fill_rates(self, found: Turnover) -> None:
        from planner.care.turnover import group_word

        rates = self._rates(found)
        most = max((r.annual or 0 for r in rates), default=0) or 1
        rows: list[Row] = []
        for r in rates:
            whole = r is found.company
            name = t("Company") if whole else group_word(self.page, r.group)
            rows.append([
                cell(name, "bold" if whole else ""), right(str(r.leavers)), right(number(r.headcount, 1)),
                right(percent(r.annual, 1) if r.annual is not None else "–", "bold"), bar((r.annual or 0) / most, 12),
            ])  # fmt: skip
        header = (t("Group"), t("Leavers"), t("Headcount"), t("A year"), "")
        self.table.fill(header, rows, [r.group for r in rates])

    def _fill_cost(self, found: Turnover) -> None:
        from planner.care.turnover import LINE_WORDS, figure

        rows: list[Row] = []
        ids: list[str] = []
        if found.cost is not None:
            for line in found.cost.lines:
                rows.append([cell(t(LINE_WORDS[line.name]), "bold"), right(money(line.amount)), ""])
                ids.append(f"line:{line.name}")
            rows.append([cell(t("One leaver"), "bold"), right(money(found.cost.total), "bold"), ""])
            ids.append("line:total")
        for a, value in self.assumptions:
            from planner.care.turnover import ASSUMPTION_WORDS

            changed = "" if value == a.value else t("shipped: {value}", value=figure(a.value))
            unit = t(a.unit)
            rows.append([f"  {t(ASSUMPTION_WORDS[a.name])}", right(f"{figure(value)} {unit}"), cell(changed, "dim")])
            ids.append(f"assume:{a.name}")
        self.table.fill((t("What"), t("Figure"), ""), rows, ids)

    def _fill_leavers(self, _found: Turnover) -> None:
        from planner.care.turnover import BAND_WORDS, KIND_WORDS

        rows: list[Row] = [
            [day_text(x.end, weekday=False, year=True), cell(short_name(x.name), "bold"),
             cell(t(KIND_WORDS[x.kind]), "dim" if x.kind == "unsaid" else ""), x.team, t(BAND_WORDS[x.band])]
            for x in self.gone
        ]  # fmt: skip
        self.table.fill(
            (t("Last day"), t("Name"), t("Why"), t("Team"), t("Tenure")), rows, [x.agent_id for x in self.gone]
        )

    # -- the panel --------------------------------------------------------------------------------------------------

    def show_detail(self) -> None:
        """The kinds of a group, the working of a cost, the reason of a leaver."""
        if self.found is None or not 0 <= self.table.cursor_row < self.table.row_count:
            self.detail((t("Nobody left in these months."), "dim"))
            return
        if self.page == "cost":
            self._show_cost(self.found)
        elif self.page == "leavers":
            self._show_leaver()
        else:
            rates = self._rates(self.found)
            if self.table.cursor_row < len(rates):
                self._show_rate(rates[self.table.cursor_row])

    def _show_rate(self, r: Rate) -> None:
        from planner.care.turnover import HIDDEN_WORDS, KIND_WORDS, group_word

        whole = self.found is not None and r is self.found.company
        name = t("Company") if whole else group_word(self.page, r.group)
        parts: list[tuple[str, str]] = [(f"{name}\n", "bold $primary")]
        if r.annual is not None:
            text = t("{n} left ÷ {headcount} on average, per year: {rate}", n=r.leavers,
                     headcount=number(r.headcount, 1), rate=percent(r.annual, 1))  # fmt: skip
            parts.append((f"{text}\n", ""))
        if r.kinds is not None and r.leavers:
            for kind, n in r.kinds.items():
                if n:
                    parts += [(f"{t(KIND_WORDS[kind])[:26]:<27}", ""), (bar(n / r.leavers, 10), "$primary"),
                              (f" {n}\n", "bold")]  # fmt: skip
        elif self.page != "team" and not whole:
            parts.append((f"{t('Kinds of leaving are told of teams and the company only.')}\n", "dim"))
        if r.hidden:
            parts.append((f"\n{t(HIDDEN_WORDS[r.hidden])}", "$warning"))
        self.detail(*parts)

    def _show_cost(self, found: Turnover) -> None:
        from planner.care.turnover import ASSUMPTION_WORDS, LINE_WORDS, explain

        kind, _, name = self.table.current_id.partition(":")
        if kind == "assume":
            self.detail(
                (f"{t(ASSUMPTION_WORDS[name])}\n\n", "bold $primary"),
                (t("An assumption to start from, nothing measured: Enter puts your own figure in its place."), ""),
            )
            return
        assert found.cost is not None
        parts: list[tuple[str, str]] = []
        for line in found.cost.lines:
            if name in ("total", line.name):
                parts += [(f"{t(LINE_WORDS[line.name])}: {money(line.amount)}\n", "bold $primary"),
                          (f"{explain(line)}\n\n", "")]  # fmt: skip
        parts.append((t("Hours and hourly cost are means of the staff, so that nobody's pay shows."), "dim"))
        self.detail(*parts)

    def _show_leaver(self) -> None:
        from planner.care.turnover import KIND_WORDS

        one = self._leaver()
        if one is not None:
            self.detail(
                (f"{one.name}\n", "bold $primary"), (f"{day_text(one.end, year=True)}\n\n", "dim"),
                (f"{t(KIND_WORDS[one.kind]).capitalize()}\n", "bold"), (one.reason, ""),
                (f"\n\n{t('Enter keeps the reason; only HR reads it.')}", "$accent"),
            )  # fmt: skip

    def _leaver(self) -> Leaver | None:
        return next((x for x in self.gone if x.agent_id == self.table.current_id), None)

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_turn(self) -> None:
        """The next page."""
        self.page = VIEWS[(VIEWS.index(self.page) + 1) % len(VIEWS)]
        if self.found is not None:
            self.show((self.found, self.gone, self.assumptions))
            self.table.move_cursor(row=0)
            self.show_detail()
            self.refresh_bindings()

    def action_period(self) -> None:
        """Another length of the period."""
        self.months = MONTHS[(MONTHS.index(self.months) + 1) % len(MONTHS)]
        self.planner.toast(t("{n} months", n=self.months))
        self.reload()

    def on_data_table_row_selected(self) -> None:
        """Enter."""
        self.action_edit()

    def action_edit(self) -> None:
        """What Enter does on this page."""
        kind, _, name = self.table.current_id.partition(":")
        if self.page == "cost" and kind == "assume":
            self._edit_assumption(name)
        elif self.page == "leavers" and self._leaver() is not None:
            self._enter_reason(self._leaver())

    @work
    async def _edit_assumption(self, name: str) -> None:
        from decimal import Decimal

        from planner.care.turnover import ASSUMPTION_WORDS, figure

        a, value = next(one for one in self.assumptions if one[0].name == name)
        note = t("Empty brings back the shipped value, {value} {unit}.", value=figure(a.value), unit=t(a.unit))
        check = number_between(float(a.low), float(a.high), empty=True)
        field = Field("value", t(ASSUMPTION_WORDS[name]), str(value.normalize() + 0), t(a.unit), check)
        answer = await self.planner.form(t("Assumption"), [field], note, t("keep"))
        if answer is None:
            return
        given = Decimal(answer["value"].replace(",", ".")) if answer["value"] else None

        def keep(ws: Workspace) -> str:
            from planner.care import turnover

            turnover.assume(ws, name, given)
            return t("The cost is worked out again.")

        self.do("assume", keep, t("Keeping"))

    def action_leaver(self) -> None:
        """Somebody leaves: who, when, why."""
        self._enter_reason(None)

    @work
    async def _enter_reason(self, one: Leaver | None) -> None:
        from planner.care.turnover import KIND_WORDS

        app = self.planner
        kinds = [(k, t(w)) for k, w in KIND_WORDS.items() if k != "unsaid"]
        fields = [Field("reason", t("Reason in a few words"), one.reason if one else "", t("may stay empty"))]
        who = one.agent_id if one else ""
        if one is None:
            from planner.base.config import today
            from planner.care import members

            staff = sorted((a for a in members.everybody(app.opened()) if a.employed_on(today())), key=lambda a: a.name)
            chosen = await app.choose(t("Who leaves?"), [(a.agent_id, f"{a.name} · {a.team}") for a in staff])
            if chosen is None:
                return
            who = chosen
            known = next(a.end_date for a in staff if a.agent_id == who)
            fields.insert(0, Field("last", t("Last day"), known.isoformat() if known else "", "", wrong_day))
        kind = await app.choose(
            t("How do they leave?"), kinds, t("Only HR reads it; figures tell it from five leavers on.")
        )
        if kind is None:
            return
        answer = await app.form(t("Leaving"), fields, "", t("keep"))
        if answer is None:
            return
        last = date.fromisoformat(answer["last"]) if answer.get("last") else None

        def keep(ws: Workspace) -> str:
            from planner.care import turnover

            turnover.say_why(ws, who, kind, answer["reason"], last)
            return t("The leaving is kept.")

        self.do("leaving", keep, t("Keeping"))

    def export(self, ws: Workspace, path: Path) -> int:
        """All figures of the period."""
        from planner.care import turnover

        return turnover.export(ws, path, months=self.months)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter only where it edits something."""
        if action == "edit":
            if self.page == "leavers":
                return True if self.gone else None
            return self.page == "cost" and self.table.current_id.startswith("assume:")
        return True
