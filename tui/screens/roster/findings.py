"""The findings of a roster: hard rules broken first, then wishes and soft rules bent, with what each cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from planner.base.i18n import number, t
from planner.tables.writing import tab_separated
from tui.frame.modals import Modal, keys_line
from tui.text import plural
from tui.widgets.roster.view import finding_words

if TYPE_CHECKING:
    from planner.roster.views import Finding


class FindingsModal(Modal["Finding | None"]):
    """A list to read and copy; Enter goes to the agent and day concerned."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close"),
        Binding("c", "copy", "Copy"),
    ]

    def __init__(
        self, title: str, findings: Sequence[Finding], notes: Sequence[str], names: Mapping[str, str]
    ) -> None:  # fmt: skip
        super().__init__(title, kind="findings")
        self.names = names
        self.findings = sorted(findings, key=lambda f: (not f.hard, -f.cost))
        self.notes = notes

    @property
    def head(self) -> Content:
        """What the check found."""
        if hard := sum(f.hard for f in self.findings):
            said = plural(hard, "✗ {n} hard rule is broken; publishing waits until it is mended.",
                          "✗ {n} hard rules are broken; publishing waits until they are mended.")  # fmt: skip
            return Content.styled(said, "bold $error")
        return Content.styled(t("✓ Every hard rule was re-checked and holds."), "bold $success")

    def inside(self) -> ComposeResult:
        """What was audited, notes of the solver, the list."""
        yield Static(self.head)
        for note in self.notes:
            yield Static(Content(note), classes="paragraph")
        if self.findings:
            yield OptionList(*(Option(self._line(f), id=str(i)) for i, f in enumerate(self.findings)), id="choices")

    def on_resize(self) -> None:
        """The list leaves room for the words above it and the keys below."""
        for choices in self.query("#choices"):
            above = sum(self._height(c) for c in (self.head, *map(Content, self.notes))) + len(self.notes)
            choices.styles.max_height = max(4, self.app.size.height * 92 // 100 - 7 - above)

    def _height(self, text: Content) -> int:
        return text.get_height({}, max(20, min(100, self.app.size.width * 96 // 100) - 6))

    def _line(self, finding: Finding) -> Content:
        mark = ("✗ ", "bold $error") if finding.hard else ("~ ", "$warning")
        cost = f"  {t('{n} points', n=number(finding.cost, 1))}" if finding.cost else ""
        source = f"  ({t(finding.source)})" if finding.source not in ("", "convention") else ""
        return Content.assemble(
            mark, finding_words(finding, self.names), (cost, "$foreground 75%"), (source, "$foreground 75%")
        )

    def keys(self) -> Content:
        """Go there, copy, close."""
        return keys_line(("Enter", t("go there")), ("c", t("copy")), ("Esc", t("close")))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Leave for the finding's agent and day."""
        self.dismiss(self.findings[int(event.option.id or 0)])

    def action_copy(self) -> None:
        """The list as tab-separated text."""
        rows = [(f.rule, f.agent_id, str(f.day or ""), f.text, str(f.cost), f.source) for f in self.findings]
        self.app.copy_to_clipboard(tab_separated((), rows))
        self.app.notify(t("Copied."), markup=False)

    def action_leave(self) -> None:
        """Back to the roster."""
        self.dismiss(None)
