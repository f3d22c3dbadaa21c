"""A stored roster as the screen shows it: columns that fit, a line for each agent, its state in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from planner.base.i18n import day as day_text
from planner.base.i18n import number, percent, t
from planner.domain.people import TimeOff
from planner.domain.roster import Coverage, ListedVersion, Roster, RosterState, Shift
from planner.domain.time import midnight
from planner.tables.writing import tab_separated
from tui.text import amount, clock, cropped, hours, local, plural
from tui.widgets.columns import STEPS_MIN, Columns, open_hours
from tui.widgets.roster.lines import GridRow

if TYPE_CHECKING:
    from planner.roster.views import Finding, RosterView

Parts = Sequence[tuple[str, str]]
"""Texts with their styles."""


def grid_columns(view: RosterView, roster: Roster, room: int, step: int = 0) -> Columns:
    """The hours in which anybody works or is required, in columns of `step` minutes or the finest that fit `room`."""
    spans = [(s.start, s.end) for s in roster.shifts]
    if view.requirement is not None:
        grid = view.requirement.grid
        busy = {i for values in view.requirement.required.values() for i, v in enumerate(values) if v > 0}
        spans += [(grid.interval(i).start, grid.interval(i).end) for i in busy]
    first, last = open_hours(spans, view.zone)
    fit = next((m for m in reversed(STEPS_MIN) if view.days * (last - first) * 60 // m + view.days <= room), 60)
    return Columns(view.first_day, view.days, view.zone, step or fit, first, last)


def grid_rows(view: RosterView, roster: Roster) -> list[GridRow]:
    """A line for each agent, with the contract's minutes less those of days away."""
    by_agent: dict[str, list[Shift]] = {}
    for shift in roster.shifts:
        by_agent.setdefault(shift.agent_id, []).append(shift)
    absences: dict[str, list[TimeOff]] = {}
    for one in view.time_off:
        absences.setdefault(one.agent_id, []).append(one)
    grid = Columns(view.first_day, view.days, view.zone, 60).grid
    rows = []
    for agent in view.agents:
        off = tuple(absences.get(agent.agent_id, ()))
        away = sum(any(o.start <= midnight(day, view.zone) < o.end for o in off) for day in grid.dates())
        minutes = max(0, agent.contract.weekly_minutes * view.days // 7 - away * agent.contract.leave_day_minutes)
        rows.append(GridRow(agent, tuple(by_agent.get(agent.agent_id, ())), off, minutes))
    return rows


def state_parts(
    view: RosterView, room: int, legends: Sequence[Parts] = (), *, older: bool = False,
    newer: ListedVersion | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """Draft or published, when, what is short, which rules are broken or bent, cost and gap; text with style.

    What does not fit `room` is left out, the least needed first: cost, when, gap; the first of the `legends` of
    channels that fits goes with it.
    """
    version = view.version
    if version is None:
        return []
    published = version.state is RosterState.PUBLISHED
    badge = f" {t('Published') if published else t('Draft')} {version.number} "
    said: list[tuple[int, Parts]] = [(0, [(badge, f"bold $background on {'$success' if published else '$accent'}")])]
    if newer is not None:
        who = newer.changed_by or t("Somebody")
        said.append((0, [(f"  {t('o: {who} has version {n}', who=who, n=newer.number)}", "bold $warning")]))
    if older:
        said.append((0, [(f"  {t('an older version, only to read')}", "bold $warning")]))
    if version.created_at is not None:
        made = local(version.created_at, view.zone)
        said.append((3, [(f"  {day_text(made)} {made:%H:%M}", "$foreground 75%")]))
    if view.coverage is not None:
        short = view.coverage.short_hours()
        missing = (t("{n} h short", n=amount(short)), "bold $short") if short >= 0.05 else (
            t("nobody is missing"), "$success")  # fmt: skip
        said.append((0, [(f"  {missing[0]}", missing[1])]))
    hard = sum(f.hard for f in view.findings)
    rules = plural(hard, "✗ {n} rule broken", "✗ {n} rules broken") if hard else t("✓ rules hold")
    said.append((0, [(f"  {rules}", "bold $error" if hard else "$success")]))
    if soft := len(view.findings) - hard:
        said.append((1, [(f"  {t('~ {n} bent', n=soft)}", "$warning")]))
    if version.cost is not None and version.bound is not None and version.cost:
        gap = percent((version.cost - version.bound) / version.cost)
        said.append((4, [(f"  {t('cost {cost}', cost=number(version.cost))}", "$foreground 75%")]))
        said.append((2, [(f"  {t('gap {gap}', gap=gap)}", "$foreground 75%")]))
    for legend in (*legends, ()):
        kept = _fitting(said, room - _length(legend), 1 if legend else 0)
        if kept is not None:
            return [*kept, *legend]
    return []


def _length(parts: Parts) -> int:
    return sum(Content(text).cell_length for text, _ in parts)


def _fitting(said: Sequence[tuple[int, Parts]], room: int, least: int) -> Parts | None:
    """Parts that fit `room` when those of numbers above `least` may go, the largest first; None when they do not."""
    left = list(said)
    while sum(_length(parts) for _, parts in left) > room:
        last = max(left, key=lambda one: one[0])
        if last[0] <= least:
            return None if least else [part for _, parts in left for part in parts]
        left.remove(last)
    return [part for _, parts in left for part in parts]


@dataclass(frozen=True)
class Effect:
    """What hand edits do together: the roster after them, its coverage, hours short, findings of one side only."""

    roster: Roster
    coverage: Coverage
    short_hours_change: float
    came: tuple[Finding, ...]
    went: tuple[Finding, ...]

    @property
    def points(self) -> float:
        """What the soft rules cost more (or less)."""
        return sum(f.cost for f in self.came) - sum(f.cost for f in self.went)


def effect_of(view: RosterView, changes: Sequence[tuple[Shift | None, Shift | None]]) -> Effect:
    """The effect of `changes`, one after another, on the roster on show; of none: its coverage."""
    from planner.roster import rosters

    one = rosters.edit_effect(view, view.roster, *(changes[0] if changes else (None, None)))
    short, came, went = one.short_hours_change, one.came, one.went
    for old, put in changes[1:]:
        one = rosters.edit_effect(view, one.roster, old, put)
        short += one.short_hours_change
        came, went = (
            (*(f for f in came if f not in one.went), *(f for f in one.came if f not in went)),
            (*(f for f in went if f not in one.came), *(f for f in one.went if f not in came)),
        )
    return Effect(one.roster, one.coverage, short, came, went)


def wish_words() -> dict[str, str]:
    """Kinds of wishes in the user's language."""
    return {"off": t("free"), "on": t("at work"), "early": t("early"), "late": t("late")}


def finding_words(finding: Finding, names: Mapping[str, str], *, whose: bool = True) -> str:
    """A finding with the agent's name for the id it begins with; without agent and day where the user knows whose."""
    rest = finding.text.removeprefix(finding.agent_id) if finding.agent_id else finding.text
    if finding.rule == "preferences":
        for wish, word in wish_words().items():
            rest = rest.replace(f"({wish})", f"({word})")
    if not whose and finding.agent_id:
        return rest.partition(": ")[2]
    return f"{names.get(finding.agent_id, finding.agent_id)}{rest}" if finding.agent_id else rest


def _what(old: Shift | None, new: Shift | None, taker: Shift | None, names: Mapping[str, str], zone: str) -> str:
    """The shift as it would be, with what an edit may leave as it is left out."""
    if taker is not None and old is not None:
        return " ↔ ".join(names.get(a, a) for a in (old.agent_id, taker.agent_id))
    if new is None:
        return t("deleted")
    said = [f"{clock(new.start, zone)}–{clock(new.end, zone)}", hours(new.work_minutes)]
    if old is not None and (old.start, old.end) == (new.start, new.end):
        said += [
            f"{t('paid break') if b.paid else t('unpaid break')} {clock(b.start, zone)}–{clock(b.end, zone)}"
            for b in new.breaks if b not in old.breaks
        ]  # fmt: skip
    if new.locked or (old is not None and old.locked):
        said.append(t("locked") if new.locked else t("unlocked"))
    return " · ".join(said)


def effect_parts(
    effect: Effect, changes: Sequence[tuple[Shift | None, Shift | None]], names: Mapping[str, str], zone: str,
    room: int, hint: str,
) -> list[tuple[str, str]]:  # fmt: skip
    """The shift as it would be, the hours short, rules that break, bend or mend, and the keys; in `room` characters.

    A rule that is nearer to being kept than before is told last.
    """
    from planner.roster.views import mended, worse

    old, put = changes[0]
    called = names if room >= 100 else {agent_id: cropped(name, 14) for agent_id, name in names.items()}
    what = _what(old, put, changes[-1][1] if len(changes) > 1 else None, called, zone)
    change = effect.short_hours_change
    short = t("Shortage unchanged")
    if abs(change) >= 0.05:
        short = t("{n} h more short", n=amount(change)) if change > 0 else t("{n} h less short", n=amount(-change))
    new = worse(effect.came, effect.went)
    hard = [f for f in new if f.hard]
    better = change <= 0 and not hard
    parts = [(what, "bold"), (f"  {short}", "bold $success" if better else "bold $warning")]
    if abs(effect.points) >= 0.05:
        price = number(abs(effect.points), 1)
        parts.append((f"  {'+' if effect.points > 0 else '−'}{t('{n} points', n=price)}", "$foreground 85%"))
    left = room - _length(parts)
    told = [("✗", f, "$error") for f in hard]
    told += [("✓", f, "$success") for f in mended(effect.came, effect.went) if f.hard]
    told += [("~", f, "$warning") for f in new if not f.hard]
    told += [("~", f, "$warning") for f in effect.came if f.hard and f not in hard]
    alone = {s.agent_id for pair in changes for s in pair if s is not None}
    for mark, finding, style in told:
        if left < 16:
            break
        mine = finding.agent_id in alone
        said = finding_words(finding, names, whose=len(alone) > 1 or not mine)
        if mine and len(said) + 4 > left:  # what happens says more than who and the name of the rule
            said = finding_words(finding, names, whose=False)
            said = said if len(said) + 4 <= left else said.partition(": ")[2]
        text = cropped(f"  {mark} {said}", left)
        parts.append((text, style))
        left -= len(text)
    if Content(hint).cell_length + 3 <= left:
        parts.append((f"   {hint}", "$accent"))
    return parts


def as_text(view: RosterView) -> str:
    """The shifts as tab-separated text with a header."""
    names = {a.agent_id: a.name for a in view.agents}
    rows = []
    for shift in view.roster.shifts:
        channels = ", ".join(dict.fromkeys(view.labels.get(a.channel, a.channel) for a in shift.activities))
        start, end = local(shift.start, view.zone), local(shift.end, view.zone)
        name = names.get(shift.agent_id, shift.agent_id)
        rows.append((name, str(shift.day), f"{start:%H:%M}", f"{end:%H:%M}", channels))
    return tab_separated((t("agent"), t("day"), t("start"), t("end"), t("channels")), rows)
