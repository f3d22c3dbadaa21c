"""What stands over a screen and waits for an answer: errors, questions, forms, help.

Every modal names its keys in its last line; Escape always leaves it without doing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from planner.base.i18n import t

T = TypeVar("T")


def keys_line(*pairs: tuple[str, str]) -> Content:
    """The keys of a modal in one line: `key what   key what`."""
    parts: list[tuple[str, str]] = []
    for key, what in pairs:
        parts += [(t(key), "bold $accent"), (f" {what}   ", "$foreground 80%")]
    return Content.assemble(*parts)


class Modal(ModalScreen[T]):
    """A box in the middle with a title."""

    def __init__(self, title: str, *, kind: str = "") -> None:
        super().__init__(classes=kind)
        self.box_title = title

    def compose(self) -> ComposeResult:
        """The box, what is inside, and its keys."""
        with Vertical(id="box") as box:
            box.border_title = self.box_title
            yield from self.inside()
            yield Static(self.keys(), id="modal-keys")

    def inside(self) -> ComposeResult:
        """The widgets of the box."""
        raise NotImplementedError

    def keys(self) -> Content:
        """The line that names the keys."""
        raise NotImplementedError


class ErrorModal(Modal[None]):
    """A failure: what happened, what mends it, and the detail to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "Close"),
        Binding("c", "copy", "Copy details"),
    ]

    def __init__(self, title: str, cause: str, mend: str = "", detail: str = "") -> None:
        super().__init__(f"✗ {title}", kind="error")
        self.cause, self.mend, self.detail = cause, mend, detail

    def inside(self) -> ComposeResult:
        """Cause, mend, detail."""
        yield Static(Content(self.cause), id="cause")
        if self.mend:
            yield Static(Content.assemble((t("What to do: "), "bold $success"), self.mend), id="mend")
        if self.detail:
            with VerticalScroll(id="detail"):
                yield Static(Content(self.detail))

    def keys(self) -> Content:
        """Close and copy."""
        return keys_line(("Enter", t("close")), ("c", t("copy the details")))

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Everything it says, to the clipboard."""
        self.app.copy_to_clipboard("\n".join(part for part in (self.cause, self.mend, self.detail) if part))
        self.app.notify(t("Copied."), markup=False)


class ConfirmModal(Modal[bool]):
    """A question with yes and no; no is the answer of Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,s,enter", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
    ]

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__(title, kind="question wide" if "\n" in text else "question")
        self.text, self.yes, self.no = text, yes, no

    def inside(self) -> ComposeResult:
        """The question."""
        with VerticalScroll(id="question"):
            yield Static(Content(self.text))

    def keys(self) -> Content:
        """Yes and no in words."""
        return keys_line(("Enter", self.yes), ("Esc", self.no))

    def action_answer(self, answer: bool) -> None:
        """Leave with the answer."""
        self.dismiss(answer)


@dataclass(frozen=True)
class Field:
    """A line of a form: its name, label, value, a word of help, and a check that returns what is wrong (or nothing)."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    check: Callable[[str], str] | None = None


class FormModal(Modal[dict[str, str] | None]):
    """A few lines to fill in; checked together when Enter is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel"),
        Binding("ctrl+s", "submit", "OK"),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, title: str, fields: Sequence[Field], note: str = "", verb: str = "") -> None:
        super().__init__(title, kind="form")
        self.fields, self.note, self.verb = fields, note, verb

    def inside(self) -> ComposeResult:
        """A label, an input and a place for what is wrong, for each field."""
        if self.note:
            yield Static(Content(self.note), id="note")
        with VerticalScroll(id="fields", can_focus=False):
            for field in self.fields:
                yield Static(Content.assemble((field.label, "bold"), f"  {field.hint}"), classes="label")
                yield Input(field.value, id=f"field-{field.name}", compact=True)
                yield Static("", id=f"wrong-{field.name}", classes="wrong")

    def keys(self) -> Content:
        """Accept, next, leave."""
        return keys_line(("Enter", self.verb or t("accept")), ("Tab", t("next field")), ("Esc", t("cancel")))

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Check every field; leave with the values when all are right."""
        values = {f.name: self.query_one(f"#field-{f.name}", Input).value.strip() for f in self.fields}
        first_wrong = ""
        for field in self.fields:
            wrong = field.check(values[field.name]) if field.check else ""
            self.query_one(f"#wrong-{field.name}", Static).update(Content(f"✗ {wrong}" if wrong else ""))
            self.query_one(f"#wrong-{field.name}").set_class(bool(wrong), "-shown")
            first_wrong = first_wrong or (field.name if wrong else "")
        if first_wrong:
            self.query_one(f"#field-{first_wrong}", Input).focus()
        else:
            self.dismiss(values)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


class ChoiceModal(Modal[str | None]):
    """One of several; Enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel")]

    def __init__(self, title: str, choices: Sequence[tuple[str, str]], note: str = "") -> None:
        super().__init__(title, kind="choice")
        self.choices, self.note = choices, note

    def inside(self) -> ComposeResult:
        """The list."""
        if self.note:
            yield Static(Content(self.note), id="note")
        yield OptionList(*(Option(Content(label), id=name) for name, label in self.choices), id="choices")

    def keys(self) -> Content:
        """Choose and leave."""
        return keys_line(("↑↓", t("choose")), ("Enter", t("accept")), ("Esc", t("cancel")))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Leave with the choice."""
        self.dismiss(event.option.id)

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)


class HelpModal(Modal[None]):
    """F1: what is under the cursor, what the screen is for, and every key that works."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,f1,q", "close", "Close")]

    def __init__(self, title: str, paragraphs: Sequence[tuple[str, str]], keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(title, kind="help")
        self.paragraphs, self.key_rows = paragraphs, keys

    def inside(self) -> ComposeResult:
        """Paragraphs, then keys in two columns of text."""
        with VerticalScroll(id="help-text"):
            for heading, text in self.paragraphs:
                yield Static(Content.assemble((heading, "bold $primary"), "\n", text), classes="paragraph")
            width = max((len(key) for key, _ in self.key_rows), default=0)
            lines = [
                Content.assemble((f"{key.rjust(width)}  ", "bold $accent"), what) for key, what in self.key_rows if what
            ]
            yield Static(Content.assemble((t("Keys"), "bold $primary"), "\n", Content("\n").join(lines)))

    def keys(self) -> Content:
        """Close and scroll."""
        return keys_line(("Esc", t("close")), ("↑↓", t("scroll")))

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)
