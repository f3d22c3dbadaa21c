"""The shared terminal: an employee types a one-time code, answers one question after the other, and sends.

Whoever sets it up gets a PIN; without it the kiosk is not left, so that nobody who answers comes to HR's screens.
Nothing of an answer stays on the screen or in the program after sending. A used code looks like an unused one; a
mistyped one is told by its last two letters. Tries are limited: after five wrong ones nothing is taken for half a
minute.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option as Line

from planner.base.i18n import language, t
from tui.frame.modals import keys_line

if TYPE_CHECKING:
    from engagement.surveys.questions import Form, Question
    from planner.surveys.desk import Door, SurveyDesk

IDLE_S = 120
WRONG_TRIES, PAUSE_S = 5, 30.0
SAID = {
    "closed": "The survey is closed. Answers are not taken any more.",
    "unknown": "This is no code of this survey. Look at it again.",
    "failed": "Your answer could not be stored just now. Try again.",
}


class KioskScreen(Screen[None]):
    """Code, questions, thanks; and again for the next person."""

    locked = True
    """The program neither quits nor opens its palette while this stands (`CuadranteApp.check_action`)."""
    DEFAULT_CSS = """
    KioskScreen { align: center middle; }
    KioskScreen #kiosk { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
                         border: round $primary; }
    KioskScreen #ask, KioskScreen #say, KioskScreen #kiosk-keys { height: auto; width: 100%; }
    KioskScreen #kiosk-keys { margin-top: 1; }
    KioskScreen OptionList { height: auto; max-height: 14; margin-top: 1; }
    KioskScreen TextArea { height: 6; margin-top: 1; }
    KioskScreen Input { margin-top: 1; }
    KioskScreen .-gone { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "language", "Español / English", priority=True),
        Binding("escape", "step(-1)", "Back", priority=True),
        Binding("ctrl+s", "submit", "Next", priority=True),
        # A binding, not a key handler: the same Enter must not also choose the first line of the question it brings.
        Binding("enter", "go", "Next"),
        Binding("ctrl+q", "nothing", "", show=False, priority=True),
        Binding("ctrl+p", "nothing", "", show=False, priority=True),
        Binding("ctrl+c", "nothing", "", show=False, priority=True),
    ]

    def __init__(self, desk: SurveyDesk, survey_id: str, pin: str = "") -> None:
        super().__init__()
        self.desk, self.survey_id = desk, survey_id
        self.pin = pin or f"{secrets.randbelow(10**8):08d}"
        self.wrong, self.until = 0, 0.0
        self.lang = language()
        self.form: Form | None = None
        self.door: Door | None = None
        self.code = ""
        self.at = 0
        self.answers: dict[str, object] = {}
        self.chosen: list[str] = []
        self._timer: Any = None

    def compose(self) -> ComposeResult:
        """One box for everything."""
        with Vertical(id="kiosk"):
            yield Static("", id="ask")
            yield Input("", id="code", max_length=40)
            yield OptionList(id="options")
            yield TextArea("", id="comment")
            yield Static("", id="say")
            yield Static("", id="kiosk-keys")

    def on_mount(self) -> None:
        """Begin with the PIN, for whoever sets the terminal up."""
        self.begin(t("Keep this PIN: typing it instead of a code leaves this screen: {pin}", pin=self.pin))

    # -- steps ------------------------------------------------------------------------------------------------------

    def begin(self, said: str = "") -> None:
        """Ready for the next person; everything of the last one is forgotten."""
        self.form = self.door = None
        self.code, self.at = "", 0
        self.answers, self.chosen = {}, []
        self.query_one("#comment", TextArea).text = ""
        self.query_one("#comment", TextArea).history.clear()
        self._wake()
        self._show("code")
        self.query_one("#ask", Static).update(Content.styled(self._t("Type your one-time code"), "bold $primary"))
        self.query_one("#code", Input).value = ""
        self.query_one("#code").focus()
        self._say(said)
        self._keys((("Enter", self._t("begin")), ("F2", "Español / English")))

    def _t(self, text: str, **places: object) -> str:
        return t(text, lang=self.lang, **places)

    def _say(self, text: str) -> None:
        self.query_one("#say", Static).update(Content.styled(text, "bold $accent") if text else "")

    def _keys(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.query_one("#kiosk-keys", Static).update(keys_line(*pairs))

    def _show(self, name: str) -> None:
        for one in ("code", "options", "comment"):
            self.query_one(f"#{one}").set_class(one != name, "-gone")

    def _wake(self) -> None:
        """Forget an answer that was left half-way."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(IDLE_S, self._idle)

    def _idle(self) -> None:
        if self.form is not None:
            self.begin(self._t("Nothing was sent; the answers were forgotten."))

    def on_key(self) -> None:
        """Somebody is here."""
        self._wake()

    @on(Input.Submitted, "#code")
    def _typed(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        if not typed:
            return
        if time.monotonic() < self.until:
            self.query_one("#code", Input).value = ""
            self._say(self._t("Too many tries. Wait half a minute."))
        elif secrets.compare_digest(typed.encode(), self.pin.encode()):
            self._leave()
        else:
            self._look(typed)

    def _wrong(self) -> None:
        self.wrong += 1
        if self.wrong >= WRONG_TRIES:
            self.wrong, self.until = 0, time.monotonic() + PAUSE_S

    @work(exclusive=True)
    async def _leave(self) -> None:
        import asyncio

        await asyncio.to_thread(self.desk.stop)
        self.dismiss(None)

    @work(exclusive=True)
    async def _look(self, code: str) -> None:
        import asyncio

        door = await asyncio.to_thread(self.desk.look, self.survey_id, code)
        if door.form is None or door.status != "ready":
            self.query_one("#code", Input).value = ""
            self._wrong()
            self._say(self._t(SAID.get(door.status, SAID["unknown"])))
            return
        self.wrong = 0
        self.code, self.door, self.form, self.at = code, door, door.form, -1
        self._ask()

    @property
    def question(self) -> Question | None:
        """The question that is asked; None when all are."""
        form = self.form
        return form.questions[self.at] if form is not None and 0 <= self.at < len(form.questions) else None

    def _ask(self) -> None:
        from engagement.surveys.base import Entry

        form, door, question = self.form, self.door, self.question
        if form is None or door is None:
            return
        self._say("")
        self.chosen = []
        if self.at < 0:
            self._show("")
            self.set_focus(None)
            notice = f"\n\n{form.intro.in_language(self.lang)}\n\n{door.notice.in_language(self.lang)}"
            title = form.title.in_language(self.lang)
            self.query_one("#ask", Static).update(Content.assemble((title, "bold $primary"), notice))
            self._keys((("Enter", self._t("begin")), ("Esc", self._t("back")), ("F2", "Español / English")))
            return
        if question is None:
            self._show("")
            self.set_focus(None)
            text = self._t("{n} of {all} questions answered.", n=len(self.answers), all=len(form.questions))
            self.query_one("#ask", Static).update(Content.assemble((text, "bold")))
            self._keys((("Enter", self._t("send")), ("Esc", self._t("back"))))
            return
        head = f"{form.title.in_language(self.lang)}  {self.at + 1}/{len(form.questions)}"
        self.query_one("#ask", Static).update(
            Content.assemble((f"{head}\n\n", "dim"), (question.text.in_language(self.lang), "bold"))
        )
        if question.kind.entry is Entry.WRITE:
            self._show("comment")
            area = self.query_one("#comment", TextArea)
            area.text = str(self.answers.get(question.id, ""))
            area.focus()
            self._keys((("Ctrl+S", self._t("next question")), ("Esc", self._t("back")), ("F2", "Español / English")))
            return
        self._show("options")
        self._list(question)
        several = question.kind.entry in (Entry.MANY, Entry.ORDER)
        keys = (("Enter", self._t("choose")), ("Ctrl+S", self._t("next question"))) if several else (
            ("Enter", self._t("choose")), ("Ctrl+S", self._t("leave blank")))  # fmt: skip
        self._keys((("↑↓", ""), *keys, ("Esc", self._t("back")), ("F2", "Español / English")))

    def _list(self, question: Question, at: int = 0) -> None:
        from engagement.surveys.base import Entry

        lines: list[Line] = []
        for name, words in question.kind.choices(question):
            mark, text = "", words.in_language(self.lang)
            if question.kind.entry is Entry.MANY:
                mark = "[x] " if name in self.chosen else "[ ] "
            elif question.kind.entry is Entry.ORDER:
                mark = f"{self.chosen.index(name) + 1}. " if name in self.chosen else "   "
            elif str(self.answers.get(question.id, "")) == name:
                mark = "● "
            lines.append(Line(Content(mark + text), id=f"o-{name}"))
        options = self.query_one("#options", OptionList)
        options.clear_options()
        options.add_options(lines)
        options.highlighted = at
        options.focus()

    @on(OptionList.OptionSelected, "#options")
    def _choose(self, event: OptionList.OptionSelected) -> None:
        from engagement.surveys.base import Entry

        question = self.question
        if question is None:
            return
        name = (event.option.id or "").removeprefix("o-")
        if question.kind.entry in (Entry.MANY, Entry.ORDER):
            if name in self.chosen:
                self.chosen.remove(name)
            else:
                self.chosen.append(name)
            self._list(question, event.option_index)
            return
        self.answers[question.id] = name
        self.at += 1
        self._ask()

    def action_go(self) -> None:
        """Begin on the first page, send on the last."""
        if self.form is not None and self.at < 0:
            self.at = 0
            self._ask()
        elif self.form is not None and self.question is None:
            self._send()

    def action_submit(self) -> None:
        """Keep what is chosen or written and go on; nothing chosen leaves the question blank."""
        from engagement.surveys.base import Entry

        question = self.question
        if question is None:
            return
        if question.kind.entry is Entry.WRITE:
            text = self.query_one("#comment", TextArea).text.strip()
            self._keep(question.id, text)
        elif question.kind.entry is Entry.MANY:
            self._keep(question.id, list(self.chosen))
        elif question.kind.entry is Entry.ORDER:
            if self.chosen and len(self.chosen) < len(question.options):
                self._say(self._t("Give every option a different place, or leave all of them empty."))
                return
            self._keep(question.id, list(self.chosen))
        else:
            self._keep(question.id, "")
        self.at += 1
        self._ask()

    def _keep(self, question_id: str, value: object) -> None:
        if value:
            self.answers[question_id] = value
        else:
            self.answers.pop(question_id, None)

    def action_step(self, step: int) -> None:
        """The question before; from the first one back to the code."""
        if self.form is None:
            self.query_one("#code", Input).value = ""
        elif self.at + step < -1:
            self.begin()
        else:
            self.at += step
            self._ask()

    @work(exclusive=True)
    async def _send(self) -> None:
        import asyncio

        from planner.surveys.desk import CLOSED, FAILED, read_form

        form = self.form
        if form is None:
            return
        answers, problems = read_form(form, self.answers)
        if problems:
            places = [i for i, q in enumerate(form.questions) if q.id == problems[0].question_id]
            self.at = places[0] if places else 0
            self._ask()
            self._say(self._t(_PROBLEMS.get(problems[0].code, _PROBLEMS["other"]), limit=problems[0].limit))
            return
        outcome = await asyncio.wrap_future(self.desk.submit(self.survey_id, self.code, answers))
        if outcome == FAILED:
            self._say(self._t(SAID["failed"]))
        elif outcome == CLOSED:
            self.begin(self._t(SAID["closed"]))
        else:  # whoever stands beside learns nothing about whether the code had been used
            self.begin(self._t("Thank you. If this code had not been used, your answer counts."))

    def action_language(self) -> None:
        """The questions in the other language; choices stay."""
        self.lang = "en" if self.lang == "es" else "es"
        if self.form is None:
            self.begin()
        else:
            self._ask()

    def action_nothing(self) -> None:
        """Keys that must not lead out of here."""


_PROBLEMS = {
    "too_long": "This comment is longer than {limit} characters; please shorten it.",
    "required": "Please answer this question.",
    "nothing_answered": "Nothing is answered yet. Answer at least one question.",
    "other": "This answer does not fit the question; please choose again.",
}
