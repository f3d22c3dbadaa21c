"""The editor of a draft: its questions in both languages, one form a question, and what employees will see."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.i18n import language, t
from tui.frame.bars import SOON
from tui.frame.forms import required
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell
from tui.text import cropped

if TYPE_CHECKING:
    from rich.text import Text as RichText

    from engagement.surveys.questions import Form, Option, Question
    from planner.surveys.surveys import Survey
    from tui.screens.surveys.tasks import SurveyTasks


class QuestionTable(PlanTable):
    """One line a question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Edit"),
        Binding("a", "screen.form_add", "Add"),
        Binding("d", "screen.form_remove", "Remove"),
        Binding("u", "screen.form_move(-1)", "Up", group=SOON),
        Binding("j", "screen.form_move(1)", "Down", group=SOON),
        Binding("i", "screen.form_title", "Title and introduction", group=SOON),
        Binding("p", "screen.form_other_language", "Other language", group=SOON),
        Binding("c", "copy_table", "Copy", group=SOON),
        Binding("e", "export_table", "Export", group=SOON),
    ]


class FormView(Vertical):
    """The questions of a draft."""

    DEFAULT_CSS = """
    FormView { height: 1fr; }
    FormView #form-title { height: 1; padding: 0 1; margin-bottom: 1; }
    FormView #form-body { height: 1fr; }
    FormView #questions { width: 3fr; margin: 0 1; }
    FormView #preview { width: 2fr; height: 100%; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.survey: Survey | None = None
        self.lang = language()
        self.focus_later = False

    def compose(self) -> ComposeResult:
        """Title, questions, preview."""
        yield Static("", id="form-title")
        with Horizontal(id="form-body"):
            yield QuestionTable(
                id="questions",
                help_text="The questions in order. ⇄ is reverse-scored: agreeing is bad news. ! lacks a language.",
            )
            with VerticalScroll(id="preview", classes="panel", can_focus=False):
                yield Static("", id="preview-text")

    @property
    def _screen(self) -> SurveyTasks:
        return cast("SurveyTasks", self.screen)

    def focus_table(self) -> None:
        """Put the cursor into the questions."""
        self.query_one(QuestionTable).focus()

    def fill(self, survey: Survey) -> None:
        """Show the questions of a draft."""
        self.survey = survey
        form = survey.form
        missing = {name.partition("/")[0] for name in form.missing_texts()}
        width = self.app.size.width
        room = max(34, min(70, width - 45))  # type and dimension stand beside; the whole question stands below
        rows: list[list[str | RichText]] = [
            [
                str(number), cell(cropped(("! " if q.id in missing else "") + q.text.in_language(self.lang), room)),
                q.kind.word.in_language(language()) + (" ⇄" if q.reverse else ""),
                form.dimensions[q.dimension].in_language(self.lang) if q.dimension in form.dimensions else "",
            ]
            for number, q in enumerate(form.questions, 1)
        ]  # fmt: skip
        header = ("", t("Question"), t("Type"), t("Dimension"))
        self.query_one(QuestionTable).fill(header, rows, [q.id for q in form.questions])
        title = f"✎ {form.title.in_language(self.lang)}"
        intro = cropped(f"  {form.intro.in_language(self.lang)}", max(0, width - 2 - len(title)))
        self.query_one("#form-title", Static).update(Content.assemble((title, "bold $accent"), (intro, "dim")))
        if self.focus_later:
            self.focus_later = False
            self.focus_table()
        self._show_preview()

    @property
    def question(self) -> Question | None:
        """The question under the cursor."""
        name = self.query_one(QuestionTable).current_id
        return next((q for q in self.survey.form.questions if q.id == name), None) if self.survey else None

    @on(DataTable.RowHighlighted, "#questions")
    def _show_preview(self) -> None:
        question = self.question
        if question is None:
            return
        from planner.surveys.words import scale

        parts: list[tuple[str, str]] = []
        for lang, name in (("es", "Español"), ("en", "English")):
            parts += [(f"{name}\n", "bold $primary"), (f"{question.text.in_language(lang)}\n", "bold")]
            parts.append((f"{scale(question, lang)}\n\n", ""))
        self.query_one("#preview-text", Static).update(Content.assemble(*parts))

    # -- changes ----------------------------------------------------------------------------------------------------

    def keep(self, form: Form) -> None:
        """Store a changed questionnaire and show it."""
        survey = self.survey
        if survey is None:
            return
        from planner.surveys import surveys

        def save(ws: Any) -> str:
            surveys.edit(ws, survey.survey_id, form, survey.version)
            return ""

        self.survey = replace(survey, form=form, version=survey.version + 1)
        self._screen.do("edit", save, t("Saving"))

    @on(DataTable.RowSelected, "#questions")
    def _edit(self) -> None:
        if self.question is not None:
            self._edit_question(self.question, new=False)

    def add(self) -> None:
        """A new question after the cursor."""
        self._edit_question(None, new=True)

    @work
    async def _edit_question(self, question: Question | None, *, new: bool) -> None:
        from engagement.surveys.questions import TYPES, Question, Text

        survey = self.survey
        if survey is None:
            return
        lang = language()
        subjects = {text.in_language(lang).casefold(): name for name, text in survey.form.dimensions.items()}
        names = ", ".join(text.in_language(lang) for text in survey.form.dimensions.values()) or "–"
        yes, no = t("yes"), t("no")
        known = survey.form.dimensions.get(question.dimension) if question else None
        options = question.options if question else ()
        answer = await self._screen.planner.form(
            t("New question") if new else t("Edit the question"),
            [
                Field("es", "Español", question.text.es if question else "", "", required),
                Field("en", "English", question.text.en if question else "", "", required),
                Field("kind", t("Type"), (question.kind if question else TYPES["agreement"]).word.in_language(lang),
                      " · ".join(kind.word.in_language(lang) for kind in TYPES.values()), wrong_kind),
                Field("dimension", t("Dimension"), known.in_language(lang) if known else "",
                      t("{names}; a new one as Español / English", names=names), wrong_subject(tuple(subjects))),
                Field("reverse", t("Agreeing is bad news"), yes if question and question.reverse else no,
                      f"{yes}, {no}", one_of_words((yes, no))),
                Field("options", t("Options"), "; ".join(f"{o.text.es} / {o.text.en}" for o in options),
                      t("for choices and rankings: Español / English; …")),
            ],
            "", t("save"),
        )  # fmt: skip
        if answer is None:
            return
        taken = {q.id for q in survey.form.questions}
        own = question.id if question else next(f"own_{n}" for n in range(1, 1000) if f"own_{n}" not in taken)
        kind = TYPES[kind_named(answer["kind"])]
        dimensions = dict(survey.form.dimensions)
        subject = answer["dimension"].strip()
        name = subjects.get(subject.casefold(), "") if kind.scored else ""
        if subject and not name and kind.scored:
            es, _, en = subject.partition("/")
            name = next(f"own_{n}" for n in range(1, 1000) if f"own_{n}" not in dimensions)
            dimensions[name] = Text(es.strip(), en.strip())
        try:
            made = Question(
                own, kind, Text(answer["es"], answer["en"]),
                _options(answer["options"], options) if kind.with_options else (),
                name, kind.reversible and answer["reverse"].strip().casefold() == yes.casefold(),
            )  # fmt: skip
        except ValueError:
            self._screen.planner.toast(
                t("A choice or ranking takes two or more options, each as Español / English."), "error"
            )
            return
        questions = list(survey.form.questions)
        at = self.query_one(QuestionTable).cursor_row
        if new:
            questions.insert(at + 1, made)
        else:
            questions[at] = made
        used = {q.dimension for q in questions}
        dimensions = {key: text for key, text in dimensions.items() if key in used or key in survey.form.dimensions}
        self.keep(replace(survey.form, questions=tuple(questions), dimensions=dimensions))

    def take_out(self) -> None:
        """Take the question under the cursor out; the last one stays."""
        survey, question = self.survey, self.question
        if survey is None or question is None:
            return
        left = tuple(q for q in survey.form.questions if q.id != question.id)
        if not left:
            self._screen.planner.toast(t("A survey has at least one question."), "warning")
            return
        self.keep(replace(survey.form, questions=left))

    def move(self, step: int) -> None:
        """The question under the cursor one place up or down."""
        survey, table = self.survey, self.query_one(QuestionTable)
        if survey is None:
            return
        questions, at = list(survey.form.questions), table.cursor_row
        if 0 <= at + step < len(questions):
            questions[at], questions[at + step] = questions[at + step], questions[at]
            table.move_cursor(row=at + step)
            self.keep(replace(survey.form, questions=tuple(questions)))

    def other_language(self) -> None:
        """Show the questions in the other language."""
        self.lang = "en" if self.lang == "es" else "es"
        if self.survey is not None:
            self.fill(self.survey)

    @work
    async def title(self) -> None:
        """Title and introduction in both languages."""
        from engagement.surveys.questions import Text

        survey = self.survey
        if survey is None:
            return
        form = survey.form
        answer = await self._screen.planner.form(
            t("Title and introduction"),
            [
                Field("es", t("Title in Spanish"), form.title.es, "", required),
                Field("en", t("Title in English"), form.title.en, "", required),
                Field("intro_es", t("Introduction in Spanish"), form.intro.es),
                Field("intro_en", t("Introduction in English"), form.intro.en),
            ],
            "",
            t("save"),
        )
        if answer is not None:
            self.keep(replace(form, title=Text(answer["es"], answer["en"]),
                              intro=Text(answer["intro_es"], answer["intro_en"])))  # fmt: skip


def kind_named(text: str) -> str:
    """The question type of a name, of the beginning of a word for it, or ''."""
    from engagement.surveys.questions import TYPES

    key, lang = text.strip().casefold(), language()
    if key in TYPES:
        return key
    words = {kind.word.in_language(lang).casefold(): name for name, kind in TYPES.items()}
    found = [words[key]] if key in words else [name for word, name in words.items() if key and word.startswith(key)]
    return found[0] if len(found) == 1 else ""


def wrong_kind(text: str) -> str:
    """What is wrong with a question type."""
    from engagement.surveys.questions import TYPES

    words = ", ".join(kind.word.in_language(language()) for kind in TYPES.values())
    return "" if kind_named(text) else t("one of: {names}", names=words)


def one_of_words(words: Sequence[str]) -> Callable[[str], str]:
    """One of these words, in capitals or not."""
    lower = {w.casefold() for w in words}
    return lambda text: "" if text.strip().casefold() in lower else t("one of: {names}", names=", ".join(words))


def wrong_subject(known: Sequence[str]) -> Callable[[str], str]:
    """A dimension of the survey, nothing, or a new one in both languages."""

    def check(text: str) -> str:
        es, mark, en = text.partition("/")
        if not text.strip() or text.strip().casefold() in known or (mark and es.strip() and en.strip()):
            return ""
        return t("one of: {names}; or Español / English", names=", ".join(known) or "–")

    return check


def _options(text: str, known: tuple[Option, ...]) -> tuple[Option, ...]:
    """Options written `Español / English; …`; those that keep their place keep their id."""
    from engagement.surveys.questions import Option, Text

    made: list[Option] = []
    for number, part in enumerate(p for p in text.split(";") if p.strip()):
        es, _, en = (x.strip() for x in part.partition("/"))
        plain = re.sub(r"[^a-z0-9]+", "_", (en or es).lower()).strip("_")[:20] or f"o{number + 1}"
        name = known[number].id if number < len(known) else plain
        while any(o.id == name for o in made):
            name += "_"
        made.append(Option(name, Text(es, en)))
    return tuple(made)
