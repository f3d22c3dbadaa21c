"""RosterGrid: the roster table with hand edits: move, stretch, break, swap, lock, new, delete, copy and paste.

Invariant: the grid saves nothing — it posts `Edited` while an edit is tried (`final` false) and once it is accepted
(`final` true).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from planner.domain.roster import Shift
from tui.frame.bars import LATER
from tui.widgets.columns import Columns
from tui.widgets.roster import edits
from tui.widgets.roster.lines import GridRow
from tui.widgets.roster.table import RosterTable

EDIT = Binding.Group("Edit")
Change = tuple[Shift | None, Shift | None]
"""A shift and what takes its place; either may be None."""


class RosterGrid(RosterTable):
    """The roster of a span to be edited by hand."""

    help_text = (
        "Each line is an agent, each column a piece of time; the letter in a shift is the channel. Arrows move the "
        "cursor, Tab goes to the next shift. m moves a shift, s stretches its end (with Shift its start), b moves a "
        "break or adds one: use ← and → and see the effect below, then Enter keeps it and Esc leaves it. g gives the "
        "shift to somebody else: ↑ and ↓ choose who, and what they have on that day comes back. l locks a shift so "
        "that solving leaves it alone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Keep"),
        Binding("escape", "abandon", "Cancel"),
        Binding("m", "edit('move')", "Move", group=EDIT),
        Binding("s", "edit('stretch')", "Stretch", group=EDIT),
        Binding("b", "edit('break')", "Break", group=EDIT),
        Binding("g", "give", "Give or swap", group=EDIT),
        Binding("l", "lock", "Lock", group=EDIT),
        Binding("n", "new", "New", group=EDIT),
        Binding("x,delete", "remove", "Delete", group=EDIT),
        Binding("z", "zoom", "Zoom", group=LATER),
        Binding("y", "yank", "Copy shift", group=LATER),
        Binding("v", "paste", "Paste shift", group=LATER),
        Binding("shift+left", "step_start(-1)", "Start earlier", show=False),
        Binding("shift+right", "step_start(1)", "Start later", show=False),
    ]

    class Edited(Message):
        """A shift is tried (`final` false) or changed (`final` true); `old` or `new` is None to add or remove.

        `changes` holds both sides of a swap; of all other edits only the one.
        """

        def __init__(self, old: Shift | None, new: Shift | None, final: bool, *more: Change) -> None:
            super().__init__()
            self.changes: tuple[Change, ...] = ((old, new), *more)
            self.final = final

    class Choosing(Message):
        """Somebody is to be chosen who takes the shift."""

    class Abandoned(Message):
        """A tried edit was left; nothing changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editable = True
        """False while the roster on show is not one to edit (a solve under way, an older version)."""
        self.draft: Shift | None = None
        self._origin: Shift | None = None
        self._break = 0
        self._yanked: Shift | None = None
        self._giver = 0
        self._swap: tuple[Change, ...] = ()

    def fill(self, columns: Columns, rows: Sequence[GridRow], labels: Mapping[str, str]) -> None:
        """Show a roster; an edit that is tried is left."""
        if self.mode:
            self._lines.clear()
        self.draft = self._origin = None
        self._swap = ()
        super().fill(columns, rows, labels)

    @property
    def shift(self) -> Shift | None:
        """The shift under the cursor, as it is being edited."""
        return self.draft if self.draft is not None else super().shift

    def drawn(self, row: GridRow) -> Sequence[Shift]:
        """The shifts of a line, the tried one as it would be."""
        if self._swap:
            gone = [old for old, _ in self._swap]
            come = [new for _, new in self._swap if new is not None and new.agent_id == row.agent.agent_id]
            return [*(s for s in row.shifts if s not in gone), *come]
        shifts = [self.draft if s is self._origin and self.draft else s for s in row.shifts]
        if self.draft is not None and self._origin is None and self.draft.agent_id == row.agent.agent_id:
            shifts.append(self.draft)
        return shifts

    def action_step(self, step: int) -> None:
        """The cursor, or what is being edited, one column on."""
        if self.mode == "give":
            self.action_row(step)
        elif self.mode:
            self._try(step)
        else:
            super().action_step(step)

    def action_step_start(self, step: int) -> None:
        """The start of the shift being stretched, one column on."""
        if self.mode == "stretch":
            self._try(step, at_start=True)

    def action_row(self, step: int) -> None:
        """The cursor a line on; while a shift is given, the next who could take it."""
        if self.mode == "give":
            self._choose(step)
        else:
            super().action_row(step)

    # -- editing ----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Editing keys where there is a shift; keep and leave while one is tried."""
        if action in ("accept", "abandon"):
            return bool(self.mode)
        if action in ("edit", "give", "lock", "remove", "new", "paste") and not self.editable:
            return None
        if action in ("edit", "give", "lock", "remove", "yank"):
            return False if self.mode else True if self.shift else None
        if action in ("new", "paste", "zoom"):
            return False if self.mode else None if action == "paste" and self._yanked is None else True
        return True

    def action_edit(self, mode: str) -> None:
        """Begin to move or stretch the shift, or to move a break of it (adding one where there is none near)."""
        shift = self.shift
        if shift is None or self.columns is None:
            return
        self._origin, self.draft = shift, shift
        if mode == "break":
            at = self.columns.items[self.cursor_column].start
            near = edits.nearest_break(shift, at)
            if near is None or abs(shift.breaks[near].start - at) > timedelta(hours=1):
                self.draft = edits.with_break(shift, at)
                near = edits.nearest_break(self.draft, at)
            if near is None:
                self.draft = self._origin = None
                return
            self._break = near
        self.mode = mode
        self._tried()

    def _try(self, step: int, *, at_start: bool = False) -> None:
        if self.columns is None or self.draft is None:
            return
        by = timedelta(minutes=self.columns.step * step)
        zone = self.columns.zone
        if self.mode == "move":
            self.draft = edits.moved(self.draft, by, zone)
        elif self.mode == "stretch":
            self.draft = edits.stretched(self.draft, by, at_start=at_start, zone=zone)
        else:
            self.draft = edits.break_moved(self.draft, self._break, by)
        self.cursor_column = max(0, self.columns.index(self._anchor(at_start)))
        self._tried()
        self._reveal()

    def _anchor(self, at_start: bool) -> datetime:
        assert self.draft is not None and self.columns is not None
        if self.mode == "break":
            return self.draft.breaks[self._break].start
        if self.mode == "stretch" and not at_start:
            return self.draft.end - timedelta(minutes=self.columns.step)
        return self.draft.start

    def _tried(self) -> None:
        self._lines.pop(self.cursor_row, None)
        self._refresh_row(self.cursor_row)
        self.post_message(self.Edited(self._origin, self.draft, final=False))

    def action_give(self) -> None:
        """Begin to give the shift to somebody else."""
        shift = self.shift
        if shift is None or shift.locked:
            self.app.bell()
            return
        self._origin = self.draft = shift
        self._giver, self._swap = self.cursor_row, ()
        self.mode = "give"
        self.post_message(self.Choosing())

    def _choose(self, step: int) -> None:
        """The next agent whose shift of the day, if there is one, may be changed; both lines as they would be."""
        given, at = self._origin, self.cursor_row
        assert given is not None and self.columns is not None
        step = 1 if step > 0 else -1
        while 0 <= (at := at + step) < len(self.rows):
            row = self.rows[at]
            back = next((s for s in row.shifts if s.day == given.day), None)
            if at != self._giver and not (back is not None and back.locked):
                break
        else:
            return
        zone, giver = self.columns.zone, self.rows[self._giver].agent
        taken = edits.for_agent(given, row.agent, given.day, zone)
        returned = edits.for_agent(back, giver, given.day, zone) if back is not None else None
        for one in (self.cursor_row, at, self._giver):
            self._lines.pop(one, None)
        self._swap = ((given, returned), (back, taken))
        self.draft = taken
        self.cursor_row = at
        self._refresh_row(self._giver)
        self._reveal()
        self.post_message(self.Edited(given, returned, False, (back, taken)))

    def action_accept(self) -> None:
        """Keep the edit; an unchanged shift is left."""
        old, new, swap = self._origin, self.draft, self._swap
        self._end_edit()
        if swap:
            self.post_message(self.Edited(*swap[0], True, *swap[1:]))
            return
        if old == new:
            self.post_message(self.Abandoned())
        else:
            self.post_message(self.Edited(old, new, final=True))

    def action_abandon(self) -> None:
        """Leave the edit."""
        self._end_edit()
        self.post_message(self.Abandoned())

    def _end_edit(self) -> None:
        giver = self._giver if self.mode == "give" else self.cursor_row
        self.draft = self._origin = None
        self._swap = ()
        self.mode = ""
        for index in {self.cursor_row, giver}:
            self._lines.pop(index, None)
            self._refresh_row(index)

    def action_lock(self) -> None:
        """Lock or unlock the shift."""
        if (shift := self.shift) is not None:
            self.post_message(self.Edited(shift, replace(shift, locked=not shift.locked), final=True))

    def action_remove(self) -> None:
        """Take the shift out; undo brings it back."""
        if (shift := self.shift) is not None:
            self.post_message(self.Edited(shift, None, final=True))

    def action_new(self) -> None:
        """A new shift from the cursor, to move and stretch before it is kept."""
        if self.row is None or self.columns is None or self.shift is not None:
            self.app.bell()
            return
        self._origin = None
        self.draft = edits.new_shift(self.row.agent, self.columns.items[self.cursor_column].start, self.columns.zone)
        self.mode = "move"
        self._tried()

    def action_yank(self) -> None:
        """Remember the shift for pasting."""
        self._yanked = self.shift
        self.refresh_bindings()

    def action_paste(self) -> None:
        """The remembered shift for the agent and day under the cursor, at the same hours."""
        if self._yanked is None or self.row is None or self.columns is None:
            return
        day = self.columns.items[self.cursor_column].local.date()
        old = next((s for s in self.row.shifts if s.day == day), None)
        new = edits.for_agent(self._yanked, self.row.agent, day, self.columns.zone)
        self.post_message(self.Edited(old, new, final=True))
