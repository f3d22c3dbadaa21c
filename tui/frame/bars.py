"""The frame around every screen: navigation with the week on top, the keys that work here at the bottom.

Both are one line and one widget each: they fit what they say to the width instead of scrolling, and answer clicks.
"""

from __future__ import annotations

import itertools

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from planner.base.i18n import t
from tui.registry import REGISTRY
from tui.steps import STEP_VERBS
from tui.text import week_name, week_span

LATER = Binding.Group("More")
"""Keys of a screen that stand after those of the focused widget, and under one word where room is short."""
SOON = Binding.Group("More")
"""Keys that keep a word of their own longer: they join the later ones only where room is shortest."""
_OTHERS = None
"""Stands for every other group where the bar says which are folded."""
Part = tuple[str, str, str]
"""Text, style, and the key that a click presses (or nothing)."""


def key_name(shown: str) -> str:
    """A key as printed on keyboards where the language is spoken: F2, Esc, Enter (Intro)."""
    named = {"⏎": t("Enter"), "esc": "Esc", "tab": "Tab", "delete": t("Del")}
    return shown.upper() if shown[:1] == "f" and shown[1:].isdigit() else named.get(shown, shown)


class KeyLine(Widget):
    """One line of parts that press a key when clicked."""

    can_focus = False
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spots: list[tuple[int, int, str]] = []

    def parts(self, width: int) -> list[Part]:
        """What the line says in `width` cells."""
        raise NotImplementedError

    def render(self) -> Content:
        """The parts in a row; remembers where each stands."""
        parts = self.parts(self.size.width)
        self._spots, x = [], 0
        for text, _, key in parts:
            length = Content(text).cell_length
            if key:
                self._spots.append((x, x + length, key))
            x += length
        return Content.assemble(*((text, style) for text, style, _ in parts))

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        for start, end, key in self._spots:
            if start <= event.x < end:
                self.app.simulate_key(key)
                return


def _length(parts: list[Part]) -> int:
    return sum(Content(text).cell_length for text, _, _ in parts)


class NavBar(KeyLine):
    """The screens with their number keys, and the week in hand."""

    def parts(self, width: int) -> list[Part]:
        """Full titles where they fit, otherwise numbers with the title of the open screen."""
        monday, mode = self.app.week, self.app.current_mode  # type: ignore[attr-defined]
        full, short = (f" {week_name(monday)} · {week_span(monday)} ", f" {week_name(monday)} ") if monday else ("", "")
        for week, titles in ((full, "all"), (short, "all"), (short, "cut"), (short, "open")):
            parts: list[Part] = []
            for one in REGISTRY:
                name = t(one.title)
                is_open = one.name == mode
                if not one.in_bar and not is_open:
                    continue
                if titles == "cut" and not is_open:
                    name = name[:5]
                if titles == "open" and not is_open:
                    name = ""
                text = f" {one.key} {name} " if name else f" {one.key} "
                parts.append((text, "bold $background on $primary" if is_open else "$foreground 80%", one.key))
            used = sum(Content(text).cell_length for text, _, _ in parts)
            if used + len(week) <= width:
                break
        gap = max(0, width - used - len(week))
        return [*parts, (" " * gap, "", ""), (week, "bold $accent", "")]


class KeyBar(KeyLine):
    """The keys that do something here and now; what does not fit is behind F1 and the palette."""

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def parts(self, width: int) -> list[Part]:
        """As many keys as fit: accept and leave, the screen's, the focused widget's; help and palette always.

        Keys that rest just now stand there greyed while there is room for all, and make way otherwise.
        """
        right: list[Part] = []
        for key, shown, what in (("f1", "F1", t("Help")), ("ctrl+p", "^P", t("Commands"))):
            right += [(f" {shown}", "bold $accent", key), (f" {what} ", "$foreground 80%", key)]
        room = width - _length(right)
        entries: list[list[Part]] = []
        folds: tuple[tuple[Binding.Group | None, ...], ...] = ((), (_OTHERS,), (_OTHERS, SOON))
        for resting, folded in itertools.product((True, False), folds):
            entries, whole = self._entries(folded, room, resting=resting)
            if whole:
                break
        left: list[Part] = []
        used = 0
        for entry in entries:
            if used + _length(entry) <= room:
                left += entry
                used += _length(entry)
        return [*left, (" " * max(0, room - used), "", ""), *right]

    def _entries(
        self, folded: tuple[Binding.Group | None, ...], room: int, *, resting: bool
    ) -> tuple[list[list[Part]], bool]:
        """Each key with its word, and whether all fit `room`; keys of a folded group share the group's word.

        Keys that rest are among them only when `resting`.
        """
        places: dict[str, int] = {}
        keys: list[tuple[str, list[tuple[Part, Part]]]] = []
        for binding, enabled in self._shown(late=folded[-1:] == (SOON,)):
            if not enabled and not resting:
                continue
            shown = key_name(self.app.get_key_display(binding))
            key = (f" {shown}", "bold $accent" if enabled else "dim", binding.key)
            word = (f" {binding.description} ", "$foreground" if enabled else "dim", binding.key)
            fold = binding.group is not None and (binding.group if binding.group is SOON else _OTHERS) in folded
            group = t(binding.group.description) if fold and binding.group else ""
            if group and group in places:
                keys[places[group]][1].append((key, word))
                continue
            if group:
                places[group] = len(keys)
            keys.append((group, [(key, word)]))
        return _unfolded(keys, room)

    def _shown(self, *, late: bool) -> list[tuple[Binding, bool]]:
        """The keys in order; those of `SOON` among the later ones when `late`."""
        shown: dict[str, tuple[int, Binding, bool]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.action not in shown:
                mine = active.node is self.screen
                place = 1 if mine else 2
                if binding.key in ("enter", "escape"):
                    place = 0
                elif binding.group is LATER:
                    place = 4 if mine else 5
                elif binding.group is SOON and late:
                    place = 3
                shown[binding.action] = (place, binding, active.enabled)
        return [(binding, enabled) for _, binding, enabled in sorted(shown.values(), key=lambda one: one[0])]


def _unfolded(keys: list[tuple[str, list[tuple[Part, Part]]]], room: int) -> tuple[list[list[Part]], bool]:
    """Entries of the bar, and whether no key is left out: keys in their order while there is room, then words of their
    own for the keys of groups, from the first on.
    """

    def drawn(counts: list[int], kept: list[int]) -> list[list[Part]]:
        entries: list[list[Part]] = []
        for (group, members), own, last in zip(keys, counts, kept, strict=True):
            entries += [[key, word] for key, word in members[: min(own, last)]]
            if rest := members[own:last]:
                name = (f" {group} ", "$foreground" if any(w[1] != "dim" for _, w in rest) else "dim", rest[0][0][2])
                entries.append([*(key for key, _ in rest), name])
        return entries

    def fits(counts: list[int], kept: list[int]) -> bool:
        return sum(map(_length, drawn(counts, kept))) <= room

    counts, kept = [0 if group else 1 for group, _ in keys], [0] * len(keys)
    for at, (_, members) in enumerate(keys):
        for _ in members:
            kept[at] += 1
            if not fits(counts, kept):
                kept[at] -= 1
                break
    for at, (group, members) in enumerate(keys):
        while group and counts[at] < len(members) and kept[at] == len(members):
            counts[at] += 1
            if not fits(counts, kept):
                counts[at] -= 1
                break
    return drawn(counts, kept), kept == [len(members) for _, members in keys]


class NextLine(KeyLine):
    """The next step of the weekly plan and the key that takes it, on the screens of the plan."""

    def parts(self, width: int) -> list[Part]:
        """`▶ Next: work out the requirement   F5`, or that the week is planned."""
        step = self.app.next_step  # type: ignore[attr-defined]
        if step is None:
            return [(" ✓ ", "bold $success", ""), (t("The week is planned."), "$foreground 80%", "")]
        return [
            (" F5 ", "bold $background on $accent", "f5"),
            (f" {t('Next: ')}{t(STEP_VERBS[step.step])} ", "bold", "f5"),
            (f" {step.detail}", "$foreground 65%", ""),
        ]
