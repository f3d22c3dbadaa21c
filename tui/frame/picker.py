"""FilePicker: choose a file to read by walking folders, or by typing its path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from planner.base.i18n import number, t
from tui.frame.modals import Modal, keys_line


class FilePicker(Modal["Path | None"]):
    """Folders and fitting files; Enter opens, the line on top takes a typed path."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel"),
        Binding("slash", "type", "Type a path", show=False),
        Binding("backspace", "up", "Folder above", show=False),
    ]
    AUTO_FOCUS = "#choices"

    def __init__(self, title: str, folder: Path, endings: Sequence[str]) -> None:
        super().__init__(title, kind="files")
        self.folder = folder if folder.is_dir() else Path.cwd()
        self.endings = tuple(endings)

    def inside(self) -> ComposeResult:
        """The path, what is wrong with it, the folder."""
        yield Input(str(self.folder), id="path", compact=True)
        yield Static("", id="wrong", classes="wrong")
        yield OptionList(id="choices")

    def keys(self) -> Content:
        """Open, type, up, leave."""
        return keys_line(("Enter", t("open")), ("/", t("type a path")), ("⌫", t("folder above")), ("Esc", t("cancel")))

    def on_mount(self) -> None:
        """Show the first folder."""
        self._list()

    def _list(self) -> None:
        choices = self.query_one("#choices", OptionList)
        choices.clear_options()
        try:
            entries = sorted(self.folder.iterdir(), key=lambda p: (not p.is_dir(), p.name.lower()))
        except OSError:
            entries = []
        shown = [p for p in entries if not p.name.startswith(".") and (p.is_dir() or p.suffix.lower() in self.endings)]
        choices.add_option(Option(Content("../"), id=".."))
        for path in shown:
            if path.is_dir():
                choices.add_option(Option(Content.assemble((f"{path.name}/", "$primary")), id=path.name))
            else:
                size = t("{n} kB", n=number(max(1, path.stat().st_size // 1024)))
                choices.add_option(Option(Content.assemble(path.name, (f"  {size}", "dim")), id=path.name))
        choices.highlighted = 1 if shown else 0
        field = self.query_one("#path", Input)
        field.value = str(self.folder)
        field.cursor_position = len(field.value)
        self._say("" if shown else t("nothing here ends in {endings}", endings=" ".join(self.endings)))

    def _say(self, text: str) -> None:
        wrong = self.query_one("#wrong", Static)
        wrong.update(Content(text))
        wrong.set_class(bool(text), "-shown")

    def _take(self, path: Path) -> None:
        path = path.expanduser()
        if path.is_dir():
            self.folder = path.resolve()
            self._list()
            self.query_one("#choices").focus()
        elif path.is_file():
            self.dismiss(path)
        else:
            self._say(t("there is no file {path}", path=path))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Into the folder, or out with the file."""
        self._take(self.folder / str(event.option.id))

    @on(Input.Submitted)
    def typed(self, event: Input.Submitted) -> None:
        """The typed path."""
        self._take(Path(event.value.strip()))

    def action_type(self) -> None:
        """Into the line on top."""
        self.query_one("#path", Input).focus()

    def action_up(self) -> None:
        """The folder above."""
        if self.query_one("#choices").has_focus:
            self._take(self.folder.parent)

    def action_leave(self) -> None:
        """Leave without a file."""
        self.dismiss(None)
