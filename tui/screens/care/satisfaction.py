"""Rosters and answers: what each team worked in a quarter, beside what it says of its rosters."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from tui.frame.tables import Row, cell, right
from tui.screens.care.care import CareScreen
from tui.text import bar

if TYPE_CHECKING:
    from planner.care.satisfaction import Satisfaction, TeamLine
    from planner.db.workspace import Workspace


class SatisfactionScreen(CareScreen):
    """A line a team."""

    title_text = "Rosters and answers"
    help_text = (
        "What each team worked in published rosters: late, weekend and night shifts (any minute from 22:00 to 6:00), "
        "days changed after publishing, wishes met. Beside it the published figures of the survey about rosters and of "
        "the recommendation; a team the survey hides stays hidden here. Whether they go together is told from eight "
        "teams on. v takes another quarter, s another survey."
    )
    table_help = "One line a team. c copies the table, e exports it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "quarter", "Quarter"),
        Binding("s", "survey", "Survey"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.quarter = self.survey_id = ""
        self.found: Satisfaction | None = None
        self.quarters: tuple[str, ...] = ()
        self.surveys: tuple[tuple[str, str], ...] = ()

    @property
    def table_id(self) -> str:
        """The copied table's name."""
        return "satisfaction"

    def load(self, ws: Workspace, monday: date) -> tuple[Satisfaction | None, tuple[str, ...], Any]:
        """The quarter beside the survey; nothing before the first published roster."""
        from planner.care import satisfaction

        known = satisfaction.quarters(ws)
        found = satisfaction.view(ws, self.quarter, self.survey_id) if known else None
        return found, known, satisfaction.choices(ws)

    def show(self, data: Any) -> None:
        """Fill the table."""
        self.found, self.quarters, self.surveys = data
        found = self.found
        if found is None:
            self.nothing(
                t("No roster has been published yet."), t("4  opens the roster: solve and publish it, then come back")
            )
            return
        if found.survey is not None:
            said = f"«{found.survey.title}»"
        else:
            said = (
                t("no survey about rosters has been closed yet")
                if found.may_read_surveys
                else t("survey results are not for this login")
            )
        self.tell(
            (f"{found.quarter} ", "bold $primary"),
            (t("{days} days in published rosters", days=found.days), "bold"),
            (f"  {t('set beside')} {said}", "$foreground 80%"),
        )
        header = (
            t("Team"), t("Late"), t("Weekend"), t("Night"), t("Moved"), t("Wishes"), t("Favourable"), "eNPS",
        )  # fmt: skip
        self.table.fill(header, [self._row(x) for x in found.lines], [x.team for x in found.lines])
        self.settle()

    def _row(self, line: TeamLine) -> Row:
        from planner.care.satisfaction import said_text

        def share(measure: str) -> Any:
            value = line.worked.share(measure)
            return right("–" if value is None else percent(value))

        return [
            cell(line.team or t("no team"), "bold"), share("late"), share("weekend"), share("night"), share("changed"),
            share("wishes_met"), right(said_text(line.favourable, share=True), "bold"),
            right(said_text(line.enps), "bold"),
        ]  # fmt: skip

    def show_detail(self) -> None:
        """The counts of the team, where its figures come from, and whether they go together."""
        from planner.care.satisfaction import MEASURE_WORDS, said_text, sentences

        found = self.found
        if found is None:
            return
        line = next((x for x in found.lines if x.team == self.table.current_id), None)
        parts: list[tuple[str, str]] = []
        if line is not None:
            w = line.worked
            size = t("{n} people, {shifts} shifts", n=w.people, shifts=number(w.shifts))
            parts += [(f"{line.team or t('no team')}\n", "bold $primary"), (f"{size}\n", "dim")]
            for measure, word in MEASURE_WORDS.items():
                value = w.share(measure)
                if value is not None:
                    base = w.published if measure == "changed" else w.wishes if measure == "wishes_met" else w.shifts
                    count = f"{number(getattr(w, measure))}/{number(base)}"
                    parts += [(f"{t(word)[:26]:<27}", ""), (bar(value, 8), "$primary"), (f" {count}\n", "")]
            for name, one in ((t("Favourable"), line.favourable), ("eNPS", line.enps)):
                text = said_text(one, share=one is line.favourable)
                if one.status.startswith("hidden"):
                    text = t("not shown: the survey keeps this team together with others")
                elif one.status == "not asked":
                    text = t("not asked as a team of its own")
                parts += [(f"{name}: ", "bold"), (f"{text}\n", "")]
        for source, what in ((found.survey, t("Favourable")), (found.enps_survey, "eNPS")):
            if source is not None and source.closed_on is not None:
                closed = t("closed {day}", day=day_text(source.closed_on, weekday=False, year=True))
                parts.append((f"\n{what}: «{source.title}», {closed}", "dim"))
        parts.append((f"\n{t('Late: after {time}.', time=found.late_from)}" if found.late_from else "", "dim"))
        parts.append(("\n\n" + "\n".join(sentences(found)[:3]), "$accent"))
        self.detail(*parts)

    # -- keys -------------------------------------------------------------------------------------------------------

    @work
    async def action_quarter(self) -> None:
        """Another quarter."""
        chosen = await self.planner.choose(t("Quarter"), [(q, q) for q in self.quarters])
        if chosen is not None:
            self.quarter = chosen
            self.reload()

    @work
    async def action_survey(self) -> None:
        """Another survey."""
        chosen = await self.planner.choose(t("Which survey about rosters?"), self.surveys)
        if chosen is not None:
            self.survey_id = chosen
            self.reload()

    def export(self, ws: Workspace, path: Path) -> int:
        """The table of the quarter."""
        from planner.care import satisfaction

        return satisfaction.export(ws, path, self.quarter, self.survey_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is to choose from."""
        if action == "survey":
            return True if self.surveys else None
        if action in ("quarter", "export"):
            return True if self.found else None
        return True
