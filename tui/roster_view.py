"""A stored roster as the screen shows it: columns that fit, a line for each agent, its state in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.domain.roster import Roster, RosterState, Shift
from planner.domain.time import midnight
from planner.i18n import day as day_text
from planner.i18n import number, percent, t
from tui.columns import STEPS_MIN, Columns, open_hours
from tui.text import amount, local, plural
from tui.widgets.roster_lines import GridRow

if TYPE_CHECKING:
    from planner.services.rosters import RosterView


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
    grid = Columns(view.first_day, view.days, view.zone, 60).grid
    rows = []
    for agent in view.agents:
        off = tuple(o for o in view.time_off if o.agent_id == agent.agent_id)
        away = sum(any(o.start <= midnight(day, view.zone) < o.end for o in off) for day in grid.dates())
        minutes = max(0, agent.contract.weekly_minutes * view.days // 7 - away * agent.contract.leave_day_minutes)
        rows.append(GridRow(agent, tuple(by_agent.get(agent.agent_id, ())), off, minutes))
    return rows


def state_parts(view: RosterView) -> list[tuple[str, str]]:
    """Draft or published, when, what is short, which rules are broken or bent, cost and gap; text with style."""
    version = view.version
    if version is None:
        return []
    published = version.state is RosterState.PUBLISHED
    parts = [
        (
            f" {t('Published') if published else t('Draft')} {version.number} ",
            "bold $background on $success" if published else "bold $background on $accent",
        )
    ]
    if version.created_at is not None:
        made = local(version.created_at, view.zone)
        parts.append((f"  {day_text(made)} {made:%H:%M}", "dim"))
    if view.coverage is not None:
        short = view.coverage.short_hours()
        if short >= 0.05:
            parts.append((f"  {t('{n} h short', n=amount(short))}", "bold $short"))
        else:
            parts.append((f"  {t('nobody is missing')}", "$success"))
    hard = sum(f.hard for f in view.findings)
    said = plural(hard, "✗ {n} rule broken", "✗ {n} rules broken") if hard else t("✓ rules hold")
    parts.append((f"  {said}", "bold $error" if hard else "$success"))
    if soft := len(view.findings) - hard:
        parts.append((f"  {t('~ {n} bent', n=soft)}", "$warning"))
    if version.cost is not None and version.bound is not None and version.cost:
        gap = percent((version.cost - version.bound) / version.cost)
        parts.append((f"  {t('cost {cost}, gap {gap}', cost=number(version.cost), gap=gap)}", "dim"))
    return parts


def as_text(view: RosterView) -> str:
    """The shifts as tab-separated text with a header."""
    names = {a.agent_id: a.name for a in view.agents}
    lines = ["\t".join((t("agent"), t("day"), t("start"), t("end"), t("channels")))]
    for shift in view.roster.shifts:
        channels = " ".join(dict.fromkeys(a.channel for a in shift.activities))
        start, end = local(shift.start, view.zone), local(shift.end, view.zone)
        name = names.get(shift.agent_id, shift.agent_id)
        lines.append("\t".join((name, str(shift.day), f"{start:%H:%M}", f"{end:%H:%M}", channels)))
    return "\n".join(lines)
