"""Results of a closed survey on six pages: summary, statements, heatmap, drivers, comments, actions.

Only the published set is drawn; what is hidden is a dash that says so, never an empty place or a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from planner.base.i18n import day as day_text
from planner.base.i18n import language, t
from tui.frame.bars import SOON
from tui.frame.forms import required, wrong_day
from tui.frame.modals import Field
from tui.screens.surveys.drawing import (
    BLOCKS,
    GAUGE,
    NARROW_GAUGE,
    change_line,
    cut,
    gauge,
    heat,
    legend,
    promises,
    two_lines,
)
from tui.text import bar

if TYPE_CHECKING:
    from engagement.surveys.results import Results
    from planner.db.workspace import Workspace
    from planner.surveys.surveys import Survey
    from tui.screens.surveys.reading import Reading
    from tui.screens.surveys.tasks import SurveyTasks

PAGES = ("summary", "statements", "heatmap", "drivers", "comments", "actions")
TITLES = {
    "summary": "Summary",
    "statements": "Statements",
    "heatmap": "Heatmap",
    "drivers": "Drivers",
    "comments": "Comments",
    "actions": "Actions",
}
Parts = list[tuple[str, str]]


class ResultsPage(VerticalScroll):
    """The page; arrows turn it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "screen.results_page(1)", "Next page"),
        Binding("left", "screen.results_page(-1)", "Page before"),
        Binding("g", "screen.results_group", "Group"),
        Binding("x", "screen.results_export", "Export", group=SOON),
        Binding("a", "screen.results_act", "New action", group=SOON),
        Binding("d", "screen.results_done", "Action done", group=SOON),
        Binding("o", "screen.results_report", "Told back", group=SOON),
        Binding("c", "screen.results_copy", "Copy", group=SOON),
    ]


class ResultsView(Vertical):
    """The pages of one survey."""

    DEFAULT_CSS = """
    ResultsView { height: 1fr; }
    ResultsView #results-title, ResultsView #results-pages { height: 1; padding: 0 1; }
    ResultsView #results-pages { margin-bottom: 1; }
    ResultsView #results-page { height: 1fr; padding: 0 1; }
    ResultsView #results-text { height: auto; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.reading: Reading | None = None
        self.page = "summary"
        self.group = "company"

    def compose(self) -> ComposeResult:
        """Title, names of the pages, the page."""
        yield Static("", id="results-title")
        yield Static("", id="results-pages")
        with ResultsPage(id="results-page"):
            yield Static("", id="results-text")

    @property
    def _screen(self) -> SurveyTasks:
        return cast("SurveyTasks", self.screen)

    def focus_page(self) -> None:
        """Put the keys on the page."""
        self.query_one(ResultsPage).focus()

    def fill(self, reading: Reading) -> None:
        """Show a survey; another one begins on its first page."""
        if self.reading is None or self.reading.survey.survey_id != reading.survey.survey_id:
            self.page, self.group = "summary", "company"
        self.reading = reading
        self.draw()

    def draw(self) -> None:
        """Draw the page."""
        reading = self.reading
        if reading is None:
            return
        survey = reading.survey
        self.query_one("#results-title", Static).update(
            Content.assemble((survey.form.title.in_language(language()), "bold $accent"),
                             (f" · {survey.word} · {t('closed {day}', day=day_text(survey.closed_on))}"
                              if survey.closed_on else "", "$foreground 80%"))
        )  # fmt: skip
        names: Parts = []
        for page in PAGES:
            here = page == self.page
            names.append(
                (f"[{t(TITLES[page])}]" if here else f" {t(TITLES[page])} ", "bold $accent" if here else "dim")
            )
        self.query_one("#results-pages", Static).update(Content.assemble(*names))
        draw: Callable[[Reading], Iterator[tuple[str, str]]] = getattr(self, f"_{self.page}")
        self.query_one("#results-text", Static).update(Content.assemble(*draw(reading)))
        self.query_one(ResultsPage).scroll_home(animate=False)

    # -- pages ------------------------------------------------------------------------------------------------------

    def _summary(self, reading: Reading) -> Iterator[tuple[str, str]]:
        from engagement.surveys.base import Drawing

        for question in reading.survey.form.questions:
            if question.kind.drawing is Drawing.GAUGE:
                yield from gauge(reading.results, question.id, GAUGE if self.size.width >= 90 else NARROW_GAUGE)
        yield (f"{reading.summary[0]}\n\n" if reading.summary else "", "bold")
        for name, text in reading.survey.form.dimensions.items():
            yield from self._bars(reading.results, "company", f"dimension:{name}", text.in_language(language()), 22)
        yield from legend()
        if reading.earlier is not None:
            yield from self._trend(reading, reading.earlier)
        else:
            yield (f"\n{t('There is no earlier wave to compare with.')}\n", "dim")

    def _trend(self, reading: Reading, earlier: Survey) -> Iterator[tuple[str, str]]:
        """What changed: the company line by line, and of the teams what is more than chance explains."""
        from planner.surveys.words import group_name

        title = earlier.form.title.in_language(language())
        when = f" ({day_text(earlier.closed_on, year=True)})" if earlier.closed_on else ""
        yield (f"\n{t('Since {title}', title=title)}{when}\n", "bold $primary")
        if not reading.changes:
            yield (f"{t('Nothing that may be compared.')}\n", "")
            return
        form = reading.survey.form
        company = [c for c in reading.changes if c.group == "company"]
        company.sort(key=lambda c: (c.measure != "enps", not c.sure, -abs(c.points)))
        for change in company:
            yield from change_line(form, change, self.size.width)
        yield (f"{t('Grey: this could be chance.')}\n", "dim")
        for note in reading.notes:
            yield (f"{note}\n", "dim")
        for change in reading.changes:
            if change.group != "company" and change.sure:
                yield (f"\n{group_name(change.group)}\n", "bold")
                yield from change_line(form, change, self.size.width)

    def _statements(self, reading: Reading) -> Iterator[tuple[str, str]]:
        from engagement.surveys.base import Drawing
        from engagement.surveys.trend import least_change
        from planner.surveys.share import shown_text
        from planner.surveys.words import group_name

        lang, results = language(), reading.results
        yield (f"{group_name(self.group)}\n", "bold $primary")
        least = least_change(results.answered.get(self.group, 0) or 1)
        seen = t("A change between two waves is seen here from about {n} points on.", n=least) if least else (
            t("A change between two waves cannot be told from chance here.")
        )  # fmt: skip
        yield (f"{t('Every count is blurred by a few people.')} {seen}\n\n", "dim")
        for question in reading.survey.form.questions:
            if not question.kind.numbered:
                continue
            turned = f"  ⇄ {t('agreeing is bad news')}" if question.reverse else ""
            yield (question.text.in_language(lang), "")
            yield (f"{turned}\n", "dim")
            if question.kind.drawing is Drawing.SIDES:
                yield from self._bars(results, self.group, question.id, "", 0)
                continue
            for count in question.counts:
                shown = shown_text(results.figure(self.group, question.id, count.name))
                label = "eNPS" if count.net else count.label.in_language(lang)
                yield (f"  {shown:>8}  {label}\n", "bold" if count.net else "")
        yield from legend()

    def _bars(
        self, results: Results, group: str, subject: str, label: str, width: int
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        from planner.surveys.share import shown_text

        sides = [results.figure(group, subject, m) for m in ("favourable", "neutral", "unfavourable")]
        first = sides[0]
        yield (f"{label[: width - 1]:<{width}}" if width else "  ", "")
        if first is None or not all(f is not None and f.value is not None for f in sides):
            end = shown_text(first)
            yield (f"{end}  ", "bold" if end != "–" else "dim")
            yield (f"{t('favourable') if end != '–' else t('not shown')}\n", "dim")
            return
        room, used = 30, 0
        for figure, (block, colour) in zip(sides, BLOCKS, strict=True):
            share = float(figure.value or 0) if figure else 0.0
            cells = room - used if block == BLOCKS[-1][0] else min(room - used, round(share * room / 100))
            yield (block * cells, colour)
            used += cells
        yield (f" {shown_text(first):>7}", "bold")
        yield (f"  n={first.base}\n", "dim")

    def _heatmap(self, reading: Reading) -> Iterator[tuple[str, str]]:
        from engagement.surveys.results import heatmap
        from planner.surveys.share import shown_text
        from planner.surveys.words import ATTRIBUTE_NAMES, group_name

        lang = language()
        dimensions = reading.survey.form.dimensions
        attributes = list(dict.fromkeys(g.partition("=")[0] for g in reading.results.groups if "=" in g))
        if not dimensions or not attributes:
            yield (t("This survey has no dimensions or no groups to set against each other."), "dim")
            return
        yield (f"{t('Favourable answers, in per cent')}\n\n", "bold")
        label = 26 if self.size.width >= 100 else 16
        wide = max(8, min(18, (self.size.width - label - 3) // len(dimensions)))
        for attribute in attributes:
            rows, names, cells = heatmap(reading.results, reading.survey.form, attribute)
            title = t(ATTRIBUTE_NAMES[attribute]) if attribute in ATTRIBUTE_NAMES else attribute
            heads = [two_lines(dimensions[n].in_language(lang), wide - 1) for n in names]
            yield (f"{'':<{label}}" + "".join(f"{first:>{wide}}" for first, _ in heads) + "\n", "dim")
            yield (f"{title[: label - 2]:<{label}}", "bold $primary")
            yield ("".join(f"{second:>{wide}}" for _, second in heads) + "\n", "dim")
            for row in rows:
                yield (f"{cut(group_name(row), label - 1):<{label}}", "bold" if row == "company" else "")
                for name in names:
                    figure = cells.get((row, name))
                    yield (f"{shown_text(figure).replace(' %', ''):>{wide}}", heat(figure))
                yield ("\n", "")
            yield ("\n", "")
        from planner.surveys.words import WHY_HIDDEN

        yield (f"–  {t(WHY_HIDDEN, k=reading.survey.k)}\n", "dim")

    def _drivers(self, reading: Reading) -> Iterator[tuple[str, str]]:
        if not reading.results.drivers:
            yield (t("Drivers need 30 people who answered both questions."), "dim")
            return
        yield (f"{t('What goes together with the recommendation; a correlation is no cause.')}\n\n", "bold")
        texts = {q.id: q.text.in_language(language()) for q in reading.survey.form.questions}
        for driver in reading.results.drivers:
            filled = {"weak": 4, "medium": 10, "strong": 18}[driver.strength]
            yield (f"{bar(filled / 20, 20)} ", "$error" if driver.against else "$primary")
            yield (f"{t(driver.strength)}{' ' + t('(the other way round)') if driver.against else ''}\n", "bold")
            yield (f"  {texts[driver.question]}\n", "")

    def _comments(self, reading: Reading) -> Iterator[tuple[str, str]]:
        from planner.surveys.words import group_name

        texts = {q.id: q.text.in_language(language()) for q in reading.survey.form.questions}
        blocks = [b for b in reading.results.comments if b.group == self.group]
        yield (f"{group_name(self.group)}\n", "bold $primary")
        for block in blocks:
            yield (f"\n{texts[block.question]}\n", "bold")
            if block.status != "shown:shuffled":
                yield (f"{t('Not shown: comments need ten people and five comments in the group.')}\n", "dim")
                continue
            for theme in block.themes:
                yield (f"  {theme.comments:>3} × ", "$accent")
                yield (f"{theme.phrase}\n", "bold")
            if not block.themes:
                yield (f"{t('No word or phrase comes up three times.')}\n", "dim")
            for comment in block.comments:
                yield (f"  · {comment}\n", "")
        if not blocks:
            yield (f"\n{t('No comments of this group; g takes another.')}", "dim")

    def _actions(self, reading: Reading) -> Iterator[tuple[str, str]]:
        if not reading.actions:
            yield (f"{t('Nothing is agreed yet. a  adds what will be done, by whom and by when.')}\n", "dim")
        asked = (*reading.survey.form.questions, *(reading.earlier.form.questions if reading.earlier else ()))
        yield from promises(asked, reading.actions)
        if reading.before and reading.earlier is not None:
            title = reading.earlier.form.title.in_language(language())
            yield (f"\n{t('Agreed after {title}', title=title)}\n", "bold $primary")
            yield from promises(asked, reading.before)

    # -- actions ----------------------------------------------------------------------------------------------------

    def turn(self, step: int) -> None:
        """Another page."""
        self.page = PAGES[(PAGES.index(self.page) + step) % len(PAGES)]
        self.draw()

    @work
    async def choose_group(self) -> None:
        """Whose figures and comments the pages show."""
        from planner.surveys.words import group_name

        if self.reading is None:
            return
        groups = [(g, group_name(g)) for g, status in self.reading.results.groups.items() if status == "shown"]
        chosen = await self._screen.planner.choose(t("Group"), groups, t("Hidden groups are not among them."))
        if chosen is not None:
            self.group = chosen
            if self.page not in ("statements", "comments"):
                self.page = "statements"
            self.draw()

    @work
    async def export(self) -> None:
        """The published set as a file."""
        reading, app = self.reading, self._screen.planner
        if reading is None:
            return
        from planner.surveys import share as survey_share

        path = await app.ask_file(t("Export the published figures"), "survey.xlsx", (".xlsx", ".csv"))
        if path is not None:
            name = reading.survey.survey_id

            def write(ws: Workspace) -> str:
                return t("{n} rows written to {path}", n=survey_share.export(ws, name, path, language()), path=path)

            self._screen.do("export", write, t("Writing {path}", path=path.name))

    @work
    async def act(self) -> None:
        """Something that will be done."""
        reading, app = self.reading, self._screen.planner
        if reading is None:
            return
        from planner.base.config import today
        from planner.surveys import results as survey_results

        due = (today() + timedelta(days=30)).isoformat()
        lang = language()
        asked = [q for q in reading.survey.form.questions if q.kind.numbered]
        choices = [("", t("none in particular")), *((q.id, q.text.in_language(lang)) for q in asked)]
        question = await app.choose(
            t("Which statement does it answer?"), choices, t("The next wave then says what the action brought.")
        )
        if question is None:
            return
        fields = [
            Field("title", t("What will be done"), "", "", required),
            Field("owner", t("By whom"), "", "", required),
            Field("due", t("By when"), due, "", wrong_day),
        ]
        answer = await app.form(t("New action"), fields, "", t("save"))
        if answer is None:
            return
        name = reading.survey.survey_id

        def save(ws: Workspace) -> str:
            day = date.fromisoformat(answer["due"])
            survey_results.add_action(ws, name, answer["title"], answer["owner"], day, question)
            return t("Action kept.")

        self.page = "actions"
        self._screen.do("act", save, t("Saving"))

    @work
    async def done(self) -> None:
        """Tick an action off."""
        reading, app = self.reading, self._screen.planner
        waiting = [a for a, _ in (*reading.actions, *reading.before) if a.state != "done"] if reading else []
        chosen = await app.choose(t("Action done"), [(a.action_id, f"{a.title} ({a.owner})") for a in waiting])
        if chosen is None:
            return
        from planner.surveys import results as survey_results

        action = next(a for a in waiting if a.action_id == chosen)

        def save(ws: Workspace) -> str:
            survey_results.act(ws, replace(action, state="done"))
            return t("Action done.")

        self._screen.do("act", save, t("Saving"))

    @work
    async def report(self) -> None:
        """Mark the survey as told back to everybody, after showing what they may read."""
        reading, app = self.reading, self._screen.planner
        if reading is None:
            return
        from planner.surveys import results as survey_results
        from tui.screens.surveys.tasks import page_address

        told = [
            survey_results.change_sentence(reading.survey.form, change, language())
            for change in reading.changes
            if change.group == "company" and (change.measure == "enps" or change.sure)
        ]
        text = "\n".join((*reading.summary, *told))
        if await app.confirm(t("What everybody may read"), text, t("tell everybody")):
            from planner.surveys import told as survey_told

            name, earlier = reading.survey.survey_id, reading.earlier.survey_id if reading.earlier else ""

            def mark(ws: Workspace) -> str:
                survey_told.tell(ws, name, earlier, reading.survey.version)
                return t("Told: `survey serve` shows it at {url}", url=f"{page_address()}/results/{name}")

            self._screen.do("report", mark, t("Saving"))

    def copy(self) -> None:
        """The page as text."""
        self.app.copy_to_clipboard(str(self.query_one("#results-text", Static).content))
        self._screen.planner.toast(t("Copied."))
