"""Why the roster is as it is: who could work a short interval, what a refused wish would cost, rules in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from planner.base.i18n import HARD_SPACE, number, t
from planner.base.i18n import day as day_text
from tui.frame.modals import Modal, keys_line
from tui.text import amount, clock, in_rows, local, plural

if TYPE_CHECKING:
    from planner.roster.explain import CandidateLine, ConflictView, ShortView

STOPS = 2
"""Reasons on a candidate's line; all of them stand in the question before the shift is taken."""
BESIDE = 4
"""Columns of a list beside its lines: their padding and the scroll bar."""


class ListModal(Modal["int | None"]):
    """A head, lines to walk through and copy; Enter leaves with the line's place where `verb` names what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "Close"), Binding("c", "copy", "Copy")]

    def __init__(self, title: str, head: Content, lines: Sequence[Content], verb: str = "") -> None:
        super().__init__(title, kind="findings")
        self.head, self.lines, self.verb = head, lines, verb

    def inside(self) -> ComposeResult:
        """What it is about, then the lines."""
        yield Static(self.head, classes="paragraph")
        if self.lines:
            yield OptionList(*(Option(self._row(line), id=str(i)) for i, line in enumerate(self.lines)), id="choices")

    def on_resize(self) -> None:
        """The list leaves room for its head and keys: the box has 92 % of the height, frame and keys take seven."""
        head = self.head.get_height({}, self._room)
        for choices in self.query("#choices").results(OptionList):
            choices.styles.max_height = max(4, self.app.size.height * 92 // 100 - 7 - head)
            for place, line in enumerate(self.lines):
                if HARD_SPACE in line.plain:
                    choices.replace_option_prompt_at_index(place, self._row(line))

    @property
    def _room(self) -> int:
        """Columns inside the box."""
        return max(20, min(100, self.app.size.width * 96 // 100) - 6)

    def _row(self, line: Content) -> Content:
        return in_rows(line, self._room - BESIDE)

    def keys(self) -> Content:
        """Take, copy, close."""
        take = [("Enter", self.verb)] if self.verb else []
        return keys_line(*take, ("c", t("copy")), ("Esc", t("close")))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Leave with the line, where there is something to do with it."""
        if self.verb:
            self.dismiss(int(event.option.id or 0))

    def action_copy(self) -> None:
        """Head and lines as text."""
        told = "\n".join(c.plain for c in (self.head, *self.lines))
        self.app.copy_to_clipboard(told.replace(HARD_SPACE, " "))
        self.app.notify(t("Copied."), markup=False)

    def action_leave(self) -> None:
        """Back to the screen."""
        self.dismiss(None)


def short_head(short: ShortView, label: str, zone: str) -> Content:
    """When, which channel, and how many are missing of how many."""
    when = local(short.start, zone)
    missing = t("{n} short", n=amount(short.short)) if short.short >= 0.05 else t("nobody is missing")
    can = sum(line.possible for line in short.lines)
    return Content.assemble(
        (f"{day_text(when)} {clock(short.start, zone)}  {label}: ", "bold"),
        (missing, "bold $short" if short.short >= 0.05 else "bold $success"),
        "  " + t("{scheduled} of {required} required", scheduled=amount(short.scheduled),
                 required=amount(short.required)),
        "\n" + t("{there} of {skilled} skilled agents are on duty; {can} more could come without breaking a rule.",
                 there=short.on_duty, skilled=short.skilled, can=can),
        f"\n{short.note}" if short.note else "",
    )  # fmt: skip


def candidate_line(line: CandidateLine) -> Content:
    """✓ who, what changes, and the price; ✗ with what stops it."""
    from planner.roster.explain import price

    if line.possible:
        return Content.assemble(("✓ ", "bold $success"), (f"{line.agent.name}  ", "bold"), line.what,
                                (f"  {price(line)}", "$accent"))  # fmt: skip
    stops = "; ".join(line.stops[:STOPS])
    if len(line.stops) > STOPS:
        stops += "; " + t("and {n} more", n=len(line.stops) - STOPS)
    return Content.assemble(("✗ ", "bold $error"), (f"{line.agent.name}  ", "bold"), (line.what, "$foreground 75%"),
                            (f"  {stops}" if stops else "", "$warning"),
                            (f"  {price(line)}" if line.new else "", "$foreground 75%"))  # fmt: skip


def conflicts_head(found: Sequence[ConflictView]) -> Content:
    """How many conflicts are proven; where none is, whether that is because time did not suffice."""
    if proven := sum(c.proven for c in found):
        return Content.styled(plural(proven, "{n} conflict of rules.", "{n} conflicts of rules."), "bold $error")
    if found:
        return Content.styled(t("Not everything could be decided in the time."), "bold $warning")
    return Content.styled(t("✓ Everybody's rules can be kept together."), "bold $success")


def conflict_line(conflict: ConflictView) -> Content:
    """Who cannot keep which rules together, the ways out in order of their price, and the sources.

    What time did not suffice to decide is said in a sentence of its own.
    """
    if not conflict.proven:
        return Content.styled(conflict.text, "$warning")
    parts: list[tuple[str, str]] = [(f"{conflict.name}: ", "bold"), (" + ".join(conflict.rules), "$error")]
    for i, way in enumerate(conflict.ways):
        parts.append((f"\n   {'▶' if i == 0 else '·'} {way}", "$success" if i == 0 else "$foreground 75%"))
    parts.append((f"\n   {conflict.note}" if conflict.note else "", "$warning"))
    parts.append((f"\n   {'; '.join(conflict.sources)}" if conflict.sources else "", "$foreground 75%"))
    return Content.assemble(*parts)


def points(value: float) -> str:
    """A price in points."""
    return t("{n} points", n=number(value, 1))
