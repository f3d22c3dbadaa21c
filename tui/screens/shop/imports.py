"""Imports: choose a kind and a file of any system, look at what it brings and what is wrong, take it, take it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from planner.base.errors import CuadranteError, InputProblems
from planner.base.i18n import day as day_text
from planner.base.i18n import number, t
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.picker import FilePicker
from tui.frame.tables import PlanTable, cell, right
from tui.text import local, plural

if TYPE_CHECKING:
    from planner.base.problems import RowProblem
    from planner.db.workspace import Workspace
    from planner.shop.intake.kind import Kind
    from planner.shop.intake.reports import ImportPreview, ImportReport
    from planner.shop.store.batches import Batch


@dataclass(frozen=True)
class Loaded:
    """The kinds that can be taken in, and the newest batches."""

    kinds: tuple[Kind, ...]
    history: tuple[Batch, ...]


REASONS = {
    "outbound": "outbound", "internal": "internal", "repeated": "repeated", "deleted": "deleted there",
    "joined": "legs of one",
    "begun_by_us": "begun by us", "lost_in_ivr": "lost in the menu", "out_of_hours": "out of hours", "merged": "merged",
    "incomplete": "incomplete", "not_queue": "not for a queue", "not_a_call": "not a call", "total": "totals",
    "no_time": "without a time", "pending": "pending", "rejected": "rejected", "cancelled": "cancelled",
    "at_work": "at work elsewhere", "unknown_agent": "of unknown people", "unpaid": "unpaid",
    "not_a_line": "not a line",    "inactive": "no longer there", "no_agent": "without an agent", "header": "headers",
}  # fmt: skip
"""Why rows are left out: code → English."""
SHADES = " ░▒▓█"


def reconciled(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Where every row went, and what came of them, in a few lines with their styles."""
    if not told:
        return []
    lines = []
    taken = told["taken"] if told.get("contacts") is None else told["contacts"]
    text = t("{rows} rows → {taken} taken", rows=number(told["rows"]), taken=number(taken))
    if told.get("contacts") is not None:
        text = t("{rows} rows → {taken} contacts", rows=number(told["rows"]), taken=number(taken))
    left = ", ".join(f"{number(n)} {t(REASONS.get(why, why))}" for why, n in (told.get("left_out") or {}).items())
    lines.append((text + (f"; {t('left out: {reasons}', reasons=left)}" if left else ""), "bold"))
    means = told.get("aht_s") or {}
    channels = [f"{name} {number(n)}" + (f" ({number(means[name])} s)" if name in means else "")
                for name, n in (told.get("channels") or {}).items()]  # fmt: skip
    extra = [t("{n} lost", n=number(told["lost"]))] if told.get("lost") else []
    if told.get("bot_solved"):
        extra.append(t("{n} solved by the bot", n=number(told["bot_solved"])))
    if channels:
        lines.append((" · ".join([*channels, *extra]), ""))
    return lines


def busy_hours(picture: list[list[float]]) -> list[str]:
    """Mean contacts by weekday and hour as shades; nothing where there are none."""
    most = max(map(max, picture))
    if most <= 0:
        return []
    hours = [h for h in range(24) if any(day[h] > 0 for day in picture)]
    head = "     " + "".join(f"{h:<3d}" for h in hours)
    rows = []
    for name, day in zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), picture, strict=True):
        shades = "".join(SHADES[min(4, int(day[h] / most * 4 + 0.999))] * 2 + " " for h in hours)
        rows.append(f"{t(name):<4} {shades}")
    return [head, *rows]


class KindList(OptionList):
    """What can be imported; Enter asks for the file."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Choose the file")]
    help_text = (
        "Choose what the file holds. Files of any system come as they are (CSV, Excel, JSON, calendars, archives): "
        "what is known is recognised, the rest is asked once. Everything is shown before anything is stored."
    )


class ImportsScreen(PlannerScreen):
    """Files on their way in."""

    CSS_PATH = "imports.tcss"
    title_text = "Imports"
    shows_next = True
    help_text = (
        "Nothing is stored before you have seen it. Choose a kind and a file, look at the columns, the first rows and "
        "what is wrong, then i takes all rows in at once or, when a row is wrong, none. The same file twice changes "
        "nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "commit", "Import"),
        Binding("t", "try", "Try only"),
        Binding("o", "options", "How to read it"),
        Binding("m", "map", "Which column is what"),
        Binding("u", "undo", "Take the batch back"),
        Binding("f", "file", "Other file"),
        Binding("escape", "back", "Back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.preview: ImportPreview | None = None
        self._kind = "contacts"
        self._options: dict[str, Any] = {}
        self._titles: dict[str, str] = {}
        self._batches: tuple[Batch, ...] = ()
        self._path: Path | None = None
        self._problems: tuple[RowProblem, ...] = ()

    def body(self) -> ComposeResult:
        """Kinds and history, or the preview."""
        with Horizontal(id="choose"):
            with Vertical(id="kinds", classes="panel") as kinds:
                kinds.border_title = t("What is in the file?")
                yield KindList(id="kind-list")
            with Vertical(id="earlier", classes="panel") as earlier:
                earlier.border_title = t("Imported so far")
                yield PlanTable(id="imports", help_text="The files taken in, newest first.")
        with Vertical(id="look"):
            yield Static("", id="found")
            yield Static("", id="picture")
            yield PlanTable(
                id="first-rows", help_text="The first rows of the file under the columns they were taken for."
            )
            yield Static("", id="verdict")
            yield PlanTable(
                id="problems",
                help_text="Every cell that cannot be taken, with its row as a spreadsheet counts it and what mends it.",
            )
            yield Static("", id="mend")

    # -- choosing ---------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> Loaded:
        """Kinds and history."""
        from planner.shop.intake import imports, registry

        return Loaded(registry.kinds(), imports.history(ws))

    def show(self, data: Any) -> None:
        """Fill the list and the history."""
        loaded: Loaded = data
        kinds = self.query_one("#kind-list", OptionList)
        at = kinds.highlighted or 0
        kinds.clear_options()
        self._titles = {kind.name: kind.label for kind in loaded.kinds}
        for kind in loaded.kinds:
            kinds.add_option(Option(Content.assemble((kind.label, "bold"), (f"\n  {kind.needs}", "dim")), id=kind.name))
        kinds.highlighted = min(at, len(loaded.kinds) - 1)
        self._batches = loaded.history
        rows: list[list[str | Text]] = []
        for one in loaded.history:
            when, told = local(one.created_at, self.planner.zone), json.loads(one.summary)
            state = t("undone") if one.undone_at is not None else one.source or t("our own columns")
            counts = [right(number(told.get(name) or 0)) for name in ("rows", "taken", "new", "changed")]
            rows.append([f"{day_text(when)} {when:%H:%M}", self._titles.get(one.kind, one.kind), one.file_name,
                         *counts, state, one.author])  # fmt: skip
        header = (t("When"), t("Kind"), t("File"), t("Rows"), t("Taken"), t("New"), t("Changed"), t("Source"), t("Who"))
        self.query_one("#imports", PlanTable).fill(header, rows)
        if self.focused is None and self.preview is None:
            kinds.focus()

    def begin_step(self, step: str) -> None:
        """Choose a file, as the plan asks."""
        self.action_back()

    @on(OptionList.OptionSelected, "#kind-list")
    def _kind_chosen(self, event: OptionList.OptionSelected) -> None:
        self._kind = event.option.id or "contacts"
        self._options = {}
        self._ask_file()

    @work
    async def _ask_file(self) -> None:
        folder = self._path.parent if self._path else Path.cwd()
        from planner.tables.opening import ENDINGS

        title = t("{kind}: which file?", kind=self._titles.get(self._kind, self._kind))
        path: Path | None = await self.planner.ask(FilePicker(title, folder, ENDINGS))
        if path is not None:
            self._path = path
            self._look()

    def action_file(self) -> None:
        """Another file of the same kind."""
        self._ask_file()

    # -- looking ----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        app, kind, path, options = self.planner, self._kind, self._path, dict(self._options)
        if path is None:
            return

        def look(_report: Report) -> ImportPreview:
            from planner.shop.intake import imports

            return imports.preview(
                app.workspace(), kind, path, encoding=options.get("encoding"), decimal=options.get("decimal"),
                date_order=options.get("date_order"), sheet=options.get("sheet"), source=options.get("source"),
                mapping=options.get("map", ()), zone=options.get("zone"), units=options.get("unit", ()),
                zeros=options.get("zeros"),
            )  # fmt: skip

        self.begin("look", look, t("Looking at {file}", file=path.name))

    def _show_preview(self, found: ImportPreview) -> None:
        self.preview = found
        self.add_class("-looking")
        spelled = "   ".join(f"{label}: {value}" for label, value in found.dialect_text)
        rows = number(found.rows) if found.complete else t("the first {n}", n=number(found.rows))
        parts: list[tuple[str, str]] = [
            (f" {self._titles.get(found.kind, found.kind)} ", "bold $background on $primary"),
            (f"  {found.path.name}", "bold"),
            (f"  {t('{n} rows read', n=rows)}", ""),
            (f"\n {spelled}", "dim"),
        ]
        if found.source:
            parts.append((f"\n {found.source_title}", "$accent"))
        parts += [(f"\n {line}", style) for line, style in reconciled(found.told)]
        if found.extra:
            parts.append((f"\n {t('Columns kept aside: {names}.', names=', '.join(found.extra))}", "$warning"))
        for note in found.notes:
            parts.append((f"\n {note}", "$warning"))
        if found.earlier is not None:
            parts.append(
                (f"\n {t('This very file was imported before: importing it again changes nothing.')}", "$accent")
            )
        self.query_one("#found", Static).update(Content.assemble(*parts))
        taken = {use.header: use.field for use in found.columns}
        header = [f"{h} → {taken[h]}" if taken.get(h) and taken[h] != h.lower() else h for h in found.header]
        self.query_one("#first-rows", PlanTable).fill(header, [list(row) for row in found.first_rows])
        drawn = busy_hours(found.picture) if found.picture else []
        self.query_one("#picture", Static).update(Content("\n".join(drawn)))
        self.query_one("#picture").set_class(not drawn, "-hidden")
        self._show_problems(found.problems, found.problem_count)
        self.query_one("#first-rows" if not found.problems else "#problems").focus()
        self.refresh_bindings()

    def _show_problems(self, problems: tuple[RowProblem, ...], count: int) -> None:
        verdict = self.query_one("#verdict", Static)
        if count:
            said = plural(count, "✗ {n} problem: mend the file, then f reads it again. Nothing is stored.",
                          "✗ {n} problems: mend the file, then f reads it again. Nothing is stored.")  # fmt: skip
            verdict.update(Content.styled(f" {said}", "bold $error"))
        else:
            verdict.update(Content.assemble((f" ✓ {t('Every row can be taken.')}  ", "bold $success"),
                                            (t("i  imports it"), "bold $accent")))  # fmt: skip
        rows: list[list[str | Text]] = [
            [right(str(p.row) if p.row else "–"), cell(p.column, "bold"), p.message, p.mend] for p in problems
        ]
        table = self.query_one("#problems", PlanTable)
        self._problems = problems
        table.fill((t("Row"), t("Column"), t("What is wrong"), t("What mends it")), rows)
        table.set_class(not problems, "-hidden")
        self._show_mend()

    @on(DataTable.RowHighlighted, "#problems")
    def _show_mend(self) -> None:
        """The problem under the cursor in full: where the table is narrow it shows the beginning only."""
        place = self.query_one("#problems", PlanTable).cursor_row
        one = self._problems[place] if 0 <= place < len(self._problems) else None
        said = Content.assemble(f"{one.message} ", (one.mend, "bold $accent")) if one is not None else Content("")
        self.query_one("#mend", Static).update(said)

    # -- taking -----------------------------------------------------------------------------------------------------

    def action_commit(self) -> None:
        """Store every row, in one go."""
        self._load_rows(store=True)

    def action_try(self) -> None:
        """Do all of it and take it back: only the counts."""
        self._load_rows(store=False)

    def _load_rows(self, *, store: bool) -> None:
        app, found = self.planner, self.preview
        if found is None:
            return

        def take(report: Report) -> ImportReport:
            from planner.shop.intake import imports

            act = imports.commit if store else imports.dry_run
            return act(app.workspace(), found, progress=report, cancelled=report.stopped)

        text = t("Importing {file}", file=found.path.name)
        self.begin("import", take, text, stop_text=t("Esc stops, nothing is stored"))

    def run_done(self, run: Run, result: Any) -> None:
        """Show the preview, or say what came of the import."""
        if run.kind == "look":
            self._show_preview(result)
            return
        if run.kind == "undo":
            self.planner.toast(t("Taken back: {n} rows as before.", n=number(result)))
            self.planner.changed()
            return
        report: ImportReport = result
        counts = t("{new} new, {changed} changed, {same} unchanged", new=number(report.new),
                   changed=number(report.changed), same=number(report.same))  # fmt: skip
        if not report.stored and self.preview is not None and not report.notes:
            self.planner.toast(t("It would bring {counts}; nothing was stored.", counts=counts))
            return
        self.planner.toast(t("{file}: {counts}.", file=report.file, counts=counts))
        for note in report.notes:
            self.planner.toast(note, "warning")
        if report.stored:
            self.action_back()
            self.planner.changed()

    def run_failed(self, run: Run, error: BaseException) -> None:
        """Row problems belong into the table; everything else is a modal."""
        if isinstance(error, InputProblems) and run.kind == "import":
            problems = tuple(error.problems)
            self._show_problems(problems, len(problems))  # type: ignore[arg-type]
            self.planner.toast(error.title, "error")
        elif isinstance(error, InputProblems) and run.kind == "look" and not self._options.get("map"):
            self._ask_columns(error)
        else:
            super().run_failed(run, error)

    @work
    async def _ask_columns(self, why: InputProblems | None) -> None:
        """Nobody knows the file: its columns and ours, side by side; what is told is remembered for its header."""
        from planner.shop.intake import recognise, registry

        if self._path is None:
            return
        kind = registry.kind_named(self._kind)
        try:
            found = recognise.proposals(self._path, kind, self._options)
        except CuadranteError as error:
            self.planner.fail(why or error)
            return
        if not found.columns:
            self.planner.fail(why or InputProblems(t("The file is empty."), []))
            return
        fields = [Field(name, name + (" *" if name in found.required else ""), found.guesses.get(name, ""),
                        found.samples.get(found.guesses.get(name, ""), "")) for name in found.fields]  # fmt: skip
        columns = ", ".join(found.columns)
        answer = await self.planner.form(
            t("Which column is what?"), fields,
            t("The columns are: {names}. Write a column's name, or = and a value for every row (=phone); * is needed.",
              names=columns[:300]),
            t("read it so"),
        )  # fmt: skip
        if answer is not None:
            self._options["map"] = [f"{column}={name}" for name, column in answer.items() if column.strip()]
            self._look()

    def action_map(self) -> None:
        """Say which column is what."""
        self._ask_columns(None)

    @work
    async def action_undo(self) -> None:
        """Take the batch under the cursor back, all of it or nothing."""
        place = self.query_one("#imports", PlanTable).cursor_row
        one = self._batches[place] if 0 <= place < len(self._batches) else None
        if one is None or one.undone_at is not None:
            return
        text = t("{file} ({kind}): what it brought goes, what it changed is as before.", file=one.file_name,
                 kind=self._titles.get(one.kind, one.kind))  # fmt: skip
        if await self.planner.confirm(t("Take the batch back"), text, t("undo it")):
            app = self.planner

            def undo(_report: Report) -> int:
                from planner.shop.intake import imports

                return imports.undo(app.workspace(), one.batch_id)[1]

            self.begin("undo", undo, t("Taking {file} back", file=one.file_name))

    @work
    async def action_options(self) -> None:
        """Say how the file is spelled where the reading is wrong."""
        from planner.shop.intake.profiles import profiles

        found = self.preview
        names = [profile.name for profile in profiles(self._kind)]
        told = {**(found.options if found else {}), **self._options}
        answer = await self.planner.form(
            t("How to read it"),
            [
                Field("encoding", t("Encoding"), told.get("encoding", ""), "utf-8, cp1252, utf-16"),
                Field("decimal", t("Decimal mark"), told.get("decimal", ""), ", ."),
                Field("date_order", t("Date order"), told.get("date_order", ""), "DMY, MDY, YMD"),
                Field("sheet", t("Sheet"), told.get("sheet", ""), t("of an Excel file")),
                Field("zone", t("Time zone"), told.get("zone", ""), "UTC, Europe/Madrid"),
                Field("unit", t("Units"), " ".join(told.get("unit", ())), "aht_s=min · s ms hms h days"),
                Field(
                    "zeros", t("No row means"), told.get("zeros", ""), t("open (0 in opening hours), none (unknown)")
                ),
                Field("source", t("Whose export"), told.get("source", ""), ", ".join(names)),
            ],
            t("Empty lines are found out by looking at the file. What you tell is remembered for files like this."),
            t("read again"),
        )
        if answer is not None:
            mapped = self._options.get("map")
            self._options = {name: value for name, value in answer.items() if value}
            if "unit" in self._options:
                self._options["unit"] = answer["unit"].split()
            if mapped:
                self._options["map"] = mapped
            self._look()

    def action_back(self) -> None:
        """Back to the kinds; a run under way is stopped first."""
        if self.running("import"):
            self.action_stop_run()
            return
        self.preview = None
        self.remove_class("-looking")
        self.query_one("#kind-list").focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Taking in only what was looked at and is clean."""
        if action in ("commit", "try"):
            clean = self.preview is not None and not self.preview.problem_count and not self.running("import")
            return True if clean else None if self.preview is not None else False
        if action in ("options", "file", "map"):
            return self.preview is not None
        if action == "undo":
            return self.preview is None and any(one.undone_at is None for one in self._batches)
        if action == "back":
            return self.preview is not None or self.running("import")
        return True
