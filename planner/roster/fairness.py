"""Fair spread: weekends, late shifts and public holidays of each agent over a rolling window, and wishes met.

What counts is what was published: `history` is the window before a roster, which the engine weighs; `fairness` is the
window with the roster on show, as a team may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.db.transactions import reads
from planner.domain.people import Agent, Preference
from planner.domain.roster import Roster, Shift
from planner.domain.time import midnight
from planner.forecast.events import public_holidays
from planner.roster.store.published import published_shifts
from planner.rostering.problem import History
from planner.rostering.rules.wishes.fairness import late_from
from planner.rostering.rules.wishes.preferences import wish_missed

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.views import RosterView
    from planner.rostering.packs.kind import Rule
    from planner.rostering.packs.pack import RulePack
    from planner.rostering.problem import History, RosterProblem

WINDOW_WEEKS = 12


@dataclass(frozen=True)
class Wishes:
    """Wishes that spoke of a day of the roster, and how many of them were met."""

    met: int
    all: int


@dataclass(frozen=True)
class FairLine:
    """What one agent had in the window: days at work, on weekends, late, on public holidays; wishes of this roster.

    `before_*` are the same days before the roster on show; `weight` is the pack's figure for them, in points, which
    orders the table and which the solver evens out.
    """

    agent: Agent
    days: int
    weekends: int
    late: int
    holidays: int
    before_weekends: int
    before_late: int
    before_holidays: int
    wishes: Wishes
    missed: tuple[str, ...]
    points: float


@dataclass(frozen=True)
class FairView:
    """The window, a line an agent (most burdened first), and the spread: largest less smallest of each kind."""

    first_day: date
    last_day: date
    published_weeks: int
    version: int | None
    lines: tuple[FairLine, ...]
    wishes: Wishes

    def spread(self, kind: str) -> int:
        """Largest less smallest number of `weekends`, `late` or `holidays`, over agents."""
        values = [int(getattr(line, kind)) for line in self.lines]
        return max(values, default=0) - min(values, default=0)


def history(
    shifts: Sequence[Shift], agents: Iterable[Agent], rules: RulePack, holidays: frozenset[date], zone: str
) -> dict[str, History]:
    """What each agent had in the shifts published before; empty without any."""
    if not shifts:
        return {}
    counts = count(shifts, rules.get("fairness"), holidays, zone)
    known = {a.agent_id for a in agents}
    return {agent: History(c[1], c[2], c[3]) for agent, c in counts.items() if agent in known}


def count(
    shifts: Iterable[Shift], rule: Rule | None, holidays: frozenset[date], zone: str
) -> dict[str, tuple[int, int, int, int]]:
    """Days at work, on weekends, late and on public holidays by agent; late is as the rule of fair spread says."""
    late = late_from(rule)
    found: dict[str, list[int]] = {}
    for shift in shifts:
        mine = found.setdefault(shift.agent_id, [0, 0, 0, 0])
        end_min = _minute(shift.end, shift.day, zone)
        mine[0] += 1
        mine[1] += shift.day.weekday() >= 5
        mine[2] += end_min > late
        mine[3] += shift.day in holidays
    return {agent: (c[0], c[1], c[2], c[3]) for agent, c in found.items()}


def _minute(instant: datetime, day: date, zone: str) -> int:
    """Minutes on the wall's clock since the midnight that began `day`."""
    local = instant.astimezone(ZoneInfo(zone))
    return (local.date() - day).days * 1440 + local.hour * 60 + local.minute


@reads
def fairness(ws: Workspace, shown: RosterView, weeks: int = WINDOW_WEEKS) -> FairView:
    """The window of `weeks` weeks that ends with the roster on show; its agents only."""
    assert shown.problem is not None
    rule = shown.problem.rules.get("fairness")
    last = shown.first_day + timedelta(days=shown.days - 1)
    begin = last - timedelta(days=7 * weeks - 1)
    before = published_shifts(ws, begin, shown.first_day - timedelta(days=1))
    holidays = public_holidays(ws, begin, (last - begin).days + 1)
    then = count(before, rule, holidays, shown.zone)
    now = count(shown.roster.shifts, rule, holidays, shown.zone)
    wishes = wishes_met(shown.problem, shown.roster) if shown.version else {}
    none = (0, 0, 0, 0)
    weight = rule.params if rule else {"weekend": 1.0, "late": 0.5, "holiday": 2.0}
    lines = []
    for agent in shown.agents:
        old, new = then.get(agent.agent_id, none), now.get(agent.agent_id, none)
        _, weekends, late, on_holidays = (a + b for a, b in zip(old, new, strict=True))
        met, missed = wishes.get(agent.agent_id, (Wishes(0, 0), ()))
        points = weight["weekend"] * weekends + weight["late"] * late + weight["holiday"] * on_holidays
        lines.append(FairLine(agent, old[0] + new[0], weekends, late, on_holidays, *old[1:], met, missed, points))
    lines.sort(key=lambda line: (-line.points, line.agent.name))
    every = Wishes(sum(w.met for w, _ in wishes.values()), sum(w.all for w, _ in wishes.values()))
    weeks_seen = len({s.day.isocalendar()[:2] for s in before})
    number = shown.version.number if shown.version else None
    return FairView(begin, last, weeks_seen, number, tuple(lines), every)


def wishes_met(problem: RosterProblem, roster: Roster) -> Mapping[str, tuple[Wishes, tuple[str, ...]]]:
    """Wishes met and all wishes by agent, and the days of those missed (ISO, with the wish)."""
    found: dict[str, tuple[int, int, list[str]]] = {}
    for wish, day, missed in judged_wishes(problem, roster):
        met, total, names = found.get(wish.agent_id, (0, 0, []))
        found[wish.agent_id] = (
            met + (not missed),
            total + 1,
            [*names, f"{day} {wish.wish.value}"] if missed else names,
        )
    return {agent: (Wishes(met, total), tuple(names)) for agent, (met, total, names) in found.items()}


def judged_wishes(problem: RosterProblem, roster: Roster) -> tuple[tuple[Preference, date, bool], ...]:
    """Every wish with every day it speaks of, and whether the roster goes against it; absent days are left out."""
    rule, zone = problem.rules["preferences"], problem.grid.zone
    shifts = {(s.agent_id, s.day): s for s in reversed(roster.shifts)}
    out = []
    for wish in problem.preferences:
        for d in range(problem.grid.days):
            day = problem.grid.first_day + timedelta(days=d)
            noon = midnight(day, zone) + timedelta(hours=12)
            away = any(o.agent_id == wish.agent_id and o.start <= noon < o.end for o in problem.time_off)
            if away or not wish.applies_on(day):
                continue
            shift = shifts.get((wish.agent_id, day))
            span = (_minute(shift.start, day, zone), _minute(shift.end, day, zone)) if shift else None
            out.append((wish, day, wish_missed(wish, rule, span)))
    return tuple(out)
