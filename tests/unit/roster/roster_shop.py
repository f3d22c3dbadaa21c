"""A small shop to roster: two channels, six agents, a week in half-hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from planner.domain.demand import Requirement
from planner.domain.people import Agent, Contract
from planner.domain.roster import Break, Roster, Shift
from planner.domain.time import TimeGrid
from planner.rostering.packs.pack import RulePack, base_pack, load_pack
from planner.rostering.problem import RosterProblem
from planner.rostering.rules.parts import Parts

MONDAY = date(2026, 11, 23)


def grid(days: int = 7, minutes: int = 30, first: date = MONDAY, zone: str = "Etc/UTC") -> TimeGrid:
    return TimeGrid(first, days, minutes, zone)


def agent(name: str = "ana", skills: tuple[str, ...] = ("phone",), hours: int = 40, lengths: tuple[int, ...] = (480,),
          **more: object) -> Agent:  # fmt: skip
    return Agent(name, name.title(), "shop", skills, Contract(60 * hours, 5, lengths), **more)  # type: ignore[arg-type]


def at(day: int, clock: str) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=day, hours=hours, minutes=minutes)


def shift(day: int, start: str, end: str, *pauses: tuple[str, str], who: str = "ana", locked: bool = False) -> Shift:
    breaks = tuple(Break(at(day, a), at(day, b)) for a, b in pauses)
    return Shift(who, MONDAY + timedelta(days=day), at(day, start), at(day, end), breaks, locked=locked)


def roster(*shifts: Shift, days: int = 7) -> Roster:
    return Roster(MONDAY, days, "Etc/UTC", tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))


def requirement(level: float = 1.0, channels: tuple[str, ...] = ("phone",), on: TimeGrid | None = None) -> Requirement:
    here = on or grid()
    return Requirement(
        here, {c: tuple(level if 9 <= s.hour < 21 else 0.0 for s in here.local_starts) for c in channels}
    )


def pack(**rules: dict[str, object]) -> RulePack:
    return base_pack().replace(rules)


def parts(made: Roster, agents: tuple[Agent, ...], rules: RulePack, **more: object) -> Parts:
    """A roster with the problem it is for, which asks for nobody unless `requirement` says so."""
    on = grid(made.days)
    needed = more.pop("requirement", None) or requirement(0.0, on=on)
    return Parts(RosterProblem(needed.grid, agents, needed, rules=rules, **more), made)  # type: ignore[attr-defined,arg-type]


def shop(agents: tuple[Agent, ...] | None = None, level: float = 2.0, **more: object) -> RosterProblem:
    people = agents or (
        agent("ana", ("phone",)),
        agent("ben", ("chat",)),
        agent("cai", ("phone", "chat")),
        agent("dia", ("phone",), 20, (240,)),
        agent("eva", ("phone", "chat"), 30, (300, 360, 420)),
        agent("fer", ("chat",), 20, (240, 300)),
    )
    on = more.pop("on", None) or grid()
    assert isinstance(on, TimeGrid)
    more.setdefault("rules", load_pack("es"))
    return RosterProblem(on, people, requirement(level, ("phone", "chat"), on), **more)  # type: ignore[arg-type]
