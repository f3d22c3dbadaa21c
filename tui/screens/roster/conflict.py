"""Two people changed one draft: every day that differs with both sides drawn, mine or theirs for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from planner.base.i18n import t
from planner.domain.roster import Shift
from tui.frame.modals import Modal, keys_line
from tui.text import clock, hours, plural, weekday

if TYPE_CHECKING:
    from planner.roster.merge import Difference

FIRST_HOUR, LAST_HOUR = 6, 24


def band(shift: Shift | None, zone: str) -> str:
    """A shift drawn in half-hours from 6 to 24: ▆ at work, · in a break."""
    if shift is None:
        return " " * (2 * (LAST_HOUR - FIRST_HOUR))
    tz = ZoneInfo(zone)

    def place(instant: datetime) -> int:
        local = instant.astimezone(tz)
        minutes = (local.date() - shift.day).days * 1440 + local.hour * 60 + local.minute
        return max(0, min(2 * (LAST_HOUR - FIRST_HOUR), round(minutes / 30) - 2 * FIRST_HOUR))

    cells = [" "] * (2 * (LAST_HOUR - FIRST_HOUR))
    for at in range(place(shift.start), place(shift.end)):
        cells[at] = "▆"
    for pause in shift.breaks:
        for at in range(place(pause.start), max(place(pause.start) + 1, place(pause.end))):
            if at < len(cells):
                cells[at] = "·"
    return "".join(cells)


class ConflictModal(Modal["frozenset[int] | str"]):
    """Leaves with the places of the differences of which mine is taken, or "theirs", or "beside"."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", "Mine or theirs"),
        Binding("enter", "keep", "Keep", priority=True),
        Binding("m", "all(True)", "All mine"),
        Binding("t", "theirs", "All theirs"),
        Binding("escape", "beside", "Beside"),
    ]

    def __init__(self, who: str, found: tuple[Difference, ...], names: Mapping[str, str], zone: str) -> None:
        super().__init__(t("Two people changed this roster"), kind="findings")
        self.who, self.found, self.names, self.zone = who, found, names, zone
        self.mine = {i for i, d in enumerate(found) if d.by != "them"}

    def inside(self) -> ComposeResult:
        """Who, how much, and each day with both sides."""
        yield Static(self._head(), classes="paragraph")
        yield OptionList(*(Option(self._line(i), id=str(i)) for i in range(len(self.found))), id="choices")

    def _head(self) -> Content:
        both = sum(d.by == "both" for d in self.found)
        head = [(self.who, "bold"), (" " + plural(len(self.found), "{n} day differs.", "{n} days differ."), "")]
        if both:
            said = plural(both, "{n} was changed by both: look at it.", "{n} were changed by both: look at them.")
            head.append((f" {said}", "$warning"))
        return Content.assemble(*head)

    def on_resize(self) -> None:
        """The list leaves room for its head and keys, which may take two lines."""
        size = self.app.size
        width = max(20, min(100, size.width * 96 // 100) - 6)
        above = self._head().get_height({}, width) + self.keys().get_height({}, width) - 1
        self.query_one("#choices").styles.max_height = max(5, size.height * 92 // 100 - 7 - above)

    def keys(self) -> Content:
        """Turn a line, keep, all of one side, beside."""
        return keys_line(
            (t("Space"), t("mine or theirs")), ("Enter", t("keep this")), ("m", t("all mine")), ("t", t("all theirs")),
            ("Esc", t("beside")),
        )  # fmt: skip

    def _line(self, i: int) -> Content:
        one = self.found[i]
        word = {"me": t("you changed it"), "them": t("they changed it"), "both": t("both changed it")}[one.by]
        parts: list[tuple[str, str]] = [
            (f"{weekday(one.day)}  {self.names.get(one.agent_id, one.agent_id)}", "bold"),
            (f"  {word}", "$warning" if one.by == "both" else "$foreground 75%"),
        ]
        for mine, shift in ((True, one.mine), (False, one.theirs)):
            taken = (i in self.mine) == mine
            parts += [
                (
                    f"\n {'▶' if taken else ' '} {(t('mine') if mine else t('theirs')):<7}",
                    "bold" if taken else "$foreground 75%",
                ),
                (f"{self._words(shift):<22}", "bold" if taken else "$foreground 75%"),
                (band(shift, self.zone), "$success" if taken else "$foreground 35%"),
            ]
        return Content.assemble(*parts)

    def _words(self, shift: Shift | None) -> str:
        if shift is None:
            return t("no shift")
        said = f"{clock(shift.start, self.zone)}–{clock(shift.end, self.zone)} {hours(shift.work_minutes)}"
        return f"[{said}]" if shift.locked else said

    def action_turn(self) -> None:
        """The other side for the line under the cursor."""
        choices = self.query_one("#choices", OptionList)
        at = choices.highlighted
        if at is not None:
            self.mine ^= {at}
            choices.replace_option_prompt_at_index(at, self._line(at))

    def action_all(self, mine: bool) -> None:
        """One side for every line."""
        self.mine = set(range(len(self.found))) if mine else set()
        choices = self.query_one("#choices", OptionList)
        for at in range(len(self.found)):
            choices.replace_option_prompt_at_index(at, self._line(at))

    def action_keep(self) -> None:
        """Leave with what is chosen."""
        self.dismiss(frozenset(self.mine) if self.mine else "theirs")

    def action_theirs(self) -> None:
        """Leave with theirs."""
        self.dismiss("theirs")

    def action_beside(self) -> None:
        """Leave with mine as a new draft."""
        self.dismiss("beside")
